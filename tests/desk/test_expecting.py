"""Expected deliveries, by hand and by file."""

from datetime import date

import pytest
from sqlalchemy import select

from connector.ledger import standing, supply
from connector.ledger.board_items import expected_rows
from connector.ledger.history import Happened
from connector.ledger.supply import Expected
from connector.ledger.tasks import Task
from jobs.desk import expecting, sheets
from jobs.desk.amiss import Amiss
from jobs.desk.expecting import Coming
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper

DAY = date(2026, 12, 3)


def pegs_owed(mine: ShopKeeper) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Task).where(Task.account_id == mine.account_id, Task.kind == "peg")
        return [task.subject for task in unit.scalars(wanted)]


def last_note(mine: ShopKeeper) -> str:
    with mine.ledger.reading() as unit:
        wanted = select(Happened).where(Happened.account_id == mine.account_id).order_by(Happened.id.desc())
        found = unit.scalars(wanted.limit(1)).one()
    return found.what


@pytest.mark.parametrize("platform", ["shopify", "woocommerce"])
def test_a_delivery_dates_the_line_it_reaches_on_both_platforms(mine: ShopKeeper, platform: str) -> None:
    store = mine.open(platform=platform)
    item = mine.stock(store, LAMP, 0)
    order = mine.order(store, "#1", [(LAMP, 2)])

    mine.expect(item, 2, DAY)

    with mine.ledger.reading() as unit:
        promise = standing.of_order(unit, mine.account_id, order).lines[0].promise
    assert promise is not None
    assert (promise.promised_for, promise.basis) == (date(2026, 12, 4), "inbound")
    assert pegs_owed(mine) == [str(item)]


def test_what_arrived_is_no_longer_to_come_and_the_count_is_left_alone(mine: ShopKeeper) -> None:
    item = mine.stock(mine.open(), LAMP, 1)
    expected = mine.expect(item, 5, DAY)

    with mine.ledger.writing() as unit:
        expecting.arrive(unit, mine.account_id, expected, 3, "Ada", NOW)

    with mine.ledger.reading() as unit:
        row = supply.delivery(unit, mine.account_id, expected)
        counted = supply.on_hand(unit, mine.account_id, item)[0].counted
    assert (row.quantity, row.arrived, counted) == (2, 3, 1)
    assert last_note(mine) == "3 × Lamp arrived at Lamps shelf; 2 still to come"


def test_more_than_is_to_come_cannot_arrive(mine: ShopKeeper) -> None:
    expected = mine.expect(mine.stock(mine.open(), LAMP, 1), 5, DAY)

    with mine.ledger.writing() as unit, pytest.raises(Amiss, match="only 5 units"):
        expecting.arrive(unit, mine.account_id, expected, 6, "Ada", NOW)


def test_a_removed_delivery_serves_nobody_and_stays_in_the_history(mine: ShopKeeper) -> None:
    store = mine.open()
    item = mine.stock(store, LAMP, 0)
    order = mine.order(store, "#1", [(LAMP, 2)])
    expected = mine.expect(item, 2, DAY)

    with mine.ledger.writing() as unit:
        expecting.remove(unit, mine.account_id, expected, "Ada", NOW)
        peg_item(unit, mine.account_id, item, NOW)

    with mine.ledger.reading() as unit:
        promise = standing.of_order(unit, mine.account_id, order).lines[0].promise
        assert expected_rows(unit, mine.account_id) == []
        noted = unit.scalars(
            select(Happened.what).where(Happened.account_id == mine.account_id, Happened.who == "Ada")
        ).all()
    assert promise is not None
    assert promise.basis == "shop_lead"
    assert noted == ["2 × Lamp are no longer expected at Lamps shelf"]


def test_what_the_platform_told_is_changed_at_the_platform(mine: ShopKeeper) -> None:
    item = mine.stock(mine.open(), LAMP, 1)
    expected = mine.expect(item, 5, DAY)
    with mine.ledger.writing() as unit:
        supply.delivery(unit, mine.account_id, expected).source = "platform"

    with mine.ledger.writing() as unit, pytest.raises(Amiss) as refused:
        expecting.remove(unit, mine.account_id, expected, "Ada", NOW)

    assert refused.value.key == "from_platform"


def test_a_delivery_for_the_item_of_another_account_is_refused(mine: ShopKeeper) -> None:
    other = keeper(mine.ledger, "other")
    theirs = other.stock(other.open("Theirs"), LAMP, 1)
    item = mine.stock(mine.open(), LAMP, 1)
    with mine.ledger.writing() as unit:
        place = mine.place_of(unit, item)
        with pytest.raises(LookupError):
            expecting.add(unit, mine.account_id, Coming(theirs, place, 1, DAY), "Ada", NOW)


