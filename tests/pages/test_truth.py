"""What the pages say is so: no grounds that did not change, nothing that ships from a cancelled order."""

import re
from datetime import date, timedelta

import pytest

from connector.ledger import history, letters, orders, promises
from connector.ledger.promises import Promise
from pages import timeline
from pages.speech import Speech
from tests.desk.shop import LAMP, NOW, ShopKeeper
from tests.pages.conftest import Browser


def shown(page: str, head: str) -> list[str]:
    """The cells under a heading."""
    return re.findall(rf'data-label="{head}"[^>]*><div>([^<]*)<', page)


def test_nothing_of_a_cancelled_order_ships_from_stock(mine: ShopKeeper, browser: Browser) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 3)
    made = mine.order(store, "#1", [(LAMP, 2)])
    assert shown(browser.read(f"/orders/{made}"), "From stock") == ["2"]

    with mine.ledger.writing() as unit:
        orders.get(unit, mine.account_id, made).demand = False

    assert shown(browser.read(f"/orders/{made}"), "From stock") == ["0"]


def ways(mine: ShopKeeper, order_id: int) -> list[str]:
    """The order's way as an English page tells it."""
    with mine.ledger.reading() as unit:
        order = orders.get(unit, mine.account_id, order_id)
        lines = orders.lines_of(unit, mine.account_id, order_id)
        told = promises.history_of_order(unit, mine.account_id, order_id)
        happened = history.of_order(unit, mine.account_id, order_id)
        sent = letters.of_order(unit, mine.account_id, order_id)
        found = timeline.entries(Speech("en", NOW.date()), order, lines, happened, told, sent, {})
    return [one.text for one in found]


@pytest.mark.parametrize("grounds", [False, True])
def test_a_date_that_stays_speaks_of_other_grounds_only_when_they_are_others(
    mine: ShopKeeper, grounds: bool
) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    made = mine.order(store, "#1", [(LAMP, 3)])
    with mine.ledger.writing() as unit:
        old = unit.query(Promise).filter(Promise.account_id == mine.account_id).one()
        old.superseded_at = NOW
        unit.add(
            Promise(
                account_id=old.account_id,
                order_id=made,
                line_id=old.line_id,
                quantity=1,
                promised_for=old.promised_for,
                basis=old.basis,
                facts={**old.facts, "lead_days": 13} if grounds else old.facts,
                made_at=NOW + timedelta(minutes=1),
            )
        )

    last = ways(mine, made)[-1]
    assert last.startswith("1 × Lamp: still")
    assert last.endswith(", on other grounds") is grounds


def test_one_unit_and_many_read_well_and_a_letter_is_told_once(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    made = mine.order(store, "#1", [(LAMP, 1)])
    mine.letter(store, made, subject="Your order: 1 later")
    with mine.ledger.writing() as unit:
        history.note(
            unit, mine.account_id, NOW, "connector", "letter sent: Your order: 1 later", order_id=made
        )
        history.note(unit, mine.account_id, NOW, "pegging", "1 unit are here and set aside", order_id=made)

    said = ways(mine, made)
    assert "Here and set aside: 1" in said
    assert [one for one in said if "etter" in one] == ["Letter sent to mia@example.com"]


def test_an_item_whose_sku_another_item_has_can_be_given_a_delivery_from_its_own_page(
    mine: ShopKeeper, browser: Browser
) -> None:
    mine.stock(mine.open("Lamps"), LAMP, 0)
    mine.stock(mine.open("Desk"), "other", 0)
    link = re.search(r'/expected\?item=([^"#]+)#add', browser.read("/items/1"))
    assert link is not None
    picked = re.search(r'name="item"[^>]*value="([^"]+)"', browser.read(f"/expected?item={link[1]}"))
    assert picked is not None
    browser.press("/expected", item=picked[1], location="1", quantity="4", date=str(date(2026, 12, 3)))


@pytest.mark.parametrize("address", ["/orders/{}", "/items/{}", "/expected/{}", "/letters/{}", "/stores/{}"])
def test_a_number_that_no_ledger_keeps_is_no_page(browser: Browser, address: str) -> None:
    for number in (2**31, 10**20):
        browser.read(address.format(number), status=404)


def test_a_picked_item_with_an_endless_number_is_refused_in_words(mine: ShopKeeper, browser: Browser) -> None:
    mine.stock(mine.open(), LAMP, 0)
    fields = {"location": "1", "quantity": "4", "date": "2026-12-03"}
    said = browser.press("/expected", status=422, item="Lamp #" + "9" * 30, **fields)
    assert "pick one from the list" in said.text
