"""Joined items taken apart again: everything is as if they had never been joined."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.ledger import items, joins, locations, stores, supply
from connector.ledger.backorders import Backorder
from connector.ledger.engine import Ledger
from connector.ledger.history import Happened
from connector.ledger.items import Listing
from connector.ledger.orders import Line
from connector.ledger.pegs import Peg
from connector.ledger.promises import Promise
from connector.ledger.stores import Shelf, Store
from connector.ledger.supply import Expected
from connector.ledger.tasks import Task
from jobs.desk import linking, parting, stocking
from jobs.desk.amiss import Amiss
from jobs.desk.seen import refuse_changed
from jobs.pegging import peg_item
from tests.conftest import POSTGRES
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper

NAMES = count()
SOLD = {"here": LAMP, "there": "17"}


@dataclass
class TwoStores:
    """One account, a shelf each, one SKU; `chair` is something else on the second store's shelf."""

    mine: ShopKeeper
    stores: dict[str, Store] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def sell(self, store: str, name: str, units: int, days_ago: int) -> None:
        placed = NOW - timedelta(days=days_ago)
        self.mine.order(self.stores[store], name, [(SOLD[store], units)], placed_at=placed)

    def read_again(self) -> None:
        """What the owed re-reads bring: each store tells its own count."""
        for name, store in self.stores.items():
            self.mine.stock(store, SOLD[name], self.counts[name])

    def item(self, store: str) -> int:
        with self.mine.ledger.reading() as unit:
            return items.listings(unit, self.stores[store], [SOLD[store]])[SOLD[store]].item_id

    def join(self) -> None:
        here, there = self.item("here"), self.item("there")
        with self.mine.ledger.writing() as unit:
            place = self.mine.place_of(unit, here)
            found = linking.preview(unit, self.mine.account_id, here, there, place)
            linking.link(unit, self.mine.account_id, found, "Ada", NOW)
        self._peg()

    def part(self) -> int:
        with self.mine.ledger.writing() as unit:
            (join,) = joins.standing(unit, self.mine.account_id, [self.item("here")])
            found = parting.preview(unit, self.mine.account_id, join.item_id, join.id)
            made = parting.part(unit, self.mine.account_id, found, "Ada", NOW)
        self._peg()
        return made

    def _peg(self) -> None:
        with self.mine.ledger.writing() as unit:
            for item in items.of_account(unit, self.mine.account_id):
                peg_item(unit, self.mine.account_id, item.id, NOW)

    def told(self) -> dict[str, Any]:
        """Everything that a person or a buyer could see of the queue, by names that outlive ids."""
        account = self.mine.account_id
        with self.mine.ledger.reading() as unit:
            lines = {
                one.id: one.line_ref for one in unit.scalars(select(Line).where(Line.account_id == account))
            }
            goods = {
                one.id: (one.title, one.expected_on, one.quantity)
                for one in unit.execute(
                    select(Expected.id, Expected.expected_on, Expected.quantity, items.Item.title)
                    .join(items.Item, items.Item.id == Expected.item_id)
                    .where(Expected.account_id == account, items.Item.account_id == account)
                )
            }
            pegs = unit.scalars(select(Peg).where(Peg.account_id == account))
            owed = unit.scalars(
                select(Backorder).where(Backorder.account_id == account, Backorder.quantity > 0)
            )
            promised = unit.scalars(
                select(Promise).where(Promise.account_id == account, Promise.superseded_at.is_(None))
            )
            return {
                "pegs": {(lines[p.line_id], goods.get(p.supply_id, "on hand")): p.quantity for p in pegs},
                "backorders": {(lines[b.line_id], b.state): b.quantity for b in owed},
                "promises": {
                    lines[p.line_id]: (p.promised_for, p.basis, p.quantity, p.facts) for p in promised
                },
                "items": self._items(unit),
            }

    def _items(self, unit: Any) -> list[Any]:
        """Title, lead time, what stores list it and where how much of it is."""
        account = self.mine.account_id
        places = {place.id: place.name for place in locations.of_account(unit, account)}
        listed: dict[int, list[str]] = {}
        for one in unit.scalars(select(Listing).where(Listing.account_id == account).order_by(Listing.ref)):
            listed.setdefault(one.item_id, []).append(one.ref)
        found = []
        for item in items.of_account(unit, account):
            lying = [
                (places[one.location_id], one.counted, one.left_elsewhere, one.unseen)
                for one in supply.on_hand(unit, account, item.id)
            ]
            lines = unit.scalars(select(Line).where(Line.account_id == account, Line.item_id == item.id))
            ships = sorted((one.line_ref, places.get(one.location_id or 0)) for one in lines)
            found.append((item.title, item.sku, item.lead_days, listed.get(item.id), lying, ships))
        return sorted(found, key=str)


