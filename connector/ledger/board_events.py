"""What was sent to other tools as a list: by endpoint, kind, state and order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from connector.ledger.board import PAGE
from connector.ledger.event_sends import FAILED
from connector.ledger.events import OWED, Endpoint, Event, Send
from connector.ledger.orders import Order

A_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one store; `order` is an order's name."""

    store_id: int
    endpoint_id: int | None = None
    kind: str = ""
    state: str = ""
    order: str = ""


class Row(NamedTuple):
    """One message to one endpoint, as it stands. `order_name`: "" for a test."""

    send_id: int
    kind: str
    body: dict[str, Any]
    happened_at: datetime
    order_id: int
    order_name: str | None
    via: str
    address: str
    ended_at: datetime | None
    state: str
    status: int | None
    attempts: int
    answer: str
    tried_at: datetime | None
    due_at: datetime

    @property
    def may_go_again(self) -> bool:
        """It is not on its way, and its endpoint is open."""
        return self.state != OWED and self.ended_at is None


def rows(unit: Session, account_id: int, wanted: Wanted, *, offset: int = 0) -> list[Row]:
    """One page, the latest first."""
    found = unit.execute(_query(account_id, wanted).offset(offset).limit(PAGE))
    return [Row._make(row) for row in found]


def in_batches(unit: Session, account_id: int, wanted: Wanted) -> Iterator[Sequence[Row]]:
    """All of them, the latest first, never more than a batch in memory."""
    found = unit.execute(_query(account_id, wanted), execution_options={"yield_per": A_BATCH})
    for part in found.partitions():
        yield [Row._make(row) for row in part]


def matching(unit: Session, account_id: int, wanted: Wanted) -> int:
    """How many there are."""
    return unit.scalar(_of(account_id, wanted, select(func.count(Send.id)))) or 0


def failed(unit: Session, account_id: int, wanted: Wanted) -> list[int]:
    """Of these, the sends that did not arrive, or may not have, and could go again."""
    return list(unit.scalars(_failed(account_id, wanted, select(Send.id)).order_by(Send.id)))


def failed_count(unit: Session, account_id: int, wanted: Wanted) -> int:
    """How many `failed` would return."""
    return unit.scalar(_failed(account_id, wanted, select(func.count(Send.id)))) or 0


def _failed(account_id: int, wanted: Wanted, query: Select[Any]) -> Select[Any]:
    return _of(account_id, wanted, query).where(Send.state.in_(FAILED), Endpoint.ended_at.is_(None))


def given_up(unit: Session, account_id: int) -> dict[int, int]:
    """By store id, how many were tried in vain and wait for a person; those of closed endpoints do not."""
    query = select(Send.store_id, func.count()).where(*_in_vain(account_id)).group_by(Send.store_id)
    return {store_id: count for store_id, count in unit.execute(query)}  # noqa: C416  a Row is no pair


def given_up_at(unit: Session, account_id: int, store_id: int) -> tuple[int, datetime | None]:
    """As `given_up` for one store, and when the last of them was tried."""
    query = select(func.count(), func.max(Send.tried_at)).where(*_in_vain(account_id))
    count, newest_at = unit.execute(query.where(Send.store_id == store_id)).one()
    return count, newest_at


def _in_vain(account_id: int) -> tuple[ColumnElement[bool], ...]:
    still_open = select(Endpoint.id).where(Endpoint.account_id == account_id, Endpoint.ended_at.is_(None))
    mine = (Send.account_id == account_id, Send.state.in_(FAILED), Send.endpoint_id.in_(still_open))
    return (*mine, Send.tried_at.is_not(None))


def _query(account_id: int, wanted: Wanted) -> Select[Any]:
    shown = select(
        Send.id, Event.kind, Event.body, Event.happened_at, Event.order_id, Order.name, Endpoint.via,
        Endpoint.address, Endpoint.ended_at, Send.state, Send.status, Send.attempts, Send.answer,
        Send.tried_at, Send.due_at,
    )  # fmt: skip
    return _of(account_id, wanted, shown).order_by(Send.id.desc())


def _of(account_id: int, wanted: Wanted, query: Select[Any]) -> Select[Any]:
    ordered = and_(Order.id == Event.order_id, Order.account_id == account_id)
    return (
        query.select_from(Send)
        .join(Event, and_(Event.id == Send.event_id, Event.account_id == account_id))
        .join(Endpoint, and_(Endpoint.id == Send.endpoint_id, Endpoint.account_id == account_id))
        .join(Order, ordered, isouter=True)
        .where(Send.account_id == account_id, Send.store_id == wanted.store_id, *_lets_through(wanted))
    )


def _lets_through(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.endpoint_id is not None:
        found.append(Send.endpoint_id == wanted.endpoint_id)
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.state:
        found.append(Send.state == wanted.state)
    if wanted.order:
        found.append(Order.name.icontains(wanted.order, autoescape=True))
    return found
