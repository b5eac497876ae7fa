"""What the ledger says of a store, in words that two stores can be compared by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connector.domain.backorders import WAITING
from connector.domain.pegging import ON_HAND
from connector.ledger.backorders import Backorder
from connector.ledger.engine import Ledger
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.pegs import Peg
from connector.ledger.promises import Promise
from connector.ledger.supply import Expected, OnHand
from connector.ledger.tasks import CLAIMED, OWED, Task
from tests.flows.merchants import Merchant

Key = tuple[str, str, str]
"""Order (label), SKU, location."""


@dataclass
class Standing:
    """Units of one order for one item at one place."""

    asks: int = 0
    here: int = 0
    coming: int = 0
    waiting: int = 0
    dates: set[tuple[date, str]] = field(default_factory=set)


def standings(merchant: Merchant) -> dict[Key, Standing]:
    """Every order's open units of a store: what reaches them, what waits, which date was told."""
    labels, account_id = merchant.labels(), merchant.store.account_id
    found: dict[Key, Standing] = defaultdict(Standing)
    with merchant.here.ledger.reading() as unit:
        places = _places(unit, account_id)
        for line, order in _lines(unit, account_id, merchant.store.id):
            if not line.asks and not _waiting(unit, line):
                continue
            place = places.get(line.location_id or 0, "")
            shown = (
                "" if place == merchant.store.name else place
            )  # a shop with one shelf calls it by its own name
            one = found[labels[order.order_ref], line.sku, shown]
            one.asks += line.asks
            one.waiting += _waiting(unit, line)
            for peg in unit.scalars(select(Peg).where(Peg.account_id == account_id, Peg.line_id == line.id)):
                if peg.supply_id == ON_HAND:
                    one.here += peg.quantity
                else:
                    one.coming += peg.quantity
            for promise in unit.scalars(
                select(Promise).where(
                    Promise.account_id == account_id,
                    Promise.line_id == line.id,
                    Promise.superseded_at.is_(None),
                )
            ):
                one.dates.add((promise.promised_for, promise.basis))
    return dict(found)


def owed(merchant: Merchant, label: str, state: str = WAITING) -> int:
    """Units of an order's backorders in one state."""
    account_id = merchant.store.account_id
    with merchant.here.ledger.reading() as unit:
        wanted = (
            select(func.sum(Backorder.quantity))
            .join(Order, Order.id == Backorder.order_id)
            .where(
                Backorder.account_id == account_id,
                Order.account_id == account_id,
                Order.store_id == merchant.store.id,
                Order.order_ref == merchant.ref(merchant.orders[label]),
                Backorder.state == state,
            )
        )
        return unit.scalar(wanted) or 0


def supply(merchant: Merchant) -> dict[str, int]:
    """Units on hand by SKU, over all places."""
    account_id = merchant.store.account_id
    found: dict[str, int] = defaultdict(int)
    with merchant.here.ledger.reading() as unit:
        for line, _ in _lines(unit, account_id, merchant.store.id):
            if line.item_id is not None:
                rows = unit.scalars(
                    select(OnHand).where(OnHand.account_id == account_id, OnHand.item_id == line.item_id)
                )
                found[line.sku] = sum(row.there for row in rows)
    return dict(found)


def check_queues(ledger: Ledger, account_id: int) -> None:
    """No supply is pegged beyond itself, and the oldest comes first at every place."""
    with ledger.reading() as unit:
        pegs = list(unit.scalars(select(Peg).where(Peg.account_id == account_id)))
        lines = {one.id: one for one in unit.scalars(select(Line).where(Line.account_id == account_id))}
        there = {
            (one.item_id, one.location_id): one.there
            for one in unit.scalars(select(OnHand).where(OnHand.account_id == account_id))
        }
        coming = {
            one.id: one.quantity
            for one in unit.scalars(select(Expected).where(Expected.account_id == account_id))
        }
        stale = _being_worked(unit, account_id)
    used: dict[tuple[int, int | None], int] = defaultdict(int)
    inbound: dict[int, int] = defaultdict(int)
    here: dict[int, int] = defaultdict(int)
    for peg in pegs:
        line = lines[peg.line_id]
        if peg.supply_id == ON_HAND:
            used[peg.item_id, line.location_id] += peg.quantity
            here[line.id] += peg.quantity
        else:
            inbound[peg.supply_id] += peg.quantity
    for (item_id, location_id), units in used.items():
        assert units <= there.get((item_id, location_id or 0), 0), "pegged beyond what is on hand"
    if stale:
        return  # an older order may be known whose item was not pegged since
    for supply_id, units in inbound.items():
        assert units <= coming[supply_id], "pegged beyond what is on its way"
    _oldest_first(lines.values(), here)


def _oldest_first(lines: Iterable[Line], here: dict[int, int]) -> None:
    asking = [one for one in lines if one.asks and one.item_id and one.location_id]
    asking.sort(key=lambda one: (one.item_id, one.location_id))
    for _, group in groupby(asking, key=lambda one: (one.item_id, one.location_id)):
        queue = sorted(
            group, key=lambda one: (one.rank, one.placed_at, int(one.line_ref.rpartition("/")[2]), one.id)
        )
        short = False
        for line in queue:
            assert not (short and here[line.id] > line.in_progress), "a younger line was served first"
            short = short or here[line.id] < line.asks


def _number(line_ref: str) -> int:
    """Shopify's ids end in a number, WooCommerce's are one."""
    return int(line_ref.rpartition("/")[2])


def _being_worked(unit: Session, account_id: int) -> bool:
    wanted = select(func.count()).where(
        Task.account_id == account_id, Task.lane == "intake", Task.state.in_((OWED, CLAIMED))
    )
    return bool(unit.scalar(wanted))


def _lines(unit: Session, account_id: int, store_id: int) -> list[tuple[Line, Order]]:
    wanted = (
        select(Line, Order)
        .join(Order, Order.id == Line.order_id)
        .where(Line.account_id == account_id, Order.account_id == account_id, Line.store_id == store_id)
        .order_by(Order.placed_at, Line.line_ref, Line.id)
    )
    return [(line, order) for line, order in unit.execute(wanted)]


def _places(unit: Session, account_id: int) -> dict[int, str]:
    return {
        one.id: one.name for one in unit.scalars(select(Location).where(Location.account_id == account_id))
    }


def _waiting(unit: Session, line: Line) -> int:
    wanted = select(Backorder.quantity).where(
        Backorder.account_id == line.account_id, Backorder.line_id == line.id, Backorder.state == WAITING
    )
    return unit.scalar(wanted) or 0