def two_stores(ledger: Ledger, here: int, there: int, *, chairs: int = 4) -> TwoStores:
    number = next(NAMES)
    made = TwoStores(keeper(ledger, f"account {number}"), counts={"here": here, "there": there})
    for name, platform in (("here", "shopify"), ("there", "woocommerce")):
        made.stores[name] = made.mine.open(f"{name}{number}", platform)
    # Names that are the same for twins.
    with ledger.writing() as unit:
        for name, store in made.stores.items():
            stores.get(unit, store.account_id, store.id).name = store.name = name
    made.read_again()
    made.mine.stock(made.stores["there"], "18", chairs, title="Chair", sku="CHAIR-7")
    return made


SALES = st.lists(
    st.tuples(st.sampled_from(("here", "there")), st.integers(1, 4), st.integers(1, 9)), max_size=5
)
COMING = st.lists(
    st.tuples(st.sampled_from(("here", "there")), st.integers(1, 4), st.integers(1, 30)), max_size=2
)
A_FEW = settings(
    max_examples=8 if POSTGRES else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def play(shop: TwoStores, sales: Sequence[tuple[str, int, int]], prefix: str) -> None:
    for number, (store, units, days_ago) in enumerate(sales):
        shop.sell(store, f"{prefix}{number}", units, days_ago)


def expect(shop: TwoStores, coming: Sequence[tuple[str, int, int]]) -> None:
    for store, units, days in coming:
        shop.mine.expect(shop.item(store), units, date(2026, 11, 23) + timedelta(days=days))


@A_FEW
@given(here=st.integers(-1, 6), there=st.integers(-1, 6), sales=SALES, coming=COMING)
def test_joining_and_taking_apart_changes_nothing(
    ledger: Ledger,
    here: int,
    there: int,
    sales: list[tuple[str, int, int]],
    coming: list[tuple[str, int, int]],
) -> None:
    shop = two_stores(ledger, here, there)
    expect(shop, coming)
    play(shop, sales, "before")
    before = shop.told()

    shop.join()
    shop.part()

    assert shop.told() == before
    shop.read_again()
    assert shop.told() == before


@A_FEW
@given(
    here=st.integers(0, 6),
    there=st.integers(0, 6),
    first=SALES,
    then=SALES,
    moved=st.integers(-2, 6),
    coming=COMING,
)
def test_orders_placed_meanwhile_stand_as_if_nothing_had_been_joined(
    ledger: Ledger,
    here: int,
    there: int,
    first: list[tuple[str, int, int]],
    then: list[tuple[str, int, int]],
    moved: int,
    coming: list[tuple[str, int, int]],
) -> None:
    """`moved`: what the joined store counts at the end, which nobody believed meanwhile."""
    joined, apart = two_stores(ledger, here, there), two_stores(ledger, here, there)
    for shop in (joined, apart):
        expect(shop, coming)
        play(shop, first, "first")
    joined.join()
    for shop in (joined, apart):
        play(shop, then, "then")
    joined.part()
    assert joined.told() == apart.told()
    for shop in (joined, apart):
        shop.counts["there"] = moved
        shop.read_again()
    told = [{**shop.told(), "backorders": _waiting(shop)} for shop in (joined, apart)]
    assert told[0] == told[1]


def _waiting(shop: TwoStores) -> dict[str, int]:
    return {line: units for (line, state), units in shop.told()["backorders"].items() if state == "waiting"}


@contextmanager
def changed(shop: TwoStores) -> Iterator[None]:
    before = shop.told()
    yield
    assert shop.told() != before


def test_what_goes_back_is_told_first_and_the_history_says_who_did_it(ledger: Ledger) -> None:
    shop = two_stores(ledger, 3, 3)
    shop.sell("here", "#1", 2, 3)
    shop.sell("there", "5501", 3, 2)
    shop.join()
    account = shop.mine.account_id
    with ledger.reading() as unit:
        (join,) = joins.standing(unit, account, [shop.item("here")])
        found = parting.preview(unit, account, join.item_id, join.id)
    assert (join.who, join.at, join.item_id) == ("Ada", NOW, shop.item("here"))
    assert [(name, one.ref) for name, one in found.listings] == [("there", "17")]
    assert (found.orders, found.lines, found.waiting) == (1, 1, 2)
    assert found.shelves == (("there shelf", "here shelf"),)
    assert found.staying == ()

    with changed(shop):
        made = shop.part()

    with ledger.reading() as unit:
        assert items.get(unit, account, made).title == "Lamp"
        said = [one.what for one in unit.scalars(select(Happened).where(Happened.account_id == account))]
        assert "Lamp of there is an item of its own again" in said
        owed = unit.execute(select(Task.kind, Task.subject).where(Task.account_id == account)).all()
        assert {("reread_item", "17"), ("reread_item", LAMP)} <= {tuple(one) for one in owed}
        with pytest.raises(LookupError):
            joins.get(unit, account, join.id)


def test_a_lead_time_that_came_with_the_joined_item_goes_with_it(ledger: Ledger) -> None:
    shop = two_stores(ledger, 0, 0)
    with ledger.writing() as unit:
        stocking.set_lead_time(unit, shop.mine.account_id, shop.item("there"), 5, "Ada", NOW)
    before = shop.told()
    shop.join()
    with ledger.reading() as unit:
        assert items.get(unit, shop.mine.account_id, shop.item("here")).lead_days == 5
    shop.part()
    assert shop.told() == before


def test_units_that_the_other_store_shipped_meanwhile_left_its_own_shelf(ledger: Ledger) -> None:
    shop = two_stores(ledger, 3, 3)
    shop.join()
    with ledger.writing() as unit:
        supply.on_hand(unit, shop.mine.account_id, shop.item("here"))[0].left_elsewhere = 2
    shop.part()
    with ledger.reading() as unit:
        assert supply.on_hand(unit, shop.mine.account_id, shop.item("here"))[0].there == 3


def test_a_shelf_that_another_joined_item_needs_stays_until_that_is_taken_apart_too(ledger: Ledger) -> None:
    shop = two_stores(ledger, 3, 5)
    mine, account = shop.mine, shop.mine.account_id
    chair = mine.stock(shop.stores["here"], "gid-chair", 2, title="Chair", sku="CHAIR-7")
    before = shop.told()
    shop.join()
    with ledger.writing() as unit:
        other = items.listings(unit, shop.stores["there"], ["18"])["18"].item_id
        found = linking.preview(unit, account, chair, other, mine.place_of(unit, chair))
        linking.link(unit, account, found, "Ada", NOW)
    shop._peg()

    shop.part()
    with ledger.reading() as unit:
        assert _shelf(unit, shop) == "here shelf"
    with ledger.writing() as unit:
        (join,) = joins.standing(unit, account, [chair])
        parting.part(unit, account, parting.preview(unit, account, chair, join.id), "Ada", NOW)
    shop._peg()

    with ledger.reading() as unit:
        assert _shelf(unit, shop) == "there shelf"
    assert shop.told() == before


def _shelf(unit: Any, shop: TwoStores) -> str:
    """What the second store's only shelf is."""
    mine = (Shelf.account_id == shop.mine.account_id, Shelf.store_id == shop.stores["there"].id)
    return locations.get(
        unit, shop.mine.account_id, unit.scalars(select(Shelf.location_id).where(*mine)).one()
    ).name


def test_a_preview_that_no_longer_holds_is_refused(ledger: Ledger) -> None:
    shop = two_stores(ledger, 3, 3)
    shop.join()
    account = shop.mine.account_id
    with ledger.reading() as unit:
        (join,) = joins.standing(unit, account)
        seen = parting.preview(unit, account, join.item_id, join.id).seal
    shop.sell("there", "5501", 3, 2)
    with ledger.reading() as unit:
        found = parting.preview(unit, account, join.item_id, join.id)
    with pytest.raises(Amiss) as refused:
        refuse_changed(found.seal, seen)
    assert refused.value.key == "moved_on"


def test_a_join_of_another_account_is_not_there(ledger: Ledger) -> None:
    shop, other = two_stores(ledger, 3, 3), two_stores(ledger, 3, 3)
    other.join()
    with ledger.reading() as unit:
        (join,) = joins.standing(unit, other.mine.account_id)
        with pytest.raises(LookupError):
            parting.preview(unit, shop.mine.account_id, join.item_id, join.id)
