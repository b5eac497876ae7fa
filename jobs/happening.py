"""What happened to backorders is written down for other tools in the transaction in which it happened.

Only for stores that tell somebody of it, and only of orders that effects may touch. Never who bought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from connector.domain import promises
from connector.domain.backorders import CANCELLED, READY, SHIPPED, WAITING, Move
from connector.domain.promises import Basis
from connector.ledger import events, orders, tasks
from connector.ledger.events import MOVED, OWED, PROMISED, Event, Hearing
from connector.ledger.orders import LineOfOrder
from connector.ledger.promises import NewPromise
from connector.ledger.queue import QueueRow
from connector.ledger.stores import Store, random_word
from connector.ledger.tasks import Owe
from connector.steps import step
from jobs import effects

TASK: Final = "event"
"""Carries events to one endpoint; its subject is the endpoint's id."""
_KINDS: Final[Mapping[str, str]] = {
    WAITING: OWED,
    READY: events.READY,
    SHIPPED: events.SHIPPED,
    CANCELLED: events.CANCELLED,
}
"""The state that units step into, and what is told of it."""


class Redated(NamedTuple):
    """A line's new date, and the one before it; None: it had none."""

    promise: NewPromise
    before: date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to `quantity` units of a line."""

    line_id: int
    kind: str
    quantity: int
    promise: NewPromise | None = None
    before: date | None = None
    again: bool = False
    """The units had been set aside, and lost their stock."""


def tell(
    unit: Session,
    account_id: int,
    moves: Sequence[tuple[QueueRow, Move]],
    redated: Sequence[Redated],
    now: datetime,
) -> None:
    """Owe to each endpoint what it wants to hear of these changes, which the same unit writes."""
    if not moves and not redated:
        return
    heard = events.hearing(unit, account_id)
    if not heard:
        return
    found = [*_moved(moves, redated), *_dated(redated)]
    lines = orders.of_lines(unit, account_id, {one.line_id for one in found}, set(heard))
    for store_id, hearing in sorted(heard.items()):
        mine = [one for one in found if one.line_id in lines and lines[one.line_id].store_id == store_id]
        _owe(unit, hearing, mine, lines, now)
    step("events.written")


def _moved(moves: Iterable[tuple[QueueRow, Move]], redated: Iterable[Redated]) -> Iterable[Happening]:
    """A step into a state that others hear of; letting go and keeping back are this house's own affair."""
    dates = {one.promise.line_id: one.promise for one in redated}
    for row, move in moves:
        kind = _KINDS.get(move.end)
        if kind is not None:
            promise = dates.get(row.line_id) if kind == OWED else None
            again = kind == OWED and move.start != ""
            yield Happening(row.line_id, kind, move.quantity, promise, again=again)


def _dated(redated: Iterable[Redated]) -> Iterable[Happening]:
    for one in redated:
        if one.before != one.promise.promised_for:
            kind = PROMISED if one.before is None else MOVED
            yield Happening(one.promise.line_id, kind, one.promise.quantity, one.promise, one.before)


def _owe(
    unit: Session,
    hearing: Hearing,
    found: Iterable[Happening],
    lines: Mapping[int, LineOfOrder],
    now: datetime,
) -> None:
    store, on = hearing.store, {events.EFFECT: hearing.on_at}
    wanted = {kind for endpoint in hearing.endpoints for kind in endpoint.kinds}
    told = [
        _event(store, lines[one.line_id], one, now)
        for one in found
        if one.kind in wanted
        and effects.active(lines[one.line_id].placed_at, lines[one.line_id].admitted_at, on)
    ]
    if told:
        carry(unit, store, events.owe(unit, told, hearing.endpoints, now), now)


def carry(unit: Session, store: Store, endpoints: Iterable[events.Endpoint], now: datetime) -> None:
    """Something is on its way to these endpoints of the store."""
    owed = [Owe(effects.LANE, TASK, str(one.id), now) for one in endpoints]
    tasks.owe(unit, store.account_id, store.id, owed, now)


def _event(store: Store, line: LineOfOrder, one: Happening, now: datetime) -> Event:
    return Event(
        account_id=store.account_id,
        store_id=store.id,
        order_id=line.order_id,
        line_id=one.line_id,
        kind=one.kind,
        body=body_of(store, line, one, now),
        happened_at=now,
    )


def body_of(store: Store, line: LineOfOrder, one: Happening, now: datetime) -> dict[str, Any]:
    """The whole message of it, as `message` makes it. docs/events.md shows one of each kind."""
    promise = one.promise
    data = {
        "order": {"id": line.order_ref, "name": line.name},
        "line": {"id": line.line_ref, "sku": line.sku, "title": line.title},
        "quantity": one.quantity,
        "again": one.again,
        "promised_for": promise.promised_for.isoformat() if promise else None,
        "before": one.before.isoformat() if one.before else None,
        "basis": _basis(promise) if promise else "",
    }
    return message(store, one.kind, data, now)


def message(store: Store, kind: str, data: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """`type`, `id` (the same for every repeat), `timestamp` (UTC, ISO 8601) and `data`."""
    where = {"platform": store.platform, "address": store.address, "name": store.name}
    return {
        "type": f"backorder.{kind}",
        "id": f"evt_{random_word()}",
        "timestamp": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"store": where, **data},
    }


def _basis(promise: NewPromise) -> str:
    """What the date rests on. A person's own words stay here: they may name the buyer."""
    if promise.basis == Basis.PERSON:
        return "set by a person"
    return promises.in_words(promise.basis, promise.facts)
