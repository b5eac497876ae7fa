"""Every lock of the ledger, always taken in the order of ids.

On SQLite a writing unit is alone from its first statement (BEGIN IMMEDIATE), so these only read.
On PostgreSQL they leave the key free (FOR NO KEY UPDATE): a row that only names its store, as a delivery
that comes in does, is inserted while somebody works on that store.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from connector.domain.roles import Role
from connector.ledger.items import Item
from connector.ledger.orders import Order
from connector.ledger.people import Person
from connector.ledger.stores import Store


def items(unit: Session, account_id: int, item_ids: Collection[int]) -> list[Item]:
    """Nobody else pegs these items until the unit ends."""
    wanted = select(Item).where(Item.account_id == account_id, Item.id.in_(sorted(item_ids)))
    return list(unit.scalars(wanted.order_by(Item.id).with_for_update(key_share=True)))


def store(unit: Session, account_id: int, store_id: int) -> Store:
    """Nobody else changes this store's row until the unit ends. Raises LookupError."""
    wanted = select(Store).where(Store.account_id == account_id, Store.id == store_id)
    found = unit.scalar(wanted.with_for_update(key_share=True))
    if found is None:
        raise LookupError(f"no store {store_id}")
    return found


def order(unit: Session, account_id: int, order_id: int) -> Order:
    """Nobody else changes this order until the unit ends. Raises LookupError."""
    wanted = select(Order).where(Order.account_id == account_id, Order.id == order_id)
    found = unit.scalar(wanted.with_for_update(key_share=True))
    if found is None:
        raise LookupError(f"no order {order_id}")
    return found


def owners(unit: Session, account_id: int) -> list[Person]:
    """Nobody else makes an owner of this account less until the unit ends."""
    wanted = select(Person).where(
        Person.account_id == account_id, Person.role == Role.OWNER, Person.left_at.is_(None)
    )
    return list(unit.scalars(wanted.order_by(Person.id).with_for_update(key_share=True)))
