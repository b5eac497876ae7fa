"""A WooCommerce store grants us keys: the whole way, and every way in which nothing may come of it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from adapters.woocommerce.subscriptions import TOPICS
from connector.ledger import accounts, stores
from connector.ledger.backorders import Backorder
from connector.ledger.history import Happened
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS
from jobs import granting
from sandbox.woocommerce import WooStore
from tests.flows.front_desk import FrontDesk, Person, front_desk, link_named, state_of
from tests.world import World

AUTH = Path(__file__).parents[1] / "data" / "woocommerce" / "auth"
KEYS = {
    "consumer_key": "ck_" + "a" * 40,
    "consumer_secret": "cs_" + "b" * 40,
    "key_permissions": "read_write",
}


@pytest.fixture
def desk(here: World) -> Iterator[FrontDesk]:
    with front_desk(here) as made:
        yield made


@pytest.fixture
def lamps(here: World) -> WooStore:
    """A store with no key at all: the one of its own is taken away."""
    store = here.woo.add_store("Lamps", key="ck_none", secret="cs_none")
    store.revoke_key("ck_none")
    return store


@pytest.fixture
def ada(desk: FrontDesk) -> Person:
    return desk.person()


def nothing_kept(desk: FrontDesk, store: WooStore, *, why: str) -> None:
    """No store, no key at either side, no webhook: the grant says why and holds nothing."""
    assert desk.stores() == []
    assert store.shop.keys == {}
    assert store.webhooks.webhooks == {}
    last = desk.grants()[-1]
    assert (last.trouble, last.sealed, last.store_id) == (why, {}, None)


def test_a_store_that_lets_us_in_is_attached_and_read_and_nothing_else_happens(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    lamp = lamps.add_product("Lamp", sku="LAMP", stock=1, price="10", backorders="notify")
    lamps.place_order([(lamp, 3)], payment_method="bacs")
    page = ada.approve(ada.ask(lamps.url))

    (store,) = desk.stores()
    assert page.url == f"{desk.url}/stores/{store.id}"
    assert "Your store is attached" in page.text
    assert (store.address, store.account_id, store.name) == (lamps.url, desk.account_id, "Lamps")
    (key,) = lamps.shop.keys
    assert desk.here.workshop.secret(store, "key") == key
    assert key not in json.dumps(store.sealed)
    hooks = lamps.webhooks.webhooks.values()
    assert sorted(hook.topic for hook in hooks) == sorted(TOPICS)
    assert {hook.pending_delivery for hook in hooks} == {False}
    (grant,) = desk.grants()
    assert (grant.store_id, grant.sealed, grant.trouble) == (store.id, {}, "")
    with desk.here.ledger.reading() as unit:
        assert stores.switches(unit, store.account_id, store.id) == {}
        assert [one.who for one in unit.scalars(select(Happened), execution_options=ACROSS)] == ["Ada"]
        owed = unit.execute(select(Task.kind, Task.subject), execution_options=ACROSS).all()
    assert [tuple(one) for one in owed] == [("read_whole", "all")]
    desk.here.settle()
    assert desk.here.mailbox.letters == []
    with desk.here.ledger.reading() as unit:
        assert list(unit.scalars(select(Backorder.quantity), execution_options=ACROSS)) == [2]


def test_the_store_is_asked_with_a_state_of_256_bits_and_for_what_is_needed(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    first, second = ada.ask(lamps.url), ada.ask(f"{lamps.url}/wp-admin/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(first).query).items()}

    assert first.startswith(f"{lamps.url}/wc-auth/v1/authorize?")
    assert asked.pop("user_id") != state_of(second)
    assert len(state_of(first)) == 43
    assert asked == {
        "app_name": "Backorder Connector",
        "scope": "read_write",
        "return_url": f"{desk.url}/stores/woocommerce/back",
        "callback_url": f"{desk.url}/woocommerce/callback",
    }
    kept = json.dumps([[one.state_hash, one.browser_hash, one.known] for one in desk.grants()])
    assert state_of(first) not in kept


def test_an_administrator_who_says_no_leaves_nothing_behind(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    page = ada.approve(ada.ask(lamps.url), says="Deny")

    assert page.status_code == 422
    assert "was told not to let us in" in page.text
    assert link_named("Begin again", page.text) == "/stores/woocommerce"
    nothing_kept(desk, lamps, why="refused")


def test_a_no_after_the_keys_came_changes_nothing_of_what_came(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    link = ada.ask(lamps.url)
    ada.approve(link)
    again = ada.read(f"/stores/woocommerce/back?success=0&user_id={state_of(link)}")

    assert again.url.endswith(f"/stores/{desk.stores()[0].id}")
    assert desk.grants()[0].trouble == ""


def test_keys_of_one_store_for_the_state_of_another_are_turned_away(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    other = desk.here.woo.add_store("Other", key="ck_o", secret="cs_o")
    other.revoke_key("ck_o")
    link = ada.ask(lamps.url).replace(lamps.url, other.url)
    page = ada.approve(link)

    assert page.status_code == 401
    assert "unable to send the consumer data" in page.text
    assert other.shop.keys == {}
    nothing_kept(desk, lamps, why="keys")
    assert "does not open" in ada.read("/stores/woocommerce").text
    back = ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert (back.status_code, "The key that came does not open" in back.text) == (422, True)
    assert desk.stores() == []


@pytest.mark.parametrize(
    ("handed_over", "why", "said"),
    [
        ({"consumer_secret": "cs_" + "0" * 40}, "keys", "does not open"),
        ({"consumer_key": "ck_" + "0" * 40}, "keys", "does not open"),
        ({"key_permissions": "read"}, "read_only", "may not both read and write"),
    ],
)
def test_keys_that_do_not_do_are_turned_away_and_the_store_deletes_them(
    desk: FrontDesk, lamps: WooStore, ada: Person, handed_over: dict[str, object], why: str, said: str
) -> None:
    lamps.shop.front.handed_over = handed_over
    page = ada.approve(ada.ask(lamps.url))

    assert page.status_code == 401
    nothing_kept(desk, lamps, why=why)
    assert said in ada.read("/stores/woocommerce").text


def test_a_key_that_calls_itself_read_write_and_may_only_read_is_turned_away(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    lamps.shop.front.handed_over = {"key_permissions": "read_write"}
    ada.approve(ada.ask(lamps.url).replace("scope=read_write", "scope=read"))

    nothing_kept(desk, lamps, why="read_only")


def test_a_state_serves_once(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    link = ada.ask(lamps.url)
    ada.approve(link)
    attached = desk.stores()
    lamps.add_key(KEYS["consumer_key"], KEYS["consumer_secret"])

    again = desk.callback(json.dumps({"user_id": state_of(link), **KEYS}))

    assert again.status_code == 404
    assert [one.sealed for one in desk.stores()] == [one.sealed for one in attached]
    back = ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert back.url.endswith(f"/stores/{attached[0].id}")
    assert len(desk.stores()) == 1


def test_of_many_callbacks_at_once_one_is_taken(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    lamps.add_key(KEYS["consumer_key"], KEYS["consumer_secret"])
    body = json.dumps({"user_id": state_of(ada.ask(lamps.url)), **KEYS})
    with ThreadPoolExecutor(8) as crowd:
        answers = [one.status_code for one in crowd.map(desk.callback, [body] * 8)]
    assert answers.count(200) == 1
    assert set(answers) <= {200, 404, 503}  # used up, or too many at once


def test_a_state_is_worth_nothing_after_a_quarter_of_an_hour(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    link = ada.ask(lamps.url)
    desk.here.clock.ahead += timedelta(minutes=15, seconds=1)

    assert ada.approve(link).status_code == 401
    back = ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert "longer than 15 minutes" in back.text
    nothing_kept(desk, lamps, why="expired")


@pytest.mark.parametrize("comes_back", [True, False])
def test_keys_that_nobody_came_back_for_in_time_are_forgotten(
    desk: FrontDesk, lamps: WooStore, ada: Person, comes_back: bool
) -> None:
    lamps.add_key(KEYS["consumer_key"], KEYS["consumer_secret"])
    state = state_of(ada.ask(lamps.url))
    assert desk.callback(json.dumps({"user_id": state, **KEYS})).status_code == 200
    assert set(desk.grants()[0].sealed) == {"key", "secret"}
    desk.here.clock.ahead += timedelta(minutes=16)
    if comes_back:
        assert "longer than 15" in ada.read(f"/stores/woocommerce/back?success=1&user_id={state}").text
    else:
        granting.forget_left(desk.here.workshop)

    assert (desk.grants()[0].sealed, desk.grants()[0].trouble) == ({}, "expired")
    assert desk.stores() == []


def test_only_the_browser_that_asked_brings_it_to_an_end(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    """Whoever lures a store's administrator into approving their own grant gets no store."""
    link = ada.ask(lamps.url)
    administrator = desk.person()
    lured = administrator.approve(link)

    assert lured.status_code == 403
    assert "begun in another browser" in lured.text
    assert (desk.grants()[0].trouble, desk.grants()[0].sealed) == ("other_browser", {})
    back = ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert "begun in another browser" in back.text
    assert desk.stores() == []


