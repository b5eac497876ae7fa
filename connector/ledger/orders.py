"""Orders and their lines: the newest snapshot of each, nothing older."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import JSON, CheckConstraint, Index, Select, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, big, chunks, key, store_key

MOST_TAGS, LONGEST_TAG = 250, 255
"""As many tags as Shopify gives a customer, and as long."""


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("store_id", "order_ref"),
        Index(None, "account_id", "placed_at"),
        Index(None, "account_id", "email"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_ref: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))
    placed_at: Mapped[datetime]
    version: Mapped[datetime]
    read_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    """Of the snapshot's meaning: an echo of our own write changes the version, never this."""
    state: Mapped[str] = mapped_column(String(50))
    demand: Mapped[bool]
    releasable: Mapped[bool]
    standing: Mapped[str] = mapped_column(String(50))
    paid: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[big]
    taken: Mapped[big]
    authorised_until: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(String(320), default="")
    first_name: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    status_url: Mapped[str] = mapped_column(Text, default="")
    customer_ref: Mapped[str] = mapped_column(String(100), default="")
    """The platform's id of the buyer; empty: a guest, or kept from us."""
    business: Mapped[bool] = mapped_column(default=False)
    """Bought by a company that the platform knows as one."""
    customer_tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    gone: Mapped[bool] = mapped_column(default=False)
    admitted_at: Mapped[datetime | None]
    """When a person let effects touch this order although it is older than their switch."""
    forgotten_at: Mapped[datetime | None]
    """Since when nobody may know here whose it is, whatever the platform still tells."""


