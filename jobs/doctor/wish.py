"""How the ledger wishes an order to look at the shop."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from connector.domain.storefront import HeldLine, Record
from connector.ledger import standing, stores, tasks
from connector.ledger.standing import OrderStanding
from connector.ledger.stores import Store
from jobs import effects, wishes


@dataclass(frozen=True, slots=True)
class Wish:
    """`active`: effects whose switch covers the order. `owed`: something of it is, or was, on backorder."""

    standing: OrderStanding = field(compare=False, repr=False)
    version: object
    active: frozenset[str]
    owed: bool
    tags: frozenset[str]
    record: Record
    holds: tuple[HeldLine, ...]

    @property
    def order_id(self) -> int:
        return self.standing.order.id

    @property
    def name(self) -> str:
        return self.standing.order.name


def wish_of(unit: Session, store: Store, order_id: int) -> Wish:
    """As the ledger stands now."""
    found = standing.of_order(unit, store.account_id, order_id)
    switches = stores.switches(unit, store.account_id, store.id)
    return Wish(
        found,
        found.order.version,
        effects.active(found.order.placed_at, found.order.admitted_at, switches),
        found.opened_at is not None,
        wishes.tags(store, found),
        wishes.record(store, found),
        wishes.holds(store, found),
    )


BUSY_ORDER = ("reread_order", "look_order")


def is_busy(unit: Session, store: Store, wish: Wish) -> bool:
    """Something that may change the order, here or at the shop, is owed or being done."""
    order, lines = wish.standing.order, wish.standing.lines
    about = (
        (effects.KINDS.values(), {str(order.id)}),
        (BUSY_ORDER, {order.order_ref}),
        (("reread_item",), {line.line.listing_ref for line in lines}),
        (("peg",), {str(line.line.item_id) for line in lines if line.line.item_id}),
    )
    return any(
        tasks.any_open(unit, store.account_id, store.id, set(kinds), subjects)
        for kinds, subjects in about
        if subjects
    )