def test_an_administrator_who_is_not_signed_in_here_spoils_a_grant_as_well(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    link = ada.ask(lamps.url)
    desk.nobody = True
    assert desk.person().approve(link).url.startswith(f"{desk.url}/signin?")
    desk.nobody = False
    ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert desk.stores() == []


def test_whoever_comes_back_before_the_keys_did_cannot_wait_for_them(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    """The store hands its keys over before it sends anybody back: who asks earlier only lies in wait."""
    link = ada.ask(lamps.url)
    ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    answer = desk.callback(json.dumps({"user_id": state_of(link), **KEYS}))
    assert answer.status_code == 404
    nothing_kept(desk, lamps, why="no_keys")


def test_another_account_in_the_same_browser_gets_nothing(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    link = ada.ask(lamps.url)
    with desk.here.ledger.writing() as unit:
        desk.account_id = accounts.find_or_create(unit, "other", desk.here.clock()).id
    page = ada.approve(link)

    assert page.status_code == 404
    assert "belongs to nothing that was begun in this account" in page.text
    assert desk.stores() == []


def test_a_yes_without_keys_says_that_none_came(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    link = ada.ask(lamps.url)
    page = ada.read(f"/stores/woocommerce/back?success=1&user_id={state_of(link)}")
    assert "its key did not reach us" in page.text
    assert desk.stores() == []


@pytest.mark.parametrize("state", ["", "x" * 43, "\ud800".encode("utf-8", "surrogatepass").hex(), "%ff"])
def test_a_return_that_nobody_asked_for_finds_nothing(desk: FrontDesk, ada: Person, state: str) -> None:
    page = ada.read(f"/stores/woocommerce/back?success=1&user_id={state}")
    assert page.status_code == 404


def test_a_store_that_cannot_answer_while_it_waits_for_us_is_asked_again_on_the_return(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    link = ada.ask(lamps.url)
    desk.here.woo.faults.next("GET settings", "502")
    ada.approve(link)
    assert [one.address for one in desk.stores()] == [lamps.url]


def test_a_store_whose_webhooks_cannot_be_made_is_not_kept(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    desk.here.woo.faults.next("GET webhooks", "502")
    page = ada.approve(ada.ask(lamps.url))

    assert "could not be added" in page.text
    assert desk.stores() == []
    assert desk.grants()[0].trouble == "not_attached"
    assert desk.grants()[0].sealed == {}


def test_the_recorded_callbacks_are_understood(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    for path in sorted(AUTH.glob("*.json")):
        recorded = json.loads(path.read_text())
        body = json.loads(recorded["body"])
        headers = {
            name: value for name, value in recorded["headers"] if name.startswith(("User", "Content-T"))
        }
        assert desk.callback(recorded["body"], **headers).status_code == 404
        lamps.add_key(body["consumer_key"], body["consumer_secret"])
        body["user_id"] = state_of(ada.ask(lamps.url))
        taken = desk.callback(json.dumps(body), **headers)
        assert (taken.status_code, taken.content) == (200, b"")


REST = b'"consumer_key":"ck_a","consumer_secret":"cs_a","key_permissions":"read_write"}'
ODD = {
    "nothing": b"",
    "no object": b"[]",
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 10_000,
    "no number": b'{"user_id":NaN}',
    "surrogate": b'{"user_id":"\\ud800",' + REST,
    "not utf-8": b'{"user_id":"\xff\xfe"}',
    "null byte": b'{"user_id":"\\u0000",' + REST,
    "numbers": b'{"user_id":1,"consumer_key":2,"consumer_secret":3,"key_permissions":4}',
    "long number": b'{"user_id":' + b"9" * 5000 + b"}",
    "no such keys": b'{"user_id":"x",' + REST.replace(b"ck_a", b"ck_a\\r\\nX: y"),
    "other keys": b'{"user_id":"x",' + REST.replace(b"cs_a", b"sk_a"),
    "a form": b"user_id=1&consumer_key=ck_a",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_callbacks_are_refused_and_never_an_error(desk: FrontDesk, body: bytes) -> None:
    assert desk.callback(body).status_code in (400, 404)
    assert desk.grants() == []


def test_keys_for_a_state_that_nobody_drew_wait_for_no_lock(desk: FrontDesk) -> None:
    with desk.here.ledger.writing() as unit:
        accounts.find_or_create(unit, "held", desk.here.clock())
        answer = desk.callback(json.dumps({"user_id": "x" * 43, **KEYS}))
    assert answer.status_code == 404


def test_a_callback_may_be_64_kb_and_not_compressed(desk: FrontDesk) -> None:
    assert desk.callback(b" " * 65_536).status_code == 400
    assert desk.callback(b" " * 65_537).status_code == 413
    assert desk.callback(b"{}", **{"Content-Encoding": "gzip"}).status_code == 415


def test_an_attached_store_cannot_be_asked_again(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    ada.approve(ada.ask(lamps.url))
    page = ada.press("/stores/woocommerce", address=lamps.url)
    assert (page.status_code, "is attached already, as Lamps" in page.text) == (422, True)


def test_a_store_of_another_account_is_not_taken_over(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    ada.approve(ada.ask(lamps.url))
    (before,) = desk.stores()
    with desk.here.ledger.writing() as unit:
        desk.account_id = accounts.find_or_create(unit, "other", desk.here.clock()).id
    page = ada.approve(ada.ask(lamps.url))

    assert "belongs to another account" in page.text
    (after,) = desk.stores()
    assert (after.account_id, after.sealed) == (before.account_id, before.sealed)
    assert len(lamps.webhooks.webhooks) == len(TOPICS)


FRONTS = {
    "no WordPress": ({"wordpress": False}, "does not answer as WordPress does"),
    "no WooCommerce": ({"woocommerce": False}, "install and activate WooCommerce"),
    "plain permalinks": ({"plain_permalinks": True}, "uses plain permalinks"),
    "a firewall": ({"closed": True}, "let the WordPress REST API"),
    "down to http": ({"redirect_to": "http://127.0.0.1:9"}, "without https"),
}


@pytest.mark.parametrize(("front", "said"), FRONTS.values(), ids=FRONTS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_address_that_will_not_do_is_answered_with_its_cure(
    desk: FrontDesk, lamps: WooStore, ada: Person, front: dict[str, object], said: str, language: str
) -> None:
    for name, value in front.items():
        setattr(lamps.shop.front, name, value)
    page = ada.press(f"/stores/woocommerce?lang={language}", address=lamps.url)

    assert page.status_code == 422
    assert (said in page.text) == (language == "en")
    assert desk.grants() == []


def test_an_address_that_leads_to_another_site_is_asked_about_first(
    desk: FrontDesk, lamps: WooStore, ada: Person
) -> None:
    old = desk.here.woo.add_store("Old", key="ck_o", secret="cs_o")
    old.shop.front.redirect_to = lamps.url
    page = ada.press("/stores/woocommerce", address=old.url)

    assert "leads to another one" in page.text
    assert f'value="{lamps.url}"' in page.text
    assert desk.grants() == []


def test_what_a_store_says_of_its_home_is_not_believed(desk: FrontDesk, lamps: WooStore, ada: Person) -> None:
    lamps.shop.front.home = "https://victim.example"
    assert ada.ask(lamps.url).startswith(f"{lamps.url}/wc-auth/")
