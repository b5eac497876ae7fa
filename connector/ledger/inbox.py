"""Every delivery that was let in: its raw bytes, once, with the task that it owes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Index, LargeBinary, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, store_key


class Received(Base):
    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("store_id", "dedupe_key"), Index(None, "account_id", "received_at"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    topic: Mapped[str] = mapped_column(String(100))
    dedupe_key: Mapped[str | None] = mapped_column(String(200))
    """NULL is never equal to NULL: such a delivery is never discarded."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    meaning: Mapped[str] = mapped_column(Text, default="")
    unreadable: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery about to be written down."""

    account_id: int
    store_id: int
    topic: str
    dedupe_key: str | None
    body: bytes
    received_at: datetime


_POSTGRES = """
    WITH new AS (
        INSERT INTO inbox
            (account_id, store_id, topic, dedupe_key, body, received_at, meaning, unreadable)
        SELECT *, '', FALSE FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[],
            %b::bytea[], %s::timestamptz[])
        ON CONFLICT DO NOTHING RETURNING id, account_id, store_id, received_at)
    INSERT INTO tasks (account_id, store_id, lane, kind, subject, state, due_at, created_at,
        generation, attempts, trouble)
    SELECT account_id, store_id, 'intake', 'intake', CAST(id AS TEXT), 'owed', received_at, received_at,
        1, 0, '' FROM new"""
_SQLITE = """
    INSERT INTO inbox (account_id, store_id, topic, dedupe_key, body, received_at, meaning, unreadable)
    VALUES (?, ?, ?, ?, ?, ?, '', FALSE) ON CONFLICT DO NOTHING"""
_SQLITE_TASKS = """
    INSERT INTO tasks (account_id, store_id, lane, kind, subject, state, due_at, created_at,
        generation, attempts, trouble)
    SELECT account_id, store_id, 'intake', 'intake', CAST(id AS TEXT), 'owed', received_at, received_at,
        1, 0, '' FROM inbox WHERE id > ?"""


def record(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Write the new ones with their tasks; what was received before is left alone.

    The hottest statement of the product, so it is said in each database's own words: one for
    PostgreSQL, two for SQLite, whatever the number of deliveries.
    """
    # In one order everywhere: two processes that insert the same keys must not wait for each other in a ring.
    arrivals = sorted(arrivals, key=lambda one: (one.store_id, one.dedupe_key or ""))
    if connection.dialect.name == "sqlite":
        _record_sqlite(connection, arrivals)
        return
    columns = zip(*map(_values, arrivals), strict=True)
    connection.exec_driver_sql(_POSTGRES, tuple(list(column) for column in columns))


def _record_sqlite(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM inbox").scalar_one()
    rows = [(*row[:5], _sqlite_instant(row[5])) for row in map(_values, arrivals)]
    connection.exec_driver_sql(_SQLITE, rows)
    # Nobody else writes meanwhile (BEGIN IMMEDIATE), so what is behind `last` is ours.
    connection.exec_driver_sql(_SQLITE_TASKS, (last,))


def _values(arrival: Arrival) -> tuple[int, int, str, str | None, bytes, datetime]:
    return (
        arrival.account_id,
        arrival.store_id,
        arrival.topic,
        arrival.dedupe_key,
        arrival.body,
        arrival.received_at,
    )


def _sqlite_instant(at: datetime) -> str:
    """As SQLAlchemy's DateTime keeps it there."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def get(unit: Session, account_id: int, delivery_id: int) -> Received:
    """Raises LookupError when the account has no such delivery."""
    found = unit.scalar(select(Received).where(Received.account_id == account_id, Received.id == delivery_id))
    if found is None:
        raise LookupError(f"no delivery {delivery_id}")
    return found


def unreadable(unit: Session, account_id: int) -> list[Received]:
    """Signed, kept, and not understood: a person must look."""
    wanted = select(Received).where(Received.account_id == account_id, Received.unreadable)
    return list(unit.scalars(wanted.order_by(Received.id.desc()).limit(100)))


def these(unit: Session, account_id: int, delivery_ids: Sequence[int]) -> list[Received]:
    """Deliveries in the order they came."""
    wanted = select(Received).where(Received.account_id == account_id, Received.id.in_(delivery_ids))
    return list(unit.scalars(wanted.order_by(Received.id)))


def read_after(unit: Session, account_id: int, store_id: int, last: int, limit: int) -> list[Received]:
    """Deliveries behind number `last` that were read and still have their body, in the order they came."""
    wanted = select(Received).where(
        Received.account_id == account_id,
        Received.store_id == store_id,
        Received.id > last,
        Received.read_at.is_not(None),
        Received.body != b"",
    )
    return list(unit.scalars(wanted.order_by(Received.id).limit(limit)))


def forget_bodies(unit: Session, account_id: int, delivery_ids: Collection[int]) -> int:
    """What came and when stays; what it said does not. Returns how many had something to forget."""
    wanted = update(Received).where(
        Received.account_id == account_id, Received.id.in_(delivery_ids), Received.body != b""
    )
    done = unit.execute(wanted.values(body=b""), execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def forget_older(unit: Session, account_id: int, store_id: int, than: datetime, limit: int) -> int:
    """As `forget_bodies`, for what was read before `than`; at most `limit` of them."""
    old = select(Received.id).where(
        Received.account_id == account_id,
        Received.store_id == store_id,
        Received.read_at < than,
        Received.body != b"",
    )
    return forget_bodies(unit, account_id, list(unit.scalars(old.order_by(Received.id).limit(limit))))
