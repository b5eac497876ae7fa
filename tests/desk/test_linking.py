"""Items of two stores that are the same: one queue over one believed count."""

import pytest

from connector.domain.snapshots import ItemSnapshot, Level
from connector.ledger import board, counting, items, locations, standing, supply
from connector.ledger.board import Wanted
from connector.ledger.stores import Store
from jobs.desk import linking, stocking
from jobs.desk.amiss import Amiss
from jobs.desk.linking import Link
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper


def found(mine: ShopKeeper, one: int, other: int, place: int) -> Link:
    with mine.ledger.reading() as unit:
        return linking.preview(unit, mine.account_id, one, other, place)


def join(mine: ShopKeeper, link: Link) -> None:
    with mine.ledger.writing() as unit:
        linking.link(unit, mine.account_id, link, "Ada", NOW)
        peg_item(unit, mine.account_id, link.kept.id, NOW)


@pytest.fixture
def two_stores(mine: ShopKeeper) -> tuple[ShopKeeper, Store, Store, int, int]:
    """One shelf of 3 that both stores sell."""
    shopify, woo = mine.open("Lamps"), mine.open("Desk", "woocommerce")
    lamp, same = mine.stock(shopify, LAMP, 3), mine.stock(woo, "17", 3)
    return mine, shopify, woo, lamp, same


def place_of(mine: ShopKeeper, item: int) -> int:
    with mine.ledger.reading() as unit:
        return mine.place_of(unit, item)


def test_one_shelf_of_three_sold_two_and_three_owes_two_in_one_queue(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, shopify, woo, lamp, same = two_stores
    first = mine.order(shopify, "#1", [(LAMP, 2)])
    second = mine.order(woo, "5501", [("17", 3)])

    join(mine, found(mine, lamp, same, place_of(mine, lamp)))

    with mine.ledger.reading() as unit:
        assert standing.of_order(unit, mine.account_id, first).waiting == 0
        assert standing.of_order(unit, mine.account_id, second).waiting == 2
        rows = board.rows(unit, mine.account_id, Wanted(item_id=lamp), {})
        assert [(row.order_name, row.quantity) for row in rows] == [("5501", 2)]
        assert len(items.listings_of(unit, mine.account_id, lamp)) == 2
        with pytest.raises(LookupError):
            items.get(unit, mine.account_id, same)


def test_orders_of_the_joined_store_that_come_later_stand_in_the_same_queue(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, _, woo, lamp, same = two_stores
    join(mine, found(mine, lamp, same, place_of(mine, lamp)))

    later = mine.order(woo, "5502", [("17", 4)])

    with mine.ledger.reading() as unit:
        assert standing.of_order(unit, mine.account_id, later).waiting == 1


def test_the_count_of_the_joined_store_is_not_believed_any_more(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, _, woo, lamp, same = two_stores
    join(mine, found(mine, lamp, same, place_of(mine, lamp)))

    with mine.ledger.writing() as unit:
        told = (Level("main", 99, name="Desk shelf"),)
        counting.item(unit, woo, ItemSnapshot("17", "Lamp", "LAMP-1", True, told), NOW)

    with mine.ledger.reading() as unit:
        there = supply.on_hand(unit, mine.account_id, lamp)
    assert [(one.counted, one.location_id) for one in there] == [(3, place_of(mine, lamp))]


def test_the_item_counted_at_the_believed_location_is_kept_whichever_page_asked(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, _, _, lamp, same = two_stores

    link = found(mine, same, lamp, place_of(mine, lamp))

    assert (link.kept.id, link.joined.id, link.believed_store) == (lamp, same, "Lamps")
    assert [name for name, _ in link.listings] == ["Lamps", "Desk"]
    assert [place.name for place in link.moved] == ["Desk shelf"]


def test_other_items_of_the_moved_shelf_are_named_and_keep_their_units(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, _, woo, lamp, same = two_stores
    chair = mine.stock(woo, "18", 7, title="Chair", sku="CHAIR-7")

    link = found(mine, lamp, same, place_of(mine, lamp))
    assert [one.title for one in link.others] == ["Chair"]
    join(mine, link)

    with mine.ledger.reading() as unit:
        there = supply.on_hand(unit, mine.account_id, chair)
    assert [(one.counted, one.location_id) for one in there] == [(7, place_of(mine, lamp))]


def test_a_second_item_of_an_already_moved_shelf_joins_too(
    two_stores: tuple[ShopKeeper, Store, Store, int, int],
) -> None:
    mine, shopify, woo, lamp, same = two_stores
    chair = mine.stock(shopify, "gid-chair", 2, title="Chair", sku="CHAIR-7")
    its_same = mine.stock(woo, "18", 9, title="Chair", sku="CHAIR-7")
    join(mine, found(mine, lamp, same, place_of(mine, lamp)))

    link = found(mine, its_same, chair, place_of(mine, chair))
    join(mine, link)

    assert link.kept.id == chair
    with mine.ledger.reading() as unit:
        assert [one.counted for one in supply.on_hand(unit, mine.account_id, chair)] == [2]


@pytest.mark.parametrize("sku", ["LAMP-2", ""])
def test_items_without_the_same_sku_are_not_the_same(mine: ShopKeeper, sku: str) -> None:
    lamp = mine.stock(mine.open(), LAMP, 3, sku=sku and "LAMP-1")
    other = mine.stock(mine.open("Desk"), "17", 3, sku=sku)

    with pytest.raises(Amiss) as refused:
        found(mine, lamp, other, place_of(mine, lamp))

    assert refused.value.key == "same_sku"


def test_two_listings_of_one_store_stay_apart(mine: ShopKeeper) -> None:
    store = mine.open()
    lamp, other = mine.stock(store, LAMP, 3), mine.stock(store, "gid-2", 3)

    with pytest.raises(Amiss) as refused:
        found(mine, lamp, other, place_of(mine, lamp))

    assert refused.value.key == "same_store"


def test_an_item_of_another_account_is_not_found(mine: ShopKeeper) -> None:
    other = keeper(mine.ledger, "other")
    theirs = other.stock(other.open("Theirs"), LAMP, 3)
    lamp = mine.stock(mine.open(), LAMP, 3)

    with pytest.raises(LookupError):
        found(mine, lamp, theirs, place_of(mine, lamp))


def test_when_the_count_has_it_the_units_left_elsewhere_are_there_again(mine: ShopKeeper) -> None:
    store = mine.open()
    lamp = mine.stock(store, LAMP, 3)
    with mine.ledger.writing() as unit:
        supply.on_hand(unit, mine.account_id, lamp)[0].left_elsewhere = 2

    with mine.ledger.writing() as unit:
        place = locations.of_account(unit, mine.account_id)[0].id
        assert stocking.count_has_it(unit, mine.account_id, lamp, place, "Ada", NOW) == 2

    with mine.ledger.reading() as unit:
        assert supply.on_hand(unit, mine.account_id, lamp)[0].there == 3
