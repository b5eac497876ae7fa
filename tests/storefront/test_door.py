"""The door for buyers: what Shopify forwards, what is refused, and what every answer says about itself."""

import time

import pytest
from pydantic import SecretStr

from adapters.shopify import proxying
from connector.ledger import stores
from connector.ledger.stores import Store
from jobs.workshop import Workshop
from pages import turnstile
from pages.public import rates
from pages.public.memory import Memory
from pages.public.shops import Shops
from tests.desk.shop import NOW
from tests.storefront.conftest import APP_SECRET, OLD_SECRET, Street, signed

SHOP = "lamps.myshopify.com"
OWN_SECRET = "the-client-secret-of-a-custom-app-32"


@pytest.fixture
def lamps(street: Street) -> Store:
    return street.shop(address=SHOP, door_key="door-of-lamps", app="public")


def whose(street: Street, query: str) -> str | None:
    found = Shops(street.workshop, Memory()).proxied(query)
    return found.address if found else None


def test_what_shopify_signed_with_a_secret_of_the_app_is_that_shops(street: Street, lamps: Store) -> None:
    assert whose(street, signed(SHOP)) == SHOP
    assert whose(street, signed(SHOP, OLD_SECRET)) == SHOP
    assert whose(street, signed(SHOP, lang="ja", utm_source="a mail", q="é")) == SHOP


def test_a_custom_apps_secret_signs_for_its_own_shop_only(street: Street, lamps: Store) -> None:
    other = street.shop("Own", address="own.myshopify.com", door_key="own.myshopify.com")
    with street.mine.ledger.writing() as unit:
        kept = stores.get(unit, other.account_id, other.id)
        kept.sealed = {"client_secret": street.workshop.seal(kept, "client_secret", OWN_SECRET)}
    assert whose(street, signed("own.myshopify.com", OWN_SECRET)) == "own.myshopify.com"
    assert whose(street, signed(SHOP, OWN_SECRET)) is None


@pytest.mark.parametrize("age", [120, -120, 3600])
def test_an_old_signature_is_refused(street: Street, lamps: Store, age: int) -> None:
    assert whose(street, signed(SHOP, age=age)) is None
    assert whose(street, signed(SHOP, age=80)) == SHOP


def test_a_forged_signature_is_refused(street: Street, lamps: Store) -> None:
    street.shop("Other", address="other.myshopify.com")
    right = signed(SHOP)
    assert whose(street, right.replace("lamps", "other")) is None
    assert whose(street, f"{right}&page=2") is None
    assert whose(street, signed(SHOP, "another-secret")) is None
    assert whose(street, signed(SHOP, "")) is None
    assert whose(street, right.partition("&signature=")[0]) is None
    assert whose(street, f"{right}&signature=0") is None
    assert whose(street, f"{right}&shop=other.myshopify.com") is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&&&",
        "shop=lamps.myshopify.com",
        "shop=lamps.myshopify.com&timestamp=x&signature=é",
        "shop=lamps.myshopify.com&timestamp=1&signature=%C3%A9",
        "shop=lamps.myshopify.com&timestamp=&signature=",
        "shop=evil.example&timestamp=1&signature=1",
        "shop=lamps.myshopify.com%00&timestamp=1&signature=1",
        "shop=" + "a" * 9_000,
        "%zz=%zz",
    ],
)
def test_odd_queries_are_refused_and_no_error_of_ours(street: Street, lamps: Store, query: str) -> None:
    assert whose(street, query) is None


def test_a_signature_for_one_shop_cannot_be_parted_into_one_for_another(street: Street, lamps: Store) -> None:
    # Whoever owns "evil" can make Shopify sign any parameter: here one that holds the query of another shop.
    street.shop("Evil", address="evil.myshopify.com")
    stamp = str(int(time.time()))
    hidden = f"logged_in_customer_id=path_prefix=/apps/backordershop={SHOP}timestamp={stamp}u="
    theirs = signed("evil.myshopify.com", a=hidden)
    signature = theirs.rpartition("signature=")[2]
    rest = f"logged_in_customer_id=path_prefix=/apps/backordershop=evil.myshopify.comtimestamp={stamp}"
    forged = (
        f"a=&logged_in_customer_id=&path_prefix=/apps/backorder&shop={SHOP}&timestamp={stamp}"
        f"&u={rest.replace('=', '%3D')}&signature={signature}"
    )
    assert not proxying.is_signed(forged, [APP_SECRET])
    assert whose(street, forged) is None
    # Nor in a name: "sh" would end the value before, and "op" be a parameter.
    for name in ("op", "hop", "xshop", "stamp", "a=b", ""):
        assert not proxying.is_signed(signed(SHOP, **{name: "1"}), [APP_SECRET]), name


