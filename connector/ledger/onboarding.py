"""How far an account's setting up is, read from what was really done; nothing of it is ticked by hand."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connector.ledger import stores
from connector.ledger.board_waiting import any_switch_on
from connector.ledger.findings import Finding
from connector.ledger.orders import Order
from connector.ledger.stores import Store


@dataclass(frozen=True, slots=True)
class Onboarding:
    """`store_id`: the newest store that did not leave, where there is still something to do; None: no store.

    `sender`: the sender's domain was looked at and nothing is missing there. `lead_times`: a person said
    how long goods take. `test_order`: an order that was placed after the install has been read.
    """

    store_id: int | None
    connected: bool
    synced: bool
    sender: bool
    lead_times: bool
    switches: bool
    test_order: bool


def of_account(unit: Session, account_id: int, sender_rules: tuple[str, ...]) -> Onboarding:
    """`sender_rules`: the doctor's rules about the sender's domain."""
    here = [store for store in stores.of_account(unit, account_id) if store.left_at is None]
    return Onboarding(
        store_id=here[-1].id if here else None,
        connected=bool(here),
        synced=bool(here) and all(store.looked_at for store in here),
        sender=any(store.examined_at for store in here) and not _amiss(unit, account_id, sender_rules),
        lead_times=bool(here) and all("lead_days" in store.settings for store in here),
        switches=any_switch_on(unit, account_id),
        test_order=any(_ordered_since(unit, store) for store in here),
    )


def _amiss(unit: Session, account_id: int, rules: tuple[str, ...]) -> int:
    wanted = select(func.count(Finding.id)).where(
        Finding.account_id == account_id, Finding.rule.in_(rules), Finding.mended_at.is_(None)
    )
    return unit.scalar(wanted) or 0


def _ordered_since(unit: Session, store: Store) -> bool:
    wanted = select(Order.id).where(
        Order.account_id == store.account_id,
        Order.store_id == store.id,
        Order.placed_at >= store.created_at.replace(microsecond=0),  # platforms tell time in seconds
    )
    return unit.scalar(wanted.limit(1)) is not None
