"""What the next buyer is told, on the pages of items; what a buyer was shown, on the pages of orders."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger import items, tasks
from connector.ledger.orders import Line
from connector.ledger.stores import Store
from connector.ledger.tasks import DONE, GIVEN_UP, Owe, Task
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import TOKEN, Browser, app_of

THU = date(2026, 12, 3)


def plain(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    store = mine.open(settings={"handling_days": 0, "lead_days": 30})
    mine.switch_on(store, "offers", at=NOW)
    return store


def test_an_items_page_says_what_the_next_buyer_is_told_step_by_step(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    lamp = mine.stock(lamps, LAMP, 2)
    mine.expect(lamp, 3, THU)
    page = plain(browser.read(f"/items/{lamp}"))
    assert "up to 2" in page
    assert "In stock: nothing is said" in page
    assert "On backorder: ships on Thu 3 December" in page
    assert "any number" in page
    assert "Told so since Mon 23 November 09:00 UTC." in page
    japanese = browser.read(f"/items/{lamp}?lang=ja")
    assert "入荷待ち：12月3日(木)に発送予定" in japanese
    assert "Thu 3 December" not in japanese.split("next-buyer", 1)[1].split("</section>", 1)[0]


def test_what_waits_because_everything_is_paused_is_not_said_to_be_on_its_way(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    lamp = mine.stock(lamps, LAMP, 2)
    browser.press("/pause", to="pause")
    page = plain(browser.read(f"/items/{lamp}"))
    assert "Not written into the shop until you go on: everything is paused." in page
    assert "On its way into the shop." not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "On its way into the shop."),
        (DONE, "Written into the shop."),
        (GIVEN_UP, "could not be written into the shop"),
    ],
)
def test_it_says_whether_the_shop_has_it(
    mine: ShopKeeper, lamps: Store, browser: Browser, state: str | None, words: str
) -> None:
    lamp = mine.stock(lamps, LAMP, 2)
    with mine.ledger.writing() as unit:
        listing = items.listings(unit, lamps, [LAMP])[LAMP]
        tasks.owe(unit, mine.account_id, lamps.id, [Owe("effects", "offer", str(listing.id), NOW)], NOW)
        unit.flush()
        mine_only = (Task.account_id == mine.account_id, Task.kind == "offer")
        for task in unit.scalars(select(Task).where(*mine_only)):
            task.state = state or task.state
    assert words in browser.read(f"/items/{lamp}")


def test_what_would_be_told_is_shown_while_every_switch_is_off(mine: ShopKeeper, browser: Browser) -> None:
    lamp = mine.stock(mine.open(), LAMP, 0)
    page = browser.read(f"/items/{lamp}")
    assert "Told nowhere yet" in page
    assert "Sold out: no date is known yet" in page
    assert "No lead time was stated" in page
    browser.press(f"/items/{lamp}/lead", lead_days="10")
    again = browser.read(f"/items/{lamp}")
    assert "No lead time was stated" not in again
    assert "Fri 4 December" in again


def test_a_person_changes_what_is_told_and_names_others(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    lamp = mine.stock(lamps, LAMP, 0)
    mine.stock(lamps, "gid-chair", 1, title="Chair", sku="CHAIR-7")
    browser.press(f"/items/{lamp}/offered", note="Made <b>by hand</b>", selling="no", featured="yes")
    mine.settle()
    page = browser.read(f"/items/{lamp}")
    assert "Made &lt;b&gt;by hand&lt;/b&gt;" in page
    assert "<b>by hand" not in page
    assert "Sold out: no date is known yet" in page
    browser.press(f"/items/{lamp}/alternatives", item="CHAIR-7")
    assert "Take Chair off" in browser.read(f"/items/{lamp}")
    with mine.ledger.reading() as unit:
        (other,) = items.alternatives_of(unit, mine.account_id, lamp)
    browser.press(f"/items/{lamp}/alternatives/remove", other=other)
    assert "Take Chair off" not in browser.read(f"/items/{lamp}")
    told = plain(browser.read("/history"))
    assert "Chair is named to whoever cannot wait for Lamp" in told
    assert "「お届けに時間がかかる商品」のページに常に掲載" in browser.read("/history?lang=ja")


def test_what_cannot_be_used_is_said_and_kept_in_the_form(mine: ShopKeeper, browser: Browser) -> None:
    lamp = mine.stock(mine.open(), LAMP, 0)
    long = "x" * 301
    page = browser.press(f"/items/{lamp}/offered", status=422, note=long, selling="rule", featured="no").text
    assert "at most 300 characters" in page
    assert long in page
    page = browser.press(f"/items/{lamp}/alternatives", status=422, item="nothing so").text
    assert "there is no such item" in page


def test_who_may_only_look_is_given_no_form_and_no_leave(mine: ShopKeeper) -> None:
    lamp = mine.stock(mine.open(), LAMP, 0)
    client = app_of(mine.ledger, mine.account_id, Role.SUPPORT).test_client()
    page = client.get(f"/items/{lamp}").text
    assert "What the next buyer is told" in page
    assert f"/items/{lamp}/offered" not in page
    token = TOKEN.search(client.get("/me").text)
    assert token is not None
    for address in ("offered", "alternatives", "alternatives/remove"):
        answer = client.post(f"/items/{lamp}/{address}", data={"csrf_token": token[1]})
        assert answer.status_code == 403, address


def test_the_list_of_items_says_the_next_buyers_day(mine: ShopKeeper, lamps: Store, browser: Browser) -> None:
    lamp = mine.stock(lamps, LAMP, 0)
    mine.expect(lamp, 3, THU)
    page = browser.read("/items")
    assert "Next buyer" in page
    assert "Thu 3 December" in page


def test_a_list_of_items_that_tells_nobody_anything_has_no_such_column(
    mine: ShopKeeper, browser: Browser
) -> None:
    mine.stock(mine.open(), LAMP, 0)
    assert "Next buyer" not in browser.read("/items")


def shown_on(mine: ShopKeeper, order: int, on: date) -> None:
    with mine.ledger.writing() as unit:
        mine_only = (Line.account_id == mine.account_id, Line.order_id == order)
        for line in unit.scalars(select(Line).where(*mine_only)):
            line.shown_on = on


def test_an_order_says_what_was_shown_before_it_and_whether_we_offered_that(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    lamp = mine.stock(lamps, LAMP, 0)
    mine.expect(lamp, 3, THU)
    kept = mine.order(lamps, "#1", [(LAMP, 3)], placed_at=NOW + timedelta(minutes=1))
    typed = mine.order(lamps, "#2", [(LAMP, 1)], placed_at=NOW + timedelta(minutes=2))
    shown_on(mine, kept, THU)
    shown_on(mine, typed, date(2026, 11, 25))
    page = plain(browser.read(f"/orders/{kept}"))
    assert "page showed Thu 3 December before the order. We offered that day then." in page
    assert "later than shown" not in page
    assert "Thu 3 December for Lamp before the order" in page
    page = plain(browser.read(f"/orders/{typed}"))
    assert "page showed Wed 25 November before the order. We have no record of having offered it." in page
    # A buyer can type any day: only one that we offered was broken.
    assert "later than shown" not in page


def test_a_day_that_we_offered_and_then_moved_is_said_to_be_later(
    mine: ShopKeeper, lamps: Store, browser: Browser
) -> None:
    lamp = mine.stock(lamps, LAMP, 0)
    mine.expect(lamp, 3, THU)
    kept = mine.order(lamps, "#1", [(LAMP, 4)], placed_at=NOW + timedelta(minutes=1))
    shown_on(mine, kept, THU)
    assert "later than shown" in plain(browser.read(f"/orders/{kept}"))


def test_the_queue_and_its_file_say_what_was_shown(mine: ShopKeeper, lamps: Store, browser: Browser) -> None:
    mine.stock(lamps, LAMP, 0)
    order = mine.order(lamps, "#1", [(LAMP, 3)])
    other = mine.order(lamps, "#2", [(LAMP, 1)])
    shown_on(mine, order, THU)
    assert browser.read("/").count("later than shown") == 1
    rows = list(csv.DictReader(io.StringIO(browser.read("/queue.csv"))))
    assert [row["Shown before the purchase"] for row in rows] == ["2026-12-03", ""]
    assert other
