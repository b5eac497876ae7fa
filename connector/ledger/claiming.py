"""Claim due tasks: a share for each store, and never the same task for two workers."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from connector.ledger import tasks
from connector.ledger.stores import Store
from connector.ledger.tasks import CLAIMED, OWED, Claimed, Task
from connector.ledger.tenancy import ACROSS

LAST = ("offer", "selling", "waitlist", "event")
"""Kinds that wait until nothing else of their store is due.

A new day owes one for each listing, thousands at once: a hold, a tag or a letter to a buyer that is owed
a second later must not stand behind them.
"""


def _is_due(lane: str, now: datetime) -> Any:
    """Owed and due, or claimed by somebody whose lease ran out."""
    return and_(
        Task.lane == lane,
        or_(
            and_(Task.state == OWED, Task.due_at <= now),
            and_(Task.state == CLAIMED, Task.lease_until <= now),
        ),
    )


def due(unit: Session, lane: str, now: datetime, *, besides: Collection[int] = ()) -> int:
    """How many tasks of a lane could be worked now, stores that asked for quiet left out."""
    wanted = select(func.count()).select_from(Task).join(Store, Store.id == Task.store_id)
    wanted = wanted.where(_is_due(lane, now), _may_serve(now, besides))
    return unit.scalar(wanted, execution_options=ACROSS) or 0


def _may_serve(now: datetime, besides: Collection[int]) -> Any:
    quiet_over = or_(Store.quiet_until.is_(None), Store.quiet_until <= now)
    return and_(quiet_over, Store.id.not_in(sorted(besides))) if besides else quiet_over


_CLAIMED = (
    Task.id,
    Task.account_id,
    Task.store_id,
    Task.kind,
    Task.subject,
    Task.generation,
    Task.attempts,
)
"""The fields of `Claimed`, in their order, but for the claim itself."""


def claim(
    unit: Session,
    lane: str,
    now: datetime,
    *,
    besides: Collection[int] = (),
    limit: int = 100,
    per_store: int = 25,
) -> list[Claimed]:
    """Take due tasks, the oldest first but `LAST` last, at most `per_store` of each store so that none
    starves another."""
    order = (case((Task.kind.in_(LAST), 1), else_=0), Task.due_at, Task.id)
    turn = func.row_number().over(partition_by=Task.store_id, order_by=order)
    ranked = (
        select(Task.id, Task.due_at, turn.label("turn"))
        .join(Store, Store.id == Task.store_id)
        .where(_is_due(lane, now), _may_serve(now, besides))
        .subquery()
    )
    chosen = select(ranked.c.id).where(ranked.c.turn <= per_store).order_by(ranked.c.turn).limit(limit)
    ids = list(unit.scalars(chosen, execution_options=ACROSS))
    if not ids:
        return []
    token = secrets.token_hex(16)
    # Rows that a rival is taking at this moment are his (PostgreSQL); SQLite's writers are alone.
    free = select(Task.id).where(Task.id.in_(ids), _is_due(lane, now)).with_for_update(skip_locked=True)
    taken = (
        update(Task)
        .where(Task.id.in_(list(unit.scalars(free, execution_options=ACROSS))))
        .values(state=CLAIMED, claim=token, lease_until=now + tasks.LEASE, attempts=Task.attempts + 1)
        .returning(*_CLAIMED, Task.due_at)
    )
    rows = unit.execute(taken, execution_options=ACROSS).all()
    rows = sorted(rows, key=lambda row: (row.kind in LAST, row.due_at, row.id))
    return [Claimed(*row[:7], token) for row in rows]
