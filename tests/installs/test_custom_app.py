"""A shop's own app: asked for by a person, approved at Shopify, and back in the same browser."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from sqlalchemy import select

from adapters.shopify.facts import NEEDED
from connector.domain.roles import Role
from connector.ledger import accounts, stores
from connector.ledger.grants import Grant
from connector.ledger.tenancy import ACROSS
from sandbox.shopify import Shop
from sandbox.shopify.people import sign_query
from tests.installs.conftest import Browser, Place

SECRET = "the-custom-apps-own-secret-of-32-bytes"


CLIENT = "custom-app-of-lamps"


FORM = "/stores/shopify"


@pytest.fixture
def shop(place: Place) -> Shop:
    """One whose owner made an app for it."""
    made = place.here.shopify.add_shop("lamps", name="Lamps")
    place.here.shopify.oauth.add_custom_app(made, CLIENT, SECRET, NEEDED)
    return made


@pytest.fixture
def owner(place: Place) -> Browser:
    return place.signed_in("ada@example.com")


def ask(browser: Browser, **changes: str) -> requests.Response:
    typed = {"shop_domain": "lamps", "client_id": CLIENT, "client_secret": SECRET}
    return browser.press(FORM, **{**typed, **changes})


def at_shopify(page: requests.Response) -> str:
    """Where the page's button leads."""
    found = page.text.split('role="button" href="', 1)[1].split('"', 1)[0]
    return found.replace("&amp;", "&")


def approved(browser: Browser, url: str) -> str:
    """The merchant says yes; where Shopify sends them, as a path."""
    answer = browser.get(f"{url}&answer=yes")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix(browser.base)


def changed(back: str, secret: str = SECRET, **params: str) -> str:
    """Other parameters, signed as Shopify would."""
    path, _, query = back.partition("?")
    told = {**dict(parse_qsl(query)), **params}
    told.pop("hmac")
    kept = {name: value for name, value in told.items() if value}
    return f"{path}?{urlencode({**kept, 'hmac': sign_query(kept, secret)})}"


def nothing(place: Place, shop: Shop) -> None:
    """No store, no secret, no webhook, no mail."""
    with place.here.ledger.reading() as unit:
        assert stores.every(unit) == []
    assert shop.subscriptions == []
    assert place.here.mailbox.raw == []


def secrets_kept(place: Place) -> list[dict[str, str]]:
    with place.here.ledger.reading() as unit:
        return list(unit.scalars(select(Grant.sealed), execution_options=ACROSS))


def test_a_merchant_says_yes_and_the_shop_is_a_store_like_any_other(
    place: Place, shop: Shop, owner: Browser
) -> None:
    page = ask(owner)
    assert page.status_code == 200
    url = at_shopify(page)
    asked = dict(parse_qsl(urlsplit(url).query))
    assert asked["scope"].split(",") == list(NEEDED)
    assert asked["redirect_uri"] == f"{place.url}/shopify/callback"
    assert SECRET not in page.text

    answer = owner.get(approved(owner, url))

    assert answer.status_code == 303
    store = place.installed(shop)
    assert answer.headers["Location"] == f"/stores/{store.id}"
    assert (store.app, store.name, store.token_expires_at) == ("custom", "Lamps", None)
    with place.here.ledger.reading() as unit:
        assert accounts.get(unit, store.account_id).name == "main"
        assert stores.switches(unit, store.account_id, store.id) == {}
    assert {one.uri for one in shop.subscriptions} == {f"{place.url}/webhooks/shopify"}
    assert secrets_kept(place) == [{}]
    place.here.settle()
    assert place.here.mailbox.raw == []
    assert place.installed(shop).looked_at is not None


def test_its_deliveries_are_known_by_its_own_secret(place: Place, shop: Shop, owner: Browser) -> None:
    owner.get(approved(owner, at_shopify(ask(owner))))
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Walnut Lamp", sku="LAMP", price="80.00", stock={berlin: 1})
    place.here.settle()
    shop.place_order([(lamp, 3)], routing="now")
    assert {status for _, status in place.here.deliver()} == {200}
    place.here.settle()
    assert "Walnut Lamp" in owner.get("/").text


def test_a_permission_url_is_shopifys_own_where_there_is_no_sandbox() -> None:
    from adapters.shopify.custom_app import CustomApp

    url = CustomApp("lamps.myshopify.com", CLIENT, SECRET).permission_url(NEEDED, "https://x/back", "a state")
    assert url.startswith("https://lamps.myshopify.com/admin/oauth/authorize?")
    assert dict(parse_qsl(urlsplit(url).query))["state"] == "a state"
    assert SECRET not in repr(CustomApp("lamps.myshopify.com", CLIENT, SECRET))


def test_the_merchant_says_no_and_nothing_is_stored(place: Place, shop: Shop, owner: Browser) -> None:
    url = at_shopify(ask(owner))
    assert owner.get(f"{url}&answer=no").status_code == 200
    state = dict(parse_qsl(urlsplit(url).query))["state"]
    back = changed(f"/shopify/callback?hmac=x&code=&shop={shop.domain}", state=state, timestamp=stamp(place))
    page = owner.get(back)
    assert page.status_code == 403
    assert "not approved" in page.text
    nothing(place, shop)


def stamp(place: Place) -> str:
    return str(int(place.here.clock().timestamp()))


def test_an_answer_is_used_once(place: Place, shop: Shop, owner: Browser) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    assert owner.get(back).status_code == 303
    page = owner.get(back)
    assert page.status_code == 403
    assert "used already" in page.text
    assert len(place.here.shopify.oauth.exchanged) == 1


