"""What waits for a person at a store, and when the store's staff were last told of it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connector.ledger import board_events
from connector.ledger.tasks import GIVEN_UP, UNKNOWN, Task

TELL = "tell_staff"
"""The kind of task that tells them; it is not itself a thing to be told of."""
SUBJECT = "waiting"


class Stuck(NamedTuple):
    """`things` wait, tasks and events; the last was given up at `newest_at` (None: nothing waits)."""

    things: int
    newest_at: datetime | None


def at_store(unit: Session, account_id: int, store_id: int) -> Stuck:
    """What waits for a person there now."""
    wanted = select(func.count(Task.id), func.max(Task.ended_at)).where(
        Task.account_id == account_id,
        Task.state.in_((GIVEN_UP, UNKNOWN)),
        Task.store_id == store_id,
        Task.kind != TELL,
    )
    things, newest_at = unit.execute(wanted).one()
    events, tried_at = board_events.given_up_at(unit, account_id, store_id)
    known = [at for at in (newest_at, tried_at) if at is not None]
    return Stuck(things + events, max(known, default=None))


def given_up_at(unit: Session, account_id: int, store_id: int, kind: str) -> datetime | None:
    """When the last task of a kind was given up that waits for a person there."""
    wanted = select(func.max(Task.ended_at)).where(
        Task.account_id == account_id,
        Task.store_id == store_id,
        Task.kind == kind,
        Task.state.in_((GIVEN_UP, UNKNOWN)),
    )
    return unit.scalar(wanted)


def told_at(unit: Session, account_id: int, store_id: int) -> datetime | None:
    """When its staff were last told, or telling them was given up."""
    wanted = select(Task.ended_at).where(
        Task.account_id == account_id,
        Task.store_id == store_id,
        Task.kind == TELL,
        Task.subject == SUBJECT,
    )
    return unit.scalar(wanted)
