"""The queue of one item as plain rows, and what pegging changes in it, written in bulk."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from connector.domain.backorders import OPEN, WAITING
from connector.domain.pegging import ON_HAND, Pegged
from connector.ledger.backorders import Backorder, Shortage
from connector.ledger.base import chunks
from connector.ledger.orders import Line
from connector.ledger.pegs import Peg


class QueueRow(NamedTuple):
    """A line that asks for units of an item, in queue order within its location."""

    line_id: int
    location_id: int | None
    asks: int
    in_progress: int
    store_id: int
    order_id: int
    placed_at: datetime
    shipped: int
    shipped_seen: int
    date_set: date | None
    date_reason: str


def rows(unit: Session, account_id: int, item_id: int, *, among: Collection[int] = ()) -> list[QueueRow]:
    """Every line of the item that asks for units, in queue order, then those `among` that no longer do."""
    wanted = _rows(account_id).where(Line.item_id == item_id, Line.asks > 0).order_by(*_PLACE)
    # Without the object mapper in between: a long queue is read in half the time.
    found = list(map(QueueRow._make, unit.connection().execute(wanted).all()))
    silent = set(among).difference(row.line_id for row in found)
    for part in chunks(sorted(silent), 900):
        found += map(QueueRow._make, unit.execute(_rows(account_id).where(Line.id.in_(part))))
    return found


def first_short(unit: Session, account_id: int, item_id: int, location_id: int, units: int) -> list[QueueRow]:
    """The lines that the next `units` on hand can reach: the first of the queue that lack some."""
    wanted = (
        _rows(account_id)
        .join(Backorder, Backorder.line_id == Line.id)
        .where(Backorder.account_id == account_id, Backorder.state == WAITING, Backorder.quantity > 0)
        .where(Line.item_id == item_id, Line.location_id == location_id, Line.asks > 0)
        .order_by(*_PLACE)
        .limit(units)
    )
    return [QueueRow._make(row) for row in unit.execute(wanted)]


def concerned(unit: Session, account_id: int, store_id: int) -> list[str]:
    """Every listing that a store's open lines ask for, or that anything is still pegged to or owed of."""
    pegged = select(Peg.line_id).where(Peg.account_id == account_id)
    owed = select(Backorder.line_id).where(
        Backorder.account_id == account_id, Backorder.state.in_(OPEN), Backorder.quantity > 0
    )
    wanted = select(Line.listing_ref).where(
        Line.account_id == account_id,
        Line.store_id == store_id,
        or_(Line.asks > 0, Line.id.in_(pegged), Line.id.in_(owed)),
    )
    return sorted(ref for ref in unit.scalars(wanted.distinct()) if ref)


def is_settled(unit: Session, account_id: int, item_id: int) -> bool:
    """Whether every line asks for just what it was last pegged for, and nothing left since."""
    wanted = (
        select(Line.id)
        .outerjoin(Peg, and_(Peg.line_id == Line.id, Peg.account_id == account_id, Peg.supply_id == ON_HAND))
        .outerjoin(
            Backorder,
            and_(
                Backorder.line_id == Line.id,
                Backorder.account_id == account_id,
                Backorder.state == WAITING,
            ),
        )
        .where(Line.account_id == account_id, Line.item_id == item_id)
        .where(
            or_(
                Line.asks != func.coalesce(Peg.quantity, 0) + func.coalesce(Backorder.quantity, 0),
                Line.shipped != Line.shipped_seen,
                Line.in_progress > func.coalesce(Peg.quantity, 0),
            )
        )
    )
    return unit.scalar(wanted.limit(1)) is None


def on_hand_pegged(unit: Session, account_id: int, item_id: int) -> dict[int, int]:
    """Units on hand that serve a line now, by location."""
    wanted = (
        select(Line.location_id, func.sum(Peg.quantity))
        .join(Line, Line.id == Peg.line_id)
        .where(Peg.account_id == account_id, Line.account_id == account_id)
        .where(Peg.item_id == item_id, Peg.supply_id == ON_HAND)
        .group_by(Line.location_id)
    )
    return {place: units for place, units in unit.execute(wanted) if place is not None}


def spoken_for(unit: Session, account_id: int, item_id: int) -> dict[tuple[int, int], int]:
    """Units that serve a line, by location and supply."""
    wanted = (
        select(Line.location_id, Peg.supply_id, func.sum(Peg.quantity))
        .join(Line, Line.id == Peg.line_id)
        .where(Peg.account_id == account_id, Line.account_id == account_id, Peg.item_id == item_id)
        .group_by(Line.location_id, Peg.supply_id)
    )
    return {(place, supply): units for place, supply, units in unit.execute(wanted) if place is not None}


def _rows(account_id: int) -> Any:
    return select(
        Line.id,
        Line.location_id,
        Line.asks,
        Line.in_progress,
        Line.store_id,
        Line.order_id,
        Line.placed_at,
        Line.shipped,
        Line.shipped_seen,
        Line.date_set,
        Line.date_reason,
    ).where(Line.account_id == account_id)


