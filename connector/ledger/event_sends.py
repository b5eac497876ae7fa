"""Events on their way: what is due, what came of it, and what waits for a person."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from connector.ledger.base import chunks, short
from connector.ledger.events import OWED, REFUSED, SENT, UNKNOWN, Endpoint, Event, Send

MOST_ANSWER = 500
FAILED = (REFUSED, UNKNOWN)
QUIETLY = {"synchronize_session": False}


class Due(NamedTuple):
    """A send whose turn it is, with what it carries."""

    send_id: int
    attempts: int
    owed_at: datetime
    event_id: int
    order_id: int
    kind: str
    body: dict[str, Any]
    happened_at: datetime


def due(unit: Session, account_id: int, endpoint_id: int, now: datetime, most: int) -> list[Due]:
    """The longest due first."""
    wanted = (
        select(
            Send.id, Send.attempts, Send.owed_at,
            Event.id, Event.order_id, Event.kind, Event.body, Event.happened_at,
        )
        .join(Event, Event.id == Send.event_id)
        .where(*_owed(account_id, endpoint_id), Event.account_id == account_id, Send.due_at <= now)
        .order_by(Send.due_at, Send.id)
        .limit(most)
    )  # fmt: skip
    return [Due._make(row) for row in unit.execute(wanted)]


def next_due(unit: Session, account_id: int, endpoint_id: int) -> datetime | None:
    """When the next send of an endpoint is due; None: nothing is on its way there."""
    return unit.scalar(select(func.min(Send.due_at)).where(*_owed(account_id, endpoint_id)))


class Tried(NamedTuple):
    """What came of one attempt. `status`: of HTTP, None without an answer; `due_at`: of the next one."""

    state: str
    status: int | None
    answer: str
    due_at: datetime | None = None


def record(unit: Session, account_id: int, send_id: int, tried: Tried, now: datetime) -> None:
    """Write it down; what has arrived already, or was refused meanwhile, stays so."""
    values: dict[str, Any] = {
        "state": tried.state,
        "status": tried.status,
        "answer": short(tried.answer, MOST_ANSWER),
        "attempts": Send.attempts + 1,
        "tried_at": now,
    }
    values |= {"due_at": tried.due_at} if tried.due_at else {}
    values |= {"sent_at": now} if tried.state == SENT else {}
    mine = (Send.account_id == account_id, Send.id == send_id, Send.state.in_((OWED, UNKNOWN)))
    unit.execute(update(Send).where(*mine).values(**values), execution_options=QUIETLY)


def mark(unit: Session, account_id: int, send_id: int, state: str, why: str) -> None:
    """Before, or instead of, a try: it is not counted as one."""
    mine = (Send.account_id == account_id, Send.id == send_id, Send.state == OWED)
    values = {"state": state, "answer": why}
    unit.execute(update(Send).where(*mine).values(**values), execution_options=QUIETLY)


def stop(
    unit: Session,
    account_id: int,
    endpoint_id: int,
    why: str,
    state: str = REFUSED,
    before: datetime | None = None,
) -> None:
    """What is on its way to an endpoint (and has been since `before`) goes there no more."""
    values = {"state": state, "answer": short(why, MOST_ANSWER)}
    wanted = update(Send).where(*_owed(account_id, endpoint_id)).values(**values)
    older = wanted if before is None else wanted.where(Send.owed_at <= before)
    unit.execute(older, execution_options=QUIETLY)


def of_store(unit: Session, account_id: int, store_id: int, send_ids: Collection[int]) -> list[int]:
    """Those of the sends that are the store's, to an endpoint that is open, and not on their way."""
    found: list[int] = []
    for part in chunks(sorted(send_ids), 500):
        wanted = (
            select(Send.id)
            .join(Endpoint, Endpoint.id == Send.endpoint_id)
            .where(Send.account_id == account_id, Send.store_id == store_id, Send.id.in_(part))
            .where(Endpoint.account_id == account_id, Endpoint.ended_at.is_(None), Send.state != OWED)
        )
        found += unit.scalars(wanted)
    return found


def again(
    unit: Session, account_id: int, send_ids: Sequence[int], now: datetime
) -> tuple[int, list[Endpoint]]:
    """Owe these once more from now on, also what had arrived; how many, and their endpoints."""
    reached: dict[int, Endpoint] = {}
    count = 0
    for part in chunks(send_ids, 500):
        mine = (Send.account_id == account_id, Send.id.in_(part), Send.state != OWED)
        them = select(Endpoint).where(
            Endpoint.account_id == account_id, Endpoint.id.in_(select(Send.endpoint_id).where(*mine))
        )
        reached |= {one.id: one for one in unit.scalars(them)}
        values = {"state": OWED, "attempts": 0, "owed_at": now, "due_at": now, "sent_at": None}
        done = unit.execute(update(Send).where(*mine).values(**values), execution_options=QUIETLY)
        count += int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
    return count, list(reached.values())


def forget_older(unit: Session, account_id: int, store_id: int, before: datetime, most: int) -> int:
    """Events of before that are gone, with all that was tried; returns how many events."""
    old = select(Event.id).where(
        Event.account_id == account_id, Event.store_id == store_id, Event.happened_at < before
    )
    ids = list(unit.scalars(old.order_by(Event.id).limit(most)))
    if ids:
        sends = delete(Send).where(Send.account_id == account_id, Send.event_id.in_(ids))
        unit.execute(sends, execution_options=QUIETLY)
        events = delete(Event).where(Event.account_id == account_id, Event.id.in_(ids))
        unit.execute(events, execution_options=QUIETLY)
    return len(ids)


def _owed(account_id: int, endpoint_id: int) -> tuple[Any, ...]:
    return (Send.account_id == account_id, Send.endpoint_id == endpoint_id, Send.state == OWED)
