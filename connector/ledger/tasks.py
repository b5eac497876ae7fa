"""What is owed, as rows: claimed by a conditional update, fenced by a token, never lost.

One row per (store, kind, subject). Owing again what is already owed changes nothing; owing it while it
is being worked makes it due once more (`generation`). `once` tasks are never owed a second time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, and_, case, false, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key

LANES = ("intake", "effects")
OWED, CLAIMED, DONE, UNKNOWN, GIVEN_UP = "owed", "claimed", "done", "unknown", "given up"
STATES = (OWED, CLAIMED, DONE, UNKNOWN, GIVEN_UP)
LEASE = timedelta(seconds=45)
"""Longer than any chain of calls that one task makes (each is cut at 15 s)."""


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("store_id", "kind", "subject"),
        one_of("lane", LANES),
        one_of("state", STATES),
        Index("ix_tasks_due", "lane", "state", "due_at"),
        Index(None, "account_id", "state"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    lane: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task in a worker's hands until its lease ends. `attempts` counts this one."""

    id: int
    account_id: int
    store_id: int
    kind: str
    subject: str
    generation: int
    attempts: int
    claim: str


class Fenced(Exception):
    """The lease ran out and somebody else has the task: what was done here must not be recorded."""


@dataclass(frozen=True, slots=True)
class Owe:
    """A task to be owed: `lane`, `kind`, `subject`, and when. `once`: never a second time."""

    lane: str
    kind: str
    subject: str
    due_at: datetime
    once: bool = False


def owe(unit: Session, account_id: int, store_id: int, tasks: Sequence[Owe], now: datetime) -> None:
    """Insert what is owed; what is owed already stays one task, due at the earlier time."""
    # Each once, in one order everywhere: two units that owe the same must not wait for each other in a ring.
    tasks = sorted({_name(t): t for t in sorted(tasks, key=_latest_first)}.values(), key=_name)
    once = [_row(account_id, store_id, t, now) for t in tasks if t.once]
    again = [_row(account_id, store_id, t, now) for t in tasks if not t.once]
    insert = sqlite_insert if unit.get_bind().dialect.name == "sqlite" else postgresql_insert
    if once:
        unit.execute(insert(Task).on_conflict_do_nothing(), once)
    if again:
        fresh = insert(Task)
        unit.execute(
            fresh.on_conflict_do_update(
                index_elements=[Task.store_id, Task.kind, Task.subject],
                set_={
                    "generation": Task.generation + 1,
                    "attempts": case((Task.state == CLAIMED, Task.attempts), else_=0),
                    "state": case((Task.state == CLAIMED, CLAIMED), else_=OWED),
                    "due_at": case(
                        (and_(Task.state == OWED, Task.due_at < fresh.excluded.due_at), Task.due_at),
                        else_=fresh.excluded.due_at,
                    ),
                    "ended_at": None,
                },
            ),
            again,
        )


def _name(task: Owe) -> tuple[str, str]:
    return (task.kind, task.subject)


def _latest_first(task: Owe) -> float:
    return -task.due_at.timestamp()


def _row(account_id: int, store_id: int, task: Owe, now: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "store_id": store_id,
        "lane": task.lane,
        "kind": task.kind,
        "subject": task.subject,
        "state": OWED,
        "due_at": task.due_at,
        "created_at": now,
    }


def finish(unit: Session, task: Claimed, now: datetime) -> None:
    """Done; or owed again at once when it was owed anew meanwhile. Raises `Fenced`."""
    again = Task.generation != task.generation
    _end(
        unit,
        task,
        state=case((again, OWED), else_=DONE),
        due_at=case((again, now), else_=Task.due_at),
        attempts=case((again, 0), else_=Task.attempts),
        ended_at=case((again, None), else_=now),
        trouble="",
    )


def finish_all(unit: Session, claimed: Sequence[Claimed], now: datetime) -> None:
    """As `finish`, for a whole batch of one claim in one statement. Raises `Fenced` if any is lost."""
    ended = unit.execute(
        update(Task)
        .where(
            Task.account_id.in_({task.account_id for task in claimed}),
            Task.id.in_([task.id for task in claimed]),
            Task.claim == claimed[0].claim,
            Task.state == CLAIMED,
        )
        .values(state=DONE, claim=None, lease_until=None, ended_at=now, trouble="")
    )
    if ended.rowcount != len(claimed):  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Fenced(f"{len(claimed)} of {claimed[0].kind}")


def postpone(unit: Session, task: Claimed, due_at: datetime, trouble: str, *, counts: bool = True) -> None:
    """To be tried again at `due_at`. `counts=False`: this was no failure. Raises `Fenced`."""
    attempts = Task.attempts if counts else Task.attempts - 1
    _end(unit, task, state=OWED, due_at=due_at, trouble=trouble, attempts=attempts)