_AGE = (Line.placed_at, func.length(Line.line_ref), Line.line_ref, Line.id)
"""Ids are numbers written as text: the shorter one is the smaller, so that "99" stands before "100"."""
_PLACE = (Line.location_id, Line.rank, Line.turn, *_AGE)
"""What orders the queue: location, a person's rank, the store's policy, age, the platform's line id."""


def pegs(
    unit: Session, account_id: int, item_id: int, *, among: Collection[int] | None = None
) -> dict[tuple[int, int], int]:
    """Units by (line, supply), as last pegged; of all lines, or of those `among` (a few)."""
    wanted = select(Peg.line_id, Peg.supply_id, Peg.quantity).where(
        Peg.account_id == account_id, Peg.item_id == item_id
    )
    if among is not None:
        wanted = wanted.where(Peg.line_id.in_(sorted(among)))
    return {(line_id, supply_id): units for line_id, supply_id, units in unit.execute(wanted)}


def replace_pegs(
    unit: Session,
    account_id: int,
    item_id: int,
    before: Mapping[tuple[int, int], int],
    after: Iterable[Pegged],
) -> None:
    """Only what differs is touched."""
    wanted = {(one.line_id, one.supply_id): one.quantity for one in after}
    gone = [pair for pair in before if pair not in wanted]
    for part in chunks(gone, 400):
        unit.execute(
            delete(Peg).where(Peg.account_id == account_id, tuple_(Peg.line_id, Peg.supply_id).in_(part))
        )
    changed = [
        (line_id, supply_id, account_id, item_id, units)
        for (line_id, supply_id), units in wanted.items()
        if before.get((line_id, supply_id)) != units
    ]
    if not changed:
        return
    connection = unit.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_PEG_SQLITE, changed)
    else:
        connection.exec_driver_sql(_PEG_POSTGRES, tuple(map(list, zip(*changed, strict=True))))


# Thousands of pegs may change at once: said in each database's own words, without a dict for each row.
_PEG_SQLITE = """
    INSERT INTO pegs (line_id, supply_id, account_id, item_id, quantity) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (line_id, supply_id) DO UPDATE SET quantity = excluded.quantity, item_id = excluded.item_id"""
_PEG_POSTGRES = """
    INSERT INTO pegs (line_id, supply_id, account_id, item_id, quantity)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[])
    ON CONFLICT (line_id, supply_id) DO UPDATE SET quantity = excluded.quantity, item_id = excluded.item_id"""


def backorders(
    unit: Session, account_id: int, item_id: int, *, among: Collection[int] | None = None
) -> dict[int, dict[str, int]]:
    """Units by line and open state; of all lines, or of those `among` (a few)."""
    wanted = select(Backorder.line_id, Backorder.state, Backorder.quantity).where(
        Backorder.account_id == account_id,
        Backorder.item_id == item_id,
        Backorder.state.in_(OPEN),
        Backorder.quantity > 0,
    )
    if among is not None:
        wanted = wanted.where(Backorder.line_id.in_(sorted(among)))
    found: dict[int, dict[str, int]] = {}
    for line_id, state, units in unit.execute(wanted):
        found.setdefault(line_id, {})[state] = units
    return found


def counts_from(
    unit: Session, account_id: int, item_id: int, *, among: Collection[int] | None = None
) -> dict[int, date]:
    """The day each line's lead time counts from, where one was fixed; of all, or of those `among`."""
    wanted = (
        select(Shortage.line_id, Shortage.counts_from)
        .join(Line, Line.id == Shortage.line_id)
        .where(Shortage.account_id == account_id, Line.account_id == account_id, Line.item_id == item_id)
    )
    if among is not None:
        wanted = wanted.where(Shortage.line_id.in_(sorted(among)))
    return {line_id: day for line_id, day in unit.execute(wanted)}  # noqa: C416  a Row is no pair for mypy


def fix_counts_from(unit: Session, account_id: int, days: Mapping[int, date]) -> None:
    if days:
        table: Any = Shortage.__table__
        sqlite = unit.get_bind().dialect.name == "sqlite"
        fresh = sqlite_insert(table) if sqlite else postgresql_insert(table)
        unit.execute(
            fresh.on_conflict_do_update(
                index_elements=["line_id"], set_={"counts_from": fresh.excluded.counts_from}
            ),
            [
                {"line_id": line_id, "account_id": account_id, "counts_from": day}
                for line_id, day in days.items()
            ],
        )


def seen_shipped(unit: Session, account_id: int, rows: Iterable[QueueRow]) -> None:
    """What these lines shipped has been taken into account."""
    for row in rows:
        unit.execute(
            update(Line)
            .where(Line.account_id == account_id, Line.id == row.line_id)
            .values(shipped_seen=row.shipped)
        )


def move_line(unit: Session, account_id: int, line_id: int, item_id: int) -> None:
    """The line draws on another item from now on: what it owes goes along, what was pegged to it does not."""
    mine = (Backorder.account_id == account_id, Backorder.line_id == line_id)
    unit.execute(update(Backorder).where(*mine).values(item_id=item_id))
    unit.execute(delete(Peg).where(Peg.account_id == account_id, Peg.line_id == line_id))