def test_a_shop_that_we_do_not_serve_is_refused(street: Street, lamps: Store) -> None:
    assert whose(street, signed("unknown.myshopify.com")) is None
    with street.mine.ledger.writing() as unit:
        stores.leave(stores.get(unit, lamps.account_id, lamps.id), NOW)
    assert whose(street, signed(SHOP)) is None


def test_without_an_app_nothing_is_signed_by_it(street: Street, lamps: Store) -> None:
    none = {"shopify_client_secret": SecretStr(""), "shopify_client_secret_old": SecretStr("")}
    told = street.workshop.settings.model_copy(update=none)
    street.workshop = Workshop(told, street.workshop.ledger, street.workshop.vault, street.workshop.clock)
    assert whose(street, signed(SHOP, "")) is None
    assert whose(street, signed(SHOP)) is None


def test_no_answer_sets_a_cookie_or_may_be_framed(street: Street, lamps: Store) -> None:
    root = f"/storefront/v1/{lamps.public_key}"
    client = street.door()
    client.set_cookie("board_lang", "ja")
    for address in (
        f"{root}/availability?item=1&lang=ja",
        f"{root}/availability",
        "/storefront/v1/0/availability",
    ):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_person_who_comes_to_nothing_is_told_so_in_their_language(street: Street) -> None:
    address, page = "/storefront/v1/0/availability", {"Accept": "text/html"}
    client = street.door()
    client.set_cookie("board_lang", "en")
    japanese = client.get(address, headers={**page, "Accept-Language": "ja"})
    assert (japanese.status_code, japanese.mimetype) == (404, "text/html")
    assert "ページが見つかりません" in japanese.text
    assert "no such page" in client.get(f"{address}?lang=en", headers=page).text
    assert client.get(address).mimetype == "application/problem+json"


def test_whoever_asks_too_often_is_asked_to_wait_and_nobody_else(street: Street, lamps: Store) -> None:
    other = street.shop("Other", address="other.myshopify.com")
    client = street.door()

    def ask(store: Store, client_at: str = "192.0.2.1") -> int:
        address = f"/storefront/v1/{store.public_key}/availability?item=1"
        return client.get(address, environ_overrides={"REMOTE_ADDR": client_at}).status_code

    answers = [ask(lamps) for _ in range(1215)]
    assert set(answers[:1200]) == {200}
    # The count is exact to ten; whoever is over stays over.
    over = answers.index(429)
    assert set(answers[over:]) == {429}
    assert ask(lamps) == 429
    assert ask(other) == 200
    assert ask(lamps, "192.0.2.2") == 200


@pytest.mark.parametrize("address", ["/storefront/v1/{}/availability", "/proxy/items?shop={}.myshopify.com"])
def test_whoever_names_another_store_each_time_may_not_ask_more_often(
    street: Street, lamps: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "A_CLIENT", "60 per minute")
    monkeypatch.setattr(rates, "SHOPIFYS", "60 per minute")
    client = street.door()
    answers = [client.get(address.format(f"invented{number}")).status_code for number in range(80)]
    assert set(answers[:60]) == {404}
    assert set(answers[70:]) == {429}
    assert client.get(f"/storefront/v1/{lamps.public_key}/style.css").status_code == (
        200 if "proxy" in address else 429
    )
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert client.get(address.format("invented"), environ_overrides=elsewhere).status_code == 404


def test_names_of_no_store_push_none_out_of_the_memory(street: Street, lamps: Store) -> None:
    memory = Memory()
    shops = Shops(street.workshop, memory)
    found = shops.hosted(lamps.public_key)
    for number in range(5_001):
        memory.shops.get(f"invented{number}", lambda: None)
    assert shops.hosted(lamps.public_key) is found


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
        (None, "127.0.0.1"),
    ],
)
def test_a_client_is_its_address_or_its_network(street: Street, told: str | None, counted: str) -> None:
    street.door()
    with street.apps[-1].test_request_context("/", environ_overrides={"REMOTE_ADDR": told}):
        assert turnstile.client() == counted


def test_the_count_is_kept_by_all_processes_together(street: Street, lamps: Store) -> None:
    address = f"/storefront/v1/{lamps.public_key}/availability?item=1"
    doors = [street.door(), street.door()]
    answers = [doors[turn % 2].get(address) for turn in range(1220)]
    assert answers[1199].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].headers["Cache-Control"] == "no-store"
