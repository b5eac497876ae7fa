"""Which items a person names beside another: for who cannot wait."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from connector.ledger.items import Alternative, Item

QUIETLY = {"synchronize_session": False}


def items_of(unit: Session, account_id: int, item_id: int) -> list[Item]:
    """The named items, in the order in which they were named."""
    wanted = (
        select(Item)
        .join(Alternative, Alternative.other_id == Item.id)
        .where(Item.account_id == account_id, Alternative.account_id == account_id)
        .where(Alternative.item_id == item_id)
    )
    return list(unit.scalars(wanted.order_by(Alternative.id)))


def add(unit: Session, account_id: int, item_id: int, other_id: int) -> None:
    """Both are the account's, and it was not named before."""
    unit.add(Alternative(account_id=account_id, item_id=item_id, other_id=other_id))
    unit.flush()


def remove(unit: Session, account_id: int, item_id: int, other_id: int) -> bool:
    """False: it was not named."""
    named = delete(Alternative).where(
        Alternative.account_id == account_id, Alternative.item_id == item_id, Alternative.other_id == other_id
    )
    return bool(unit.execute(named, execution_options=QUIETLY).rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def forget(unit: Session, account_id: int, item_ids: Collection[int]) -> None:
    """These items are no more: neither named nor naming."""
    either = or_(Alternative.item_id.in_(item_ids), Alternative.other_id.in_(item_ids))
    unit.execute(
        delete(Alternative).where(Alternative.account_id == account_id, either), execution_options=QUIETLY
    )


def join(unit: Session, account_id: int, kept_id: int, joined_id: int) -> None:
    """`joined_id` is `kept_id` from now on, wherever it names or is named; nothing is named twice."""
    either = or_(
        Alternative.item_id.in_((kept_id, joined_id)), Alternative.other_id.in_((kept_id, joined_id))
    )
    wanted = select(Alternative).where(Alternative.account_id == account_id, either).order_by(Alternative.id)
    known: set[tuple[int, int]] = set()
    for one in list(unit.scalars(wanted)):
        pair = tuple(kept_id if end == joined_id else end for end in (one.item_id, one.other_id))
        unit.delete(one)
        unit.flush()
        if pair[0] != pair[1] and pair not in known:
            add(unit, account_id, pair[0], pair[1])
        known.add((pair[0], pair[1]))
