"""What happened to backorders, for other tools to hear of: where it goes, and whether it arrived."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, key, one_of, store_key
from connector.ledger.stores import Store, Switch

OWED, PROMISED, MOVED, READY, SHIPPED, CANCELLED = (
    "owed",
    "promised",
    "moved",
    "ready",
    "shipped",
    "cancelled",
)
HAPPENINGS: Final = (OWED, PROMISED, MOVED, READY, SHIPPED, CANCELLED)
TEST: Final = "test"
"""Nothing happened: a person wants to see whether it arrives."""
KINDS: Final = (*HAPPENINGS, TEST)
WEBHOOK, FLOW = "webhook", "flow"
VIA: Final = (WEBHOOK, FLOW)
"""A signed POST to an address, or a trigger of Shopify Flow."""
SENT, REFUSED, UNKNOWN = "sent", "refused", "unknown"
STATES: Final = (OWED, SENT, REFUSED, UNKNOWN)
"""On its way; arrived; given up; given up although it may have arrived. The last two wait for a person."""


class Event(Base):
    """One thing that happened to one line, written with the change itself."""

    __tablename__ = "events"
    __table_args__ = (
        one_of("kind", KINDS),
        Index(None, "store_id", "id"),
        Index(None, "account_id", "order_id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_id: Mapped[big]
    line_id: Mapped[big]
    kind: Mapped[str] = mapped_column(String(10))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is told of it; never who bought."""
    happened_at: Mapped[datetime]


class Endpoint(Base):
    """Where a store's events go. `sealed`: the key that they are signed with."""

    __tablename__ = "event_endpoints"
    __table_args__ = (one_of("via", VIA), Index(None, "store_id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    via: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text, default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Of `HAPPENINGS`, those that it wants."""
    failing_since: Mapped[datetime | None]
    """Since when nobody answers there at all."""
    quiet_until: Mapped[datetime | None]
    """It is left alone until then: it did not answer, or asked for it."""
    door: Mapped[str] = mapped_column(String(64))
    """A random word: the place that its key is sealed for."""
    sealed: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Send(Base):
    """One event on its way to one endpoint."""

    __tablename__ = "event_sends"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        one_of("state", STATES),
        Index(None, "endpoint_id", "id"),
        Index("ix_event_sends_due", "endpoint_id", "state", "due_at"),
        Index(None, "account_id", "state"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    event_id: Mapped[big]
    endpoint_id: Mapped[big]
    state: Mapped[str] = mapped_column(String(10))
    owed_at: Mapped[datetime]
    """Since when it is on its way, or on its way again because a person asked for it."""
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    """The HTTP status of the last answer."""
    answer: Mapped[str] = mapped_column(String(500), default="")
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


EFFECT: Final = "events"


class Hearing(NamedTuple):
    """A store whose events are told: since when, and to whom."""

    store: Store
    on_at: datetime
    endpoints: list[Endpoint]


def hearing(unit: Session, account_id: int) -> dict[int, Hearing]:
    """By store id: those that have the switch on and an endpoint open. One query; most accounts have none."""
    wanted = (
        select(Endpoint, Store, Switch.on_at)
        .join(Switch, Switch.store_id == Endpoint.store_id)
        .join(Store, Store.id == Endpoint.store_id)
        .where(Endpoint.account_id == account_id, Endpoint.ended_at.is_(None))
        .where(Switch.account_id == account_id, Switch.effect == EFFECT, Switch.on_at.is_not(None))
        .where(Store.account_id == account_id, Store.left_at.is_(None))
        .order_by(Endpoint.id)
    )
    found: dict[int, Hearing] = {}
    for endpoint, store, on_at in unit.execute(wanted):
        if on_at is not None:
            found.setdefault(store.id, Hearing(store, on_at, [])).endpoints.append(endpoint)
    return found


def endpoint(unit: Session, account_id: int, endpoint_id: int) -> Endpoint:
    """Raises LookupError when the account has no such endpoint."""
    found = unit.scalar(select(Endpoint).where(Endpoint.account_id == account_id, Endpoint.id == endpoint_id))
    if found is None:
        raise LookupError(f"no endpoint {endpoint_id}")
    return found


def endpoints(unit: Session, account_id: int, store_id: int) -> list[Endpoint]:
    """A store's, those that are open first, the newest of them first."""
    wanted = select(Endpoint).where(Endpoint.account_id == account_id, Endpoint.store_id == store_id)
    return list(unit.scalars(wanted.order_by(Endpoint.ended_at.is_not(None), Endpoint.id.desc())))


def end_of_store(unit: Session, account_id: int, store_id: int, now: datetime) -> list[Endpoint]:
    """Nothing goes anywhere any more, and no key is kept. Returns those that were open."""
    found = endpoints(unit, account_id, store_id)
    open_ones = [one for one in found if one.ended_at is None]
    for one in found:
        one.sealed = ""
        one.ended_at = one.ended_at or now
    unit.flush()
    return open_ones


def owe(
    unit: Session, told: Sequence[Event], endpoints_: Sequence[Endpoint], now: datetime
) -> list[Endpoint]:
    """Each event to each of the endpoints that wants its kind. Returns those that have something coming."""
    unit.add_all(told)
    unit.flush()
    sends = [
        Send(
            account_id=one.account_id,
            store_id=one.store_id,
            event_id=one.id,
            endpoint_id=to.id,
            state=OWED,
            owed_at=now,
            due_at=now,
        )
        for one in told
        for to in endpoints_
        if one.kind in (*to.kinds, TEST)
    ]
    unit.add_all(sends)
    unit.flush()
    reached = {send.endpoint_id for send in sends}
    return [to for to in endpoints_ if to.id in reached]


def count_open(unit: Session, account_id: int, store_id: int) -> int:
    """How many endpoints of a store are open."""
    wanted = select(func.count(Endpoint.id)).where(
        Endpoint.account_id == account_id, Endpoint.store_id == store_id, Endpoint.ended_at.is_(None)
    )
    return unit.scalar(wanted) or 0
