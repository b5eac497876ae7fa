"""The first page: counts that are filters, a queue that can be searched, sorted, paged and taken away."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from connector.domain.backorders import RELEASED
from connector.ledger.backorders import Backorder
from connector.ledger.promises import Promise
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser
from tests.pages.seeded import seed, trouble

NASTY = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"


def counts(page: str) -> list[int]:
    return [int(found) for found in re.findall(r"<strong>(\d+)</strong> <span>", page)]


def orders_in(page: str) -> list[str]:
    return re.findall(r'class="go" href="/orders/\d+">([^<]+)<', page)


def test_a_board_without_a_store_says_what_to_set_up_and_does_not_speak_of_stock(browser: Browser) -> None:
    page = browser.read("/")
    assert "Setting up" in page
    assert "Connect a store" in page
    assert "No store is attached yet" in page
    assert "Nothing is owed" not in page
    assert counts(page) == [0, 0, 0, 0]


def test_an_empty_board_says_that_nothing_is_owed(mine: ShopKeeper, browser: Browser) -> None:
    mine.open()
    assert "Nothing is owed" in browser.read("/")


@pytest.fixture
def four(mine: ShopKeeper) -> dict[str, int]:
    """One order for each question of the board, and one for none of them."""
    store = mine.open()
    today = NOW.date()
    made = {}
    for name, ref in (("due", "a"), ("late", "b"), ("slipped", "c"), ("ready", "d"), ("calm", "e")):
        mine.stock(store, ref, 0, title=name, sku=name.upper())
        made[name] = mine.order(store, name, [(ref, 2)])
    dated(mine, made["due"], today)
    dated(mine, made["late"], today - timedelta(days=1))
    with mine.ledger.writing() as unit:
        item = unit.query(Backorder).filter(
            Backorder.account_id == mine.account_id, Backorder.order_id == made["slipped"]
        )
        item_id = item.one().item_id
    mine.expect(item_id, 2, today - timedelta(days=3))
    with mine.ledger.writing() as unit:
        row = unit.query(Backorder).filter(
            Backorder.account_id == mine.account_id, Backorder.order_id == made["ready"]
        )
        row.one().state = RELEASED
    trouble(mine, store.id, made["calm"])
    return made


def dated(mine: ShopKeeper, order_id: int, on: date) -> None:
    with mine.ledger.writing() as unit:
        found = unit.query(Promise).filter(
            Promise.account_id == mine.account_id, Promise.order_id == order_id
        )
        found.one().promised_for = on


def test_the_four_counts_say_how_many_rows_their_filters_show(four: dict[str, int], browser: Browser) -> None:
    page = browser.read("/")
    shown = {show: orders_in(browser.read(f"/?show={show}")) for show in ("due", "risk", "ready", "person")}

    assert counts(page) == [len(rows) for rows in shown.values()] == [1, 2, 1, 1]
    assert shown == {
        "due": ["due"],
        "risk": ["late", "slipped"],
        "ready": ["ready"],
        "person": ["calm"],
    }


def test_the_queue_is_ordered_by_the_nearest_date_and_what_is_ready_comes_first(
    four: dict[str, int], browser: Browser
) -> None:
    assert orders_in(browser.read("/"))[:3] == ["ready", "late", "due"]


def test_a_row_says_its_date_in_full_what_it_rests_on_and_its_place(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open()
    item = mine.stock(store, LAMP, 0)
    for name in ("#1", "#2"):
        mine.order(store, name, [(LAMP, 2)])
    mine.expect(item, 2, date(2026, 12, 3))

    page = browser.read("/")

    assert "Fri 4 December" in page
    assert "an expected delivery on Thu 3 December 2026, plus 1 working day to pack" in page
    assert "1 of 2" in page
    assert "2 of 2" in page


def test_search_finds_orders_items_and_skus_and_takes_wildcards_as_letters(
    mine: ShopKeeper, browser: Browser
) -> None:
    seed(mine)
    assert set(orders_in(browser.read("/?q=chair-7"))) == {"#1001", "#1003", "#1005"}
    assert orders_in(browser.read("/?q=5501")) == ["5501"]
    assert orders_in(browser.read("/?q=%25")) == []
    assert "No open backorder matches." in browser.read("/?q=nothing")


def test_a_long_list_has_pages_and_its_filters_stay_in_the_address(
    mine: ShopKeeper, browser: Browser
) -> None:
    seed(mine, many=60)
    first = browser.read("/?sort=order&store=1")
    second = browser.read("/?sort=order&store=1&page=2")

    assert len(orders_in(first)) == 50
    assert not set(orders_in(first)[:40]) & set(orders_in(second))
    assert "page=2" in first
    assert "store=1" in first
    assert orders_in(browser.read("/?page=999999")) == orders_in(browser.read("/?page=2"))


@pytest.mark.parametrize("asked", ["page=-1", "page=x", "store=x", "show=x&sort=x", "item=99999999999999999"])
def test_an_address_that_makes_no_sense_shows_the_board(
    mine: ShopKeeper, browser: Browser, asked: str
) -> None:
    seed(mine)
    assert orders_in(browser.read(f"/?{asked}"))


def test_the_csv_has_every_row_and_its_cells_run_in_no_spreadsheet(
    mine: ShopKeeper, browser: Browser
) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0, title="=HYPERLINK(1)", sku="+1")
    for at in range(55):
        mine.order(store, f"@{at}", [(LAMP, 1)])

    rows = list(csv.DictReader(io.StringIO(browser.read("/queue.csv"))))

    assert len(rows) == 55
    assert {row["Item"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["SKU"] for row in rows} == {"'+1"}
    assert rows[0]["Order"].startswith("'@")
    assert rows[0]["Owed"] == "1"


def test_one_line_says_how_the_webhooks_fare(mine: ShopKeeper, browser: Browser) -> None:
    seed(mine)
    page = browser.read("/")
    assert "Last news from a shop Mon 23 November 09:00 UTC" in page
    assert "unreadable: 1" in page
    assert "tasks given up: 1" in page


def test_what_strangers_typed_is_text_on_every_page(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open(NASTY)
    item = mine.stock(store, LAMP, 0, title=NASTY, sku=NASTY)
    order = mine.order(store, NASTY[:100], [(LAMP, 2)], first_name=NASTY)
    expected = mine.expect(item, 1, date(2026, 12, 3))
    letter = mine.letter(store, order, subject=NASTY, text=NASTY, html="<p>fine</p>")
    mine.switch_on(store, "tags")
    trouble(mine, store.id, order)
    ids = (f"/orders/{order}", f"/items/{item}", f"/expected/{expected}", f"/letters/{letter}")
    lists = ("/items", "/expected", "/letters", "/waiting", "/stores", "/doctor", "/deliveries/1")
    for address in ("/", f"/?q={NASTY}", f"/stores/{store.id}", *ids, *lists):
        page = browser.read(address)
        assert "<img" not in page, address
        assert "<script>" not in page, address
        assert "49" not in page, address
        assert "&lt;" in page, address


@pytest.mark.parametrize("page", ["/", "/items", "/history", "/stores/{store}/events"])
def test_a_question_by_a_name_that_addresses_use_themselves_is_left_out(
    mine: ShopKeeper, browser: Browser, page: str
) -> None:
    address = page.format(**seed(mine))
    browser.read(f"{address}?endpoint=x&store_id=9&_anchor=y&_external=1&_method=POST&values=z&lang=en")