SHEET = """SKU,Location,Quantity,Date,Note
LAMP-1,Lamps shelf,20,2026-12-03,first truck
CHAIR-7,lamps SHELF,3,2026-12-04,
"""


@pytest.fixture
def two_items(mine: ShopKeeper) -> ShopKeeper:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.stock(store, "gid-chair", 0, title="Chair", sku="CHAIR-7")
    return mine


def read(mine: ShopKeeper, text: str) -> sheets.Sheet:
    with mine.ledger.reading() as unit:
        return sheets.read(unit, mine.account_id, text, NOW.date())


def test_a_file_is_added_whole(two_items: ShopKeeper) -> None:
    sheet = read(two_items, SHEET)
    assert sheet.troubles == []

    with two_items.ledger.writing() as unit:
        assert sheets.add_all(unit, two_items.account_id, sheet, "Ada", NOW) == 2

    with two_items.ledger.reading() as unit:
        rows = expected_rows(unit, two_items.account_id)
    assert [(row.sku, row.quantity, row.note) for row in rows] == [
        ("LAMP-1", 20, "first truck"),
        ("CHAIR-7", 3, ""),
    ]


def test_every_fault_of_a_file_names_its_row_and_field_and_nothing_is_added(two_items: ShopKeeper) -> None:
    text = "sku,location,quantity,date\nLAMP-2,Attic,-1,tomorrow\nLAMP-1,Lamps shelf,1,2026-12-03\n,,,\n"
    sheet = read(two_items, text)

    assert [(one.row, one.field, one.key) for one in sheet.troubles] == [
        (2, "sku", "sku_unknown"),
        (2, "location", "location_unknown"),
        (2, "quantity", "whole"),
        (2, "date", "day"),
        (4, "sku", "required"),
        (4, "quantity", "required"),
        (4, "date", "required"),
    ]
    with two_items.ledger.writing() as unit, pytest.raises(Amiss):
        sheets.add_all(unit, two_items.account_id, sheet, "Ada", NOW)
    with two_items.ledger.reading() as unit:
        found = select(Expected).where(Expected.account_id == two_items.account_id)
        assert unit.scalars(found).all() == []


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_of_a_spreadsheet_are_read_as_commas(two_items: ShopKeeper, mark: str) -> None:
    sheet = read(two_items, SHEET.replace(",", mark))
    assert (sheet.troubles, [one.quantity for one in sheet.coming]) == ([], [20, 3])


@pytest.mark.parametrize("on", ["2020-12-03", "9999-12-31"])
def test_a_date_that_must_be_a_typing_error_names_its_row(two_items: ShopKeeper, on: str) -> None:
    sheet = read(two_items, SHEET.replace("2026-12-04", on))
    assert [(one.row, one.field, one.key) for one in sheet.troubles] == [(3, "date", "far")]


def test_a_late_delivery_may_keep_its_date_and_not_get_an_impossible_one(mine: ShopKeeper) -> None:
    expected = mine.expect(mine.stock(mine.open(), LAMP, 1), 5, date(2026, 11, 2))

    def change(on: date) -> None:
        with mine.ledger.writing() as unit:
            expecting.change(
                unit,
                mine.account_id,
                expected,
                quantity=4,
                expected_on=on,
                note="",
                who="Ada",
                now=NOW.replace(year=2028),
            )

    with pytest.raises(Amiss, match="check the year"):
        change(date(9999, 12, 31))
    change(date(2026, 11, 2))
    with mine.ledger.reading() as unit:
        assert supply.delivery(unit, mine.account_id, expected).quantity == 4


def test_a_location_that_is_unknown_is_answered_with_the_names_as_the_shop_writes_them(
    two_items: ShopKeeper,
) -> None:
    sheet = read(two_items, SHEET.replace("lamps SHELF", "Paris"))
    assert [str(one) for one in sheet.troubles] == [
        "location: no location is called Paris: use one of Lamps shelf"
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "no_file"),
        ("sku,location,quantity,date\n", "no_file"),
        ("sku,quantity,date\nA,1,2026-12-03\n", "columns"),
        ("sku,location,quantity,date\n" + "A,B,1,2026-12-03\n" * 2001, "many_rows"),
    ],
)
def test_a_file_without_use_says_why(two_items: ShopKeeper, text: str, key: str) -> None:
    with pytest.raises(Amiss) as refused:
        read(two_items, text)
    assert refused.value.key == key


def test_a_file_that_is_no_utf_8_says_how_to_save_it() -> None:
    with pytest.raises(Amiss) as refused:
        sheets.decode("商品".encode("shift_jis"))
    assert refused.value.key == "not_text"


def test_the_byte_order_mark_of_a_spreadsheet_is_no_part_of_the_first_column() -> None:
    assert sheets.decode(b"\xef\xbb\xbfsku,location") == "sku,location"
