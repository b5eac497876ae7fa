"""Which orders are a buyer's, and what their rows say of whose they are."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.ledger.backorders import Backorder
from connector.ledger.letters import Letter
from connector.ledger.orders import Line, Order


def orders_of(unit: Session, account_id: int, store_id: int, whom: Whom) -> list[Order]:
    """By number, by address, and by whatever customer or address those orders have."""
    found = _matching(unit, account_id, store_id, whom.addresses, [whom.customer], whom.orders)
    addresses = {one.email.lower() for one in found} | whom.addresses
    customers = {one.customer_ref for one in found} | {whom.customer}
    return _matching(unit, account_id, store_id, addresses, customers, whom.orders)


def _matching(
    unit: Session,
    account_id: int,
    store_id: int,
    addresses: Collection[str],
    customers: Collection[str],
    refs: Collection[str],
) -> list[Order]:
    ways = or_(
        func.lower(Order.email).in_(sorted(set(addresses) - {""})),
        Order.customer_ref.in_(sorted(set(customers) - {""})),
        Order.order_ref.in_(sorted(refs)),
    )
    wanted = select(Order).where(Order.account_id == account_id, Order.store_id == store_id, ways)
    return list(unit.scalars(wanted.order_by(Order.id)))


def letters_to(unit: Session, account_id: int, order_ids: Collection[int]) -> int:
    """How many letters were written for these orders."""
    wanted = select(func.count()).where(Letter.account_id == account_id, Letter.order_id.in_(order_ids))
    return unit.scalar(wanted) or 0


def line_ids(unit: Session, account_id: int, order_ids: Collection[int]) -> list[int]:
    """The lines of these orders."""
    wanted = select(Line.id).where(Line.account_id == account_id, Line.order_id.in_(order_ids))
    return sorted(unit.scalars(wanted))


def forget(unit: Session, account_id: int, found: Sequence[Order], now: datetime) -> int:
    """Their orders and letters name nobody any more; units, sums and dates stay. How many letters."""
    for order in found:
        order.email = order.first_name = order.locale = order.customer_ref = order.status_url = ""
        order.customer_tags, order.forgotten_at = [], order.forgotten_at or now
    unit.flush()
    nothing = dict.fromkeys(("to_address", "subject", "text", "html", "why"), "")
    ids = [order.id for order in found]
    written = update(Letter).where(Letter.account_id == account_id, Letter.order_id.in_(ids))
    done = unit.execute(written.values(**nothing), execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def refs_named(unit: Session, account_id: int, store_id: int, name: str) -> list[str]:
    """The platform's ids of the orders that are called so ("#1001", or "1001")."""
    names = (name, f"#{name}")
    wanted = select(Order.order_ref).where(
        Order.account_id == account_id, Order.store_id == store_id, Order.name.in_(names)
    )
    return sorted(unit.scalars(wanted))


def still_owed(unit: Session, account_id: int, order_ids: Collection[int]) -> int:
    """How many of these orders have units that wait, are set aside or are let go, and not shipped yet."""
    wanted = select(func.count(Backorder.order_id.distinct())).where(
        Backorder.account_id == account_id,
        Backorder.order_id.in_(order_ids),
        Backorder.state.in_(("waiting", "ready", "released")),
        Backorder.quantity > 0,
    )
    return unit.scalar(wanted) or 0


def addresses(unit: Session, account_id: int, store_id: int) -> frozenset[str]:
    """Every buyer's address of a store, in lower case."""
    wanted = select(func.lower(Order.email)).where(
        Order.account_id == account_id, Order.store_id == store_id, Order.email != ""
    )
    return frozenset(unit.scalars(wanted.distinct()))


def settled(unit: Session, account_id: int, store_id: int, before: datetime, limit: int) -> list[Order]:
    """Orders that last changed before then, of whom somebody is still known, and that owe nothing.

    Shipped, cancelled, or gone at the platform: nothing of them is open, and no unit waits for the buyer.
    """
    wanted = select(Order).where(*_settled(account_id, store_id, before))
    return list(unit.scalars(wanted.order_by(Order.id).limit(limit)))


def settled_count(unit: Session, account_id: int, store_id: int, before: datetime) -> int:
    """As `settled`, counted."""
    return unit.scalar(select(func.count(Order.id)).where(*_settled(account_id, store_id, before))) or 0


def _settled(account_id: int, store_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_open = exists().where(Line.account_id == account_id, Line.order_id == Order.id, Line.open > 0)
    is_owed = exists().where(
        Backorder.account_id == account_id,
        Backorder.order_id == Order.id,
        Backorder.state.in_(("waiting", "ready", "released")),
        Backorder.quantity > 0,
    )
    return (
        Order.account_id == account_id,
        Order.store_id == store_id,
        Order.version < before,
        Order.forgotten_at.is_(None),
        or_(Order.gone, ~Order.demand, ~is_open),
        ~is_owed,
    )
