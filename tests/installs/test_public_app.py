"""The public app, from the merchant's first click in the admin to the day when they take it off."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger import accounts, people, stores, tasks
from connector.ledger.tasks import DONE, OWED, Task
from jobs.tokens import REFRESH_TOKEN, TOKEN
from sandbox.shopify.people import OWNER, STAFF, User
from tests.installs.conftest import Place, ancestors
from tests.world import CLIENT_SECRET

FRAME = "https://lamps.myshopify.com https://admin.shopify.com"


DAY = timedelta(days=1)


def test_the_first_to_open_it_installs_the_shop_and_owns_the_account(place: Place) -> None:
    shop = place.shop()
    page = place.open(shop)
    assert page.status_code == 200
    assert ancestors(page) == FRAME
    store = place.installed(shop)
    assert (store.app, store.name, store.left_at) == ("public", "Lamps", None)
    with place.here.ledger.reading() as unit:
        account = accounts.get(unit, store.account_id)
        assert (account.name, account.title) == (shop.domain, "Lamps")
    (person,) = place.people(store)
    assert (person.role, person.name, person.email) == (Role.OWNER, "Ada Owner", "ada@example.com")
    assert person.platform_user == f"shopify:{OWNER.id}"
    assert sorted(place.here.shopify.oauth.exchanged) == [("lamps", "offline"), ("lamps", "online")]


def test_installing_writes_nothing_and_mails_nobody(place: Place) -> None:
    shop = place.shop()
    before = [(one.topic, one.uri) for one in shop.subscriptions]
    place.open(shop)
    place.here.work()
    store = place.installed(shop)
    assert store.looked_at is not None
    assert [(one.topic, one.uri) for one in shop.subscriptions] == before
    changes = ("Tag", "Record", "Hold", "Release", "Subscription", "Set")
    asked = {entry.operation or "" for entry in place.here.shopify.log}
    assert not [name for name in asked if name.startswith(changes) or name.endswith("Create")]
    assert place.here.mailbox.raw == []
    with place.here.ledger.reading() as unit:
        assert stores.switches(unit, store.account_id, store.id) == {}


def test_what_the_shop_sends_is_taken_in_and_a_backorder_is_found(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="80.00", stock={berlin: 1})
    place.here.work()
    shop.place_order([(lamp, 3)], routing="now", email="mia@example.com")
    place.here.settle()
    browser = place.browser()
    page = place.open(shop, browser=browser)
    assert "Lamp" in page.text
    assert place.here.mailbox.raw == []


def test_a_second_user_may_answer_buyers_and_comes_back_as_the_same(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    for _ in range(2):
        assert place.open(shop, STAFF).status_code == 200
    first, second = place.people(place.installed(shop))
    assert (first.role, second.role, second.name) == (Role.OWNER, Role.SUPPORT, "Bert Staff")
    kinds = [kind for _, kind in place.here.shopify.oauth.exchanged]
    assert (kinds.count("offline"), kinds.count("online")) == (1, 2)


def test_staff_who_open_it_first_own_it_and_the_shops_owner_does_later_too(place: Place) -> None:
    shop = place.shop()
    place.open(shop, STAFF)
    place.open(shop, OWNER)
    assert [one.role for one in place.people(place.installed(shop))] == [Role.OWNER, Role.OWNER]


def test_an_owner_may_change_the_role_and_the_next_opening_keeps_it(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    place.open(shop, STAFF)
    store = place.installed(shop)
    with place.here.ledger.writing() as unit:
        people.get(unit, store.account_id, place.people(store)[1].id).role = Role.WAREHOUSE
    place.open(shop, STAFF)
    assert place.people(store)[1].role == Role.WAREHOUSE


def test_who_was_taken_off_does_not_come_back_by_opening_the_app(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    place.open(shop, STAFF)
    store = place.installed(shop)
    with place.here.ledger.writing() as unit:
        people.get(unit, store.account_id, place.people(store)[1].id).left_at = place.here.clock()
    browser = place.browser()
    page = place.open(shop, STAFF, browser)
    assert page.status_code == 403
    assert "taken off" in page.text
    assert ancestors(page) == FRAME
    assert browser.get("/").status_code != 200
    assert len(place.people(store)) == 1


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_shop_silent_for_ninety_days_waits_and_its_people_are_asked_to_open_the_app(
    place: Place, request: pytest.FixtureRequest
) -> None:
    shop = place.shop()
    place.open(shop)
    place.here.work()
    store = place.installed(shop)
    # Not the world's clock alone: an ID token is told by the machine's.
    later = time_machine.travel(datetime.now(UTC) + 91 * DAY)
    travelled = later.start()
    request.addfinalizer(later.stop)
    with place.here.ledger.writing() as unit:
        look = tasks.Owe("intake", "reread_inbound", "all", place.here.clock())
        tasks.owe(unit, store.account_id, store.id, [look], place.here.clock())
    place.here.work()
    for _ in range(3):
        travelled.shift(2000)
        place.here.work()
    with place.here.ledger.reading() as unit:
        found = unit.scalars(select(Task).where(Task.account_id == store.account_id, Task.state != DONE))
        assert [(one.kind, one.state) for one in found] == [("reread_inbound", OWED)]
    assert place.installed(shop).shut_out_at is not None
    outside = place.signed_in("boss@example.org", account=shop.domain)
    link = f"https://admin.shopify.com/store/lamps/apps/{place.here.shopify.oauth.public.client_id}"
    for address in ("/", f"/stores/{store.id}"):
        page = outside.get(address).text
        assert "Open the app once in the admin of Lamps" in page
        assert f'href="{link}"' in page

    assert place.open(shop).status_code == 200

    assert place.installed(shop).shut_out_at is None
    assert place.here.shopify.oauth.refreshed == []
    place.here.work()
    with place.here.ledger.reading() as unit:
        assert not tasks.open_for(unit, store.account_id, store.id, ["reread_inbound"])
    assert "Open the app once" not in outside.get("/").text


def test_uninstalling_drops_the_tokens_and_the_jobs_end_quietly(place: Place) -> None:
    shop = place.shop()
    browser = place.browser()
    place.open(shop, browser=browser)
    place.here.work()
    store = place.installed(shop)
    shop.uninstall()
    place.here.deliver()
    with place.here.ledger.writing() as unit:
        owed = [tasks.Owe(lane, "reread_inbound", "all", place.here.clock()) for lane in ("intake",)]
        tasks.owe(unit, store.account_id, store.id, owed, place.here.clock())
    place.here.work()
    left = place.installed(shop)
    assert left.left_at is not None
    assert left.sealed == {}
    assert (left.token_expires_at, left.refresh_expires_at, left.shut_out_at) == (None, None, None)
    with place.here.ledger.reading() as unit:
        stuck = unit.scalars(select(Task).where(Task.account_id == store.account_id, Task.state != DONE))
        assert list(stuck) == []
    token = place.here.shopify.oauth.id_token(shop)
    assert place.browser().get("/", **bearer(token)).status_code == 401
    assert "/shopify/token" in browser.get("/").headers["Location"]


def test_who_installs_it_again_finds_the_same_store_with_every_switch_off(place: Place) -> None:
    shop = place.shop()
    place.open(shop)
    place.here.work()
    store = place.installed(shop)
    with place.here.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, store.account_id, store.id), "tags", place.here.clock(), "a test")
    shop.uninstall()
    place.here.settle()
    place.here.shopify.oauth.install(shop, f"{place.url}/webhooks/shopify")

    assert place.open(shop).status_code == 200

    again = place.installed(shop)
    assert (again.id, again.account_id, again.left_at, again.app) == (
        store.id,
        store.account_id,
        None,
        "public",
    )
    with place.here.ledger.reading() as unit:
        assert stores.switches(unit, store.account_id, store.id) == {}
    place.here.work()


def test_a_shop_that_an_account_has_by_its_own_app_stays_there(place: Place) -> None:
    shop, kept = place.here.add_shop()
    assert shop.subscriptions
    place.here.shopify.oauth.install(shop)
    place.here.shopify.oauth.access["shpat_lamps"] = (shop, None)
    assert place.open(shop).status_code == 200
    store = place.installed(shop)
    assert (store.id, store.account_id, store.app) == (kept.id, kept.account_id, "public")
    assert sorted(store.sealed) == sorted([TOKEN, REFRESH_TOKEN])
    assert not shop.subscriptions


def test_what_shopify_did_not_approve_is_said_and_cannot_be_turned_on(place: Place) -> None:
    shop = place.shop()
    shop.protected_data = False
    shop.scopes = [one for one in shop.scopes if one not in ("read_all_orders", "read_purchase_options")]
    shop.place_order([(shop.add_product("L", sku="L", price="1.00", stock={shop.add_location("B"): 1}), 1)])
    browser = place.browser()
    place.open(shop, browser=browser)
    here = f"/stores/{place.installed(shop).id}"
    page = browser.get(here).text
    assert "Orders older than 60 days are out of sight" in page
    assert "Letters cannot be turned on" in page
    assert "Purchase options are out of sight" in page
    assert "60 日より前の注文は見えません" in browser.get(f"{here}?lang=ja").text
    for fields in ({"to": "on"}, {"to": "on", "confirmed": "1"}):
        answer = browser.press(here, f"{here}/switches/letters", lang="en", **fields)
        assert answer.status_code == 422
    assert browser.press(here, f"{here}/switches/tags", to="on", confirmed="1").status_code == 303


def test_access_that_is_granted_later_is_known_as_soon_as_shopify_tells(place: Place) -> None:
    shop = place.shop()
    scopes = shop.scopes
    shop.scopes = [one for one in scopes if one != "read_all_orders"]
    place.open(shop)
    place.here.work()
    assert place.installed(shop).missing_access == ["read_all_orders"]
    shop.scopes = scopes
    shop.subscribe(f"{place.url}/webhooks/shopify", ["app/scopes_update"])
    shop.emit("app/scopes_update", {"id": 1, "previous": [], "current": list(scopes)})
    place.here.settle()
    assert place.installed(shop).missing_access == []


def test_no_token_is_ever_told(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    shop = place.shop()
    browser = place.browser()
    place.open(shop, browser=browser)
    store = place.installed(shop)
    pages = "".join(
        browser.get(address).text for address in ("/", "/stores", f"/stores/{store.id}", "/history")
    )
    place.here.clock.ahead = timedelta(hours=2)
    place.here.work()
    place.here.clock.ahead = 100 * DAY
    place.here.work()
    oauth = place.here.shopify.oauth
    said = capfd.readouterr()
    secrets = [*oauth.access, *oauth.refreshes, CLIENT_SECRET, oauth.id_token(shop).split(".")[2]]
    for secret in secrets:
        assert secret not in pages + said.out + said.err + repr(store.sealed)


def test_two_windows_that_open_it_at_once_install_it_once(place: Place) -> None:
    shop = place.shop()
    together = threading.Barrier(2)

    def look(user: User) -> int:
        browser = place.browser()
        together.wait()
        return place.open(shop, user, browser).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(look, (OWNER, STAFF))) == [200, 200]
    store = place.installed(shop)
    assert len(place.people(store)) == 2
    assert Role.OWNER in {one.role for one in place.people(store)}
    assert place.kept()["stores"] == place.kept()["accounts"] == 1
