"""What other backorder tools left in a store: told as a dry run, taken over only when a person says so."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.domain.leftovers import Left
from connector.ledger.base import Base, account_key, chunks, key, one_of, short, store_key
from connector.ledger.orders import Line, Order
from connector.ledger.stores import Store, tags_ever, was_ever_on

DATED = ("line_property", "preorder_order")
"""Kinds that may tell a day for one order line."""
KINDS = ("selling_plan", "tag", "line_property", "preorder_product", "preorder_order")


class Leftover(Base):
    __tablename__ = "leftovers"
    __table_args__ = (UniqueConstraint("store_id", "kind", "ref"), one_of("kind", KINDS))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(200))
    """The platform's id of the order, the line or the product; or the tag."""
    what: Mapped[str] = mapped_column(String(500))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seen_at: Mapped[datetime]
    taken_over_at: Mapped[datetime | None]

    @property
    def told_for(self) -> date | None:
        """The date that the other tool told the buyer."""
        told = self.detail.get("told_for")
        return date.fromisoformat(told) if told else None

    @property
    def line_ref(self) -> str:
        """The order line that it hangs on, as the platform names it; empty where it hangs on none."""
        return str(self.detail.get("line_ref") or "")


def note(unit: Session, store: Store, left: Iterable[Left], now: datetime) -> None:
    """Seen again is seen once; what was taken over stays so. Tags that we ever set are nobody's leftover."""
    set_by_us = tags_ever(store) if was_ever_on(unit, store, "tags") else frozenset(store.tags_used)
    ours = {("tag", tag) for tag in set_by_us}
    told = {(one.kind, short(one.ref, 200)): one for one in left if (one.kind, one.ref) not in ours}
    known = {(row.kind, row.ref): row for row in _of_refs(unit, store, {ref for _, ref in told})}
    for (kind, ref), one in told.items():
        row = known.get((kind, ref))
        if row is None:
            row = Leftover(account_id=store.account_id, store_id=store.id, kind=kind, ref=ref)
            unit.add(row)
        row.what, row.seen_at = short(one.what, 500), now
        row.detail = {
            "order_ref": one.order_ref,
            "line_ref": one.line_ref,
            "told_for": one.told_for.isoformat() if one.told_for else "",
        }
    unit.flush()


def forget_unseen(unit: Session, store: Store, before: datetime) -> None:
    """What a whole reading did not see any more is no longer there."""
    mine = (Leftover.account_id == store.account_id, Leftover.store_id == store.id)
    unit.execute(delete(Leftover).where(*mine, Leftover.seen_at < before, Leftover.taken_over_at.is_(None)))


def counts(unit: Session, account_id: int, store_id: int) -> dict[str, int]:
    """How many there are of each kind, in the order of `KINDS`."""
    wanted = select(Leftover.kind, func.count()).where(
        Leftover.account_id == account_id, Leftover.store_id == store_id
    )
    found = dict(unit.execute(wanted.group_by(Leftover.kind)).all())
    return {kind: found[kind] for kind in KINDS if kind in found}


def some(unit: Session, account_id: int, store_id: int, kind: str, limit: int) -> list[Leftover]:
    """The first `limit` of a kind, as they were found."""
    wanted = select(Leftover).where(
        Leftover.account_id == account_id, Leftover.store_id == store_id, Leftover.kind == kind
    )
    return list(unit.scalars(wanted.order_by(Leftover.id).limit(limit)))


def dated_lines(
    unit: Session, account_id: int, store_id: int, since: date
) -> list[tuple[Leftover, Line, str]]:
    """What tells a day from `since` on for a line that waits, with the line and its order's name."""
    mine = (Leftover.account_id == account_id, Leftover.store_id == store_id)
    told = unit.scalars(select(Leftover).where(*mine, Leftover.kind.in_(DATED)).order_by(Leftover.id))
    open_still = [one for one in told if not one.taken_over_at and one.told_for and one.told_for >= since]
    by_line = {one.line_ref: one for one in reversed(open_still)}
    found: list[tuple[Leftover, Line, str]] = []
    for refs in chunks(sorted(by_line), 500):
        wanted = (
            select(Line, Order.name)
            .join(Order, Order.id == Line.order_id)
            .where(Line.account_id == account_id, Line.store_id == store_id, Line.asks > 0)
            .where(Order.account_id == account_id, Line.line_ref.in_(refs), Line.location_id.is_not(None))
            .order_by(Line.id)
        )
        found += [(by_line[line.line_ref], line, name) for line, name in unit.execute(wanted)]
    return found


def taken_over(
    unit: Session, account_id: int, store_id: int, leftover_ids: Collection[int], now: datetime
) -> None:
    """A person decided so."""
    mine = (Leftover.account_id == account_id, Leftover.store_id == store_id)
    for ids in chunks(sorted(leftover_ids), 500):
        unit.execute(update(Leftover).where(*mine, Leftover.id.in_(ids)).values(taken_over_at=now))


def _of_refs(unit: Session, store: Store, refs: set[str]) -> list[Leftover]:
    wanted = select(Leftover).where(Leftover.account_id == store.account_id, Leftover.store_id == store.id)
    return list(unit.scalars(wanted.where(Leftover.ref.in_(sorted(refs))))) if refs else []


def tags_among(unit: Session, account_id: int, store_id: int, texts: Collection[str]) -> list[str]:
    """Those of these texts that another tool's tags on orders have."""
    wanted = select(Leftover.ref).where(
        Leftover.account_id == account_id,
        Leftover.store_id == store_id,
        Leftover.kind == "tag",
        Leftover.ref.in_(sorted(texts)),
    )
    return sorted(unit.scalars(wanted)) if texts else []