def give_up(unit: Session, task: Claimed, trouble: str, now: datetime, *, unknown: bool = False) -> None:
    """A person must look: `unknown` when nobody can say whether it was done. Raises `Fenced`.

    What was owed anew meanwhile is tried again instead, for the world has changed; but never the unknown.
    """
    again = Task.generation != task.generation if not unknown else false()
    _end(
        unit,
        task,
        state=case((again, OWED), else_=UNKNOWN if unknown else GIVEN_UP),
        due_at=case((again, now), else_=Task.due_at),
        attempts=case((again, 0), else_=Task.attempts),
        ended_at=case((again, None), else_=now),
        trouble=trouble,
    )


def wake(unit: Session, account_id: int, store_id: int, now: datetime, trouble: str) -> int:
    """What waits because of this trouble is due now: it is over. Returns how many tasks."""
    waiting = (Task.account_id == account_id, Task.store_id == store_id, Task.state == OWED)
    woken = unit.execute(
        update(Task).where(*waiting, Task.trouble == trouble, Task.due_at > now).values(due_at=now)
    )
    return int(woken.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def still_mine(unit: Session, task: Claimed) -> None:
    """Raises `Fenced` when the task went to another worker; locks its row until the unit ends."""
    wanted = select(Task.id).where(
        Task.account_id == task.account_id,
        Task.id == task.id,
        Task.claim == task.claim,
        Task.state == CLAIMED,
    )
    if unit.scalar(wanted.with_for_update()) is None:
        raise Fenced(f"{task.kind} {task.subject}")


def renew(unit: Session, task: Claimed, now: datetime) -> None:
    """Its worker lives and goes on: the lease begins anew. Raises `Fenced`."""
    renewed = unit.execute(_mine(task).values(lease_until=now + LEASE))
    if not renewed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Fenced(f"{task.kind} {task.subject}")


def hand_back(unit: Session, tasks: Sequence[Claimed]) -> None:
    """Claimed but never begun: free for others at once, and not counted as tried."""
    for task in tasks:
        unit.execute(_mine(task).values(state=OWED, claim=None, lease_until=None, attempts=Task.attempts - 1))


def replay(unit: Session, account_id: int, task_id: int, now: datetime) -> bool:
    """A person owes it again. False when the account has no such task waiting for a person."""
    changed = unit.execute(
        update(Task)
        .where(Task.account_id == account_id, Task.id == task_id, Task.state.in_((GIVEN_UP, UNKNOWN)))
        .values(state=OWED, due_at=now, attempts=0, ended_at=None)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def waiting_for_person(unit: Session, account_id: int) -> list[Task]:
    wanted = select(Task).where(Task.account_id == account_id, Task.state.in_((GIVEN_UP, UNKNOWN)))
    return list(unit.scalars(wanted.order_by(Task.ended_at.desc(), Task.id)))


def end_all(unit: Session, account_id: int, store_id: int, but: Collection[str], now: datetime) -> None:
    """Whatever of a store is owed, or waits for a person, is over; `but`: kinds that go on.

    What a worker has in its hands ends there.
    """
    unit.execute(
        update(Task)
        .where(
            Task.account_id == account_id,
            Task.store_id == store_id,
            Task.kind.not_in(sorted(but)),
            Task.state.in_((OWED, GIVEN_UP, UNKNOWN)),
        )
        .values(state=DONE, ended_at=now, trouble=""),
        execution_options={"synchronize_session": False},
    )


def open_for(unit: Session, account_id: int, store_id: int, kinds: Sequence[str]) -> int:
    """How many tasks of these kinds are still owed or in somebody's hands."""
    wanted = select(func.count()).where(
        Task.account_id == account_id,
        Task.store_id == store_id,
        Task.kind.in_(kinds),
        Task.state.in_((OWED, CLAIMED)),
    )
    return unit.scalar(wanted) or 0


def any_open(
    unit: Session, account_id: int, store_id: int, kinds: Collection[str], subjects: Collection[str]
) -> bool:
    """Whether any of these kinds is still owed, or in somebody's hands, about any of these subjects."""
    wanted = select(Task.id).where(
        Task.account_id == account_id,
        Task.store_id == store_id,
        Task.kind.in_(sorted(kinds)),
        Task.subject.in_(sorted(subjects)),
        Task.state.in_((OWED, CLAIMED)),
    )
    return unit.scalar(wanted.limit(1)) is not None


def trouble_of(unit: Session, account_id: int, store_id: int, kind: str, subject: str) -> str:
    """What the last try of a task met; "" when it went well, or was never owed."""
    wanted = select(Task.trouble).where(
        Task.account_id == account_id,
        Task.store_id == store_id,
        Task.kind == kind,
        Task.subject == subject,
    )
    return unit.scalar(wanted) or ""


def _mine(task: Claimed) -> Any:
    return update(Task).where(
        Task.account_id == task.account_id,
        Task.id == task.id,
        Task.claim == task.claim,
        Task.state == CLAIMED,
    )


def _end(unit: Session, task: Claimed, **values: Any) -> None:
    ended = unit.execute(_mine(task).values(claim=None, lease_until=None, **values))
    if not ended.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Fenced(f"{task.kind} {task.subject}")