class Line(Base):
    """Units of an order line that one location must ship. `asks` of them stand in the queue."""

    __tablename__ = "lines"
    __table_args__ = (
        UniqueConstraint("order_id", "line_ref", "location_ref"),
        CheckConstraint('"open" >= 0 AND asks >= 0 AND asks <= "open"', name="asks_of_open"),
        CheckConstraint("in_progress >= 0 AND in_progress <= asks", name="in_progress_of_asks"),
        Index("ix_lines_queue", "item_id", "location_id", "rank", "turn", "placed_at", "line_ref", "id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_id: Mapped[big]
    line_ref: Mapped[str] = mapped_column(String(100))
    location_ref: Mapped[str] = mapped_column(String(100))
    listing_ref: Mapped[str] = mapped_column(String(100))
    item_id: Mapped[int | None] = mapped_column(Big)
    location_id: Mapped[int | None] = mapped_column(Big)
    title: Mapped[str] = mapped_column(String(500))
    sku: Mapped[str] = mapped_column(String(200))
    ordered: Mapped[int]
    open: Mapped[int]
    shipped: Mapped[int]
    in_progress: Mapped[int]
    taken: Mapped[int]
    hinted: Mapped[int] = mapped_column(default=0)
    backorderable: Mapped[bool]
    asks: Mapped[int]
    """Open units that ask for supply: 0 when the order is no demand or the line can never be short."""
    shipped_seen: Mapped[int] = mapped_column(default=0)
    """`shipped` when the line was last pegged."""
    placed_at: Mapped[datetime]
    rank: Mapped[int] = mapped_column(default=0)
    """0: oldest first. A person may set less (ahead of all) or more (behind all)."""
    rank_reason: Mapped[str] = mapped_column(String(500), default="")
    turn: Mapped[int] = mapped_column(default=0)
    """What the store's queue policy makes of it: among equal ranks the smaller is served first."""
    date_set: Mapped[date | None]
    """A date that a person set for the line; it stands until a person takes it away."""
    date_reason: Mapped[str] = mapped_column(String(500), default="")
    shown_on: Mapped[date | None]
    """The day that the shop's pages showed before the line was ordered, as the order itself carries it."""


def get(unit: Session, account_id: int, order_id: int) -> Order:
    """Raises LookupError when the account has no such order."""
    found = unit.scalar(select(Order).where(Order.account_id == account_id, Order.id == order_id))
    if found is None:
        raise LookupError(f"no order {order_id}")
    return found


def by_ref(unit: Session, account_id: int, store_id: int, order_ref: str) -> Order | None:
    return unit.scalar(
        select(Order).where(
            Order.account_id == account_id, Order.store_id == store_id, Order.order_ref == order_ref
        )
    )


def lines_of(unit: Session, account_id: int, order_id: int) -> list[Line]:
    wanted = select(Line).where(Line.account_id == account_id, Line.order_id == order_id)
    return list(unit.scalars(wanted.order_by(Line.line_ref, Line.location_ref)))


def line(unit: Session, account_id: int, line_id: int) -> Line:
    """Raises LookupError when the account has no such line."""
    found = unit.scalar(select(Line).where(Line.account_id == account_id, Line.id == line_id))
    if found is None:
        raise LookupError(f"no line {line_id}")
    return found


def taken_by_open_lines(unit: Session, account_id: int, store_id: int, item_id: int) -> int:
    """Units that a store's count has already given to lines that are still open."""
    return (
        unit.scalar(
            select(func.sum(Line.taken)).where(
                Line.account_id == account_id, Line.store_id == store_id, Line.item_id == item_id
            )
        )
        or 0
    )


def open_units(unit: Session, account_id: int, store_id: int, item_id: int, location_id: int) -> int:
    """Units of a store's orders that are not shipped and not cancelled, whether or not they may be short."""
    wanted = select(func.sum(Line.open)).where(
        Line.account_id == account_id,
        Line.store_id == store_id,
        Line.item_id == item_id,
        Line.location_id == location_id,
    )
    return unit.scalar(wanted) or 0


def demanding(account_id: int, store_id: int) -> Select[int]:
    """Ids of a store's orders that are demand, as a subquery."""
    return select(Order.id).where(Order.account_id == account_id, Order.store_id == store_id, Order.demand)


def versions(
    unit: Session, account_id: int, store_id: int, refs: Collection[str]
) -> dict[str, tuple[datetime, datetime]]:
    """(version, read_at) of the orders that are known, by the platform's id."""
    wanted = select(Order.order_ref, Order.version, Order.read_at).where(
        Order.account_id == account_id, Order.store_id == store_id, Order.order_ref.in_(refs)
    )
    return {ref: (version, read_at) for ref, version, read_at in unit.execute(wanted)}


def open_with(unit: Session, account_id: int, store_id: int, listing_ref: str) -> list[str]:
    """The platform's ids of a store's demanding orders that have open units of a listing."""
    wanted = select(Order.order_ref).where(Order.account_id == account_id, Order.demand)
    having = select(Line.order_id).where(
        Line.account_id == account_id,
        Line.store_id == store_id,
        Line.listing_ref == listing_ref,
        Line.open > 0,
    )
    return sorted(unit.scalars(wanted.where(Order.id.in_(having))))


def asked_for(unit: Session, account_id: int, store_id: int) -> list[str]:
    """Every listing that a store's open lines ask for units of."""
    wanted = select(Line.listing_ref).where(
        Line.account_id == account_id, Line.store_id == store_id, Line.asks > 0
    )
    return sorted(ref for ref in unit.scalars(wanted.distinct()) if ref)


def not_read_since(
    unit: Session, account_id: int, store_id: int, at: datetime, after: int, limit: int
) -> list[tuple[int, str]]:
    """(id, the platform's id) of orders that we hold open and that nobody read since, by id."""
    asking = select(Line.order_id).where(
        Line.account_id == account_id, Line.store_id == store_id, Line.open > 0
    )
    wanted = (
        select(Order.id, Order.order_ref)
        .where(Order.account_id == account_id, Order.store_id == store_id, Order.id > after)
        .where(Order.demand, Order.read_at < at, Order.id.in_(asking))
        .order_by(Order.id)
        .limit(limit)
    )
    return [(order_id, ref) for order_id, ref in unit.execute(wanted)]


class LineOfOrder(NamedTuple):
    """What others are told a line by: the platform's own ids and names, and nobody's."""

    order_id: int
    store_id: int
    placed_at: datetime
    admitted_at: datetime | None
    order_ref: str
    name: str
    line_ref: str
    sku: str
    title: str


def of_lines(
    unit: Session, account_id: int, line_ids: Collection[int], store_ids: Collection[int]
) -> dict[int, LineOfOrder]:
    """By line id, those that belong to one of these stores."""
    told = (Order.id, Order.store_id, Order.placed_at, Order.admitted_at, Order.order_ref, Order.name)
    found: dict[int, LineOfOrder] = {}
    for part in chunks(sorted(line_ids), 900):
        wanted = (
            select(Line.id, *told, Line.line_ref, Line.sku, Line.title)
            .join(Order, Order.id == Line.order_id)
            .where(Order.account_id == account_id, Line.account_id == account_id)
            .where(Order.store_id.in_(sorted(store_ids)), Line.id.in_(part))
        )
        found.update({row[0]: LineOfOrder._make(row[1:]) for row in unit.execute(wanted)})
    return found