def test_an_answer_that_comes_too_late_is_refused(place: Place, shop: Shop, owner: Browser) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    place.here.clock.ahead = timedelta(minutes=11)
    page = owner.get(back)
    assert page.status_code == 403
    assert "more than ten minutes ago" in page.text
    nothing(place, shop)


def test_an_answer_in_another_browser_is_refused_and_leaves_the_right_one_its_turn(
    place: Place, shop: Shop, owner: Browser
) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    other = place.signed_in("ada@example.com")
    for browser in (other, place.signed_in("bert@example.com", Role.MANAGER)):
        page = browser.get(back)
        assert page.status_code == 403
        assert "another browser" in page.text
        nothing(place, shop)
    assert owner.get(back).status_code == 303


def test_an_answer_for_another_account_is_nobodys(place: Place, shop: Shop, owner: Browser) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    stranger = place.signed_in("eve@example.com", account="elsewhere")
    for name, value in owner.session.cookies.items():
        if name == "shopify_grant":
            stranger.session.cookies.set(name, value)
    page = stranger.get(back)
    assert page.status_code == 403
    assert "Nobody here asked for this" in page.text
    nothing(place, shop)


def test_whoever_is_not_signed_in_is_asked_to_sign_in_first(place: Place, shop: Shop, owner: Browser) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    answer = place.browser().get(back)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/signin")
    nothing(place, shop)


Spoil = Callable[[str], str]


SPOILED: dict[str, tuple[Spoil, str]] = {
    "no hmac": (lambda back: back.split("&hmac=")[0], "not signed by Shopify"),
    "a wrong hmac": (lambda back: back[:-4] + "0000", "not signed by Shopify"),
    "an odd hmac": (lambda back: back.split("&hmac=")[0] + "&hmac=%C3%BC", "not signed by Shopify"),
    "another secret": (
        lambda back: changed(back, "somebody-elses-secret-of-more-than-32"),
        "not signed by Shopify",
    ),
    "a code of one's own": (lambda back: back.replace("code=", "code=x"), "not signed by Shopify"),
    "no timestamp": (lambda back: changed(back, timestamp=""), "not signed by Shopify"),
    "an odd timestamp": (lambda back: changed(back, timestamp="soon"), "not signed by Shopify"),
    "an old timestamp": (lambda back: changed(back, timestamp="1700000000"), "not signed by Shopify"),
    "a made-up state": (lambda back: changed(back, state="made-up"), "Nobody here asked"),
    "no state": (lambda back: changed(back, state=""), "Nobody here asked"),
    "a code that Shopify does not know": (lambda back: changed(back, code="x"), "did not take the code"),
}


OTHER_SHOPS = (
    "chairs.myshopify.com",
    "evil.com",
    "a.myshopify.com.evil.com",
    "lamps.myshopify.com@evil",
    "lamps.myshopify.com\r\nX-Evil: 1",
    "//evil",
    "\\\\evil",
    "",
)


@pytest.mark.parametrize("name", OTHER_SHOPS)
def test_an_answer_for_another_shop_is_refused(place: Place, shop: Shop, owner: Browser, name: str) -> None:
    page = owner.get(changed(approved(owner, at_shopify(ask(owner))), shop=name))
    assert page.status_code == 403
    assert "another shop than lamps.myshopify.com" in page.text
    assert "X-Evil" not in page.headers
    nothing(place, shop)
    assert place.here.shopify.oauth.exchanged == []


@pytest.mark.parametrize("how", SPOILED)
def test_an_answer_that_was_tampered_with_is_refused(
    place: Place, shop: Shop, owner: Browser, how: str
) -> None:
    spoil, said = SPOILED[how]
    page = owner.get(spoil(approved(owner, at_shopify(ask(owner)))))
    assert page.status_code == 403
    assert said in page.text
    nothing(place, shop)
    assert place.here.shopify.oauth.exchanged == []


def test_scopes_that_the_merchant_did_not_grant_are_named(place: Place, owner: Browser) -> None:
    shop = place.here.shopify.add_shop("lamps")
    granted = [one for one in NEEDED if one not in ("write_orders", "read_customers")]
    place.here.shopify.oauth.add_custom_app(shop, CLIENT, SECRET, granted)
    page = owner.get(approved(owner, at_shopify(ask(owner))))
    assert page.status_code == 403
    assert "write_orders" in page.text
    assert "read_customers" not in page.text
    nothing(place, shop)


def test_a_shop_of_the_public_app_or_of_another_account_is_not_asked_for(
    place: Place, owner: Browser
) -> None:
    shop = place.shop()
    place.open(shop)
    page = ask(owner)
    assert page.status_code == 422
    assert "installed already by the public app" in page.text


def test_new_keys_for_a_store_that_is_here_take_the_place_of_the_old(
    place: Place, shop: Shop, owner: Browser
) -> None:
    owner.get(approved(owner, at_shopify(ask(owner))))
    first = place.installed(shop)
    assert owner.get(approved(owner, at_shopify(ask(owner)))).status_code == 303
    again = place.installed(shop)
    assert again.id == first.id
    assert again.sealed["token"] != first.sealed["token"]
    assert place.here.workshop.storefront(again).facts().name == "Lamps"


def test_no_secret_is_ever_told(
    place: Place, shop: Shop, owner: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    back = approved(owner, at_shopify(ask(owner)))
    answer = owner.get(back)
    pages = owner.follow(answer).text + owner.get("/history").text
    place.here.settle()
    said = capfd.readouterr()
    tokens = list(place.here.shopify.oauth.access)
    for secret in (SECRET, *tokens):
        assert secret not in pages + said.out + said.err
