"""One refresh at a time for each shop: whoever takes the lease fetches the new pair, the others wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from connector.ledger.stores import Store


@dataclass(frozen=True, slots=True)
class Held:
    """A store's tokens as they are in its row now."""

    sealed: Mapping[str, str] = field(repr=False)
    token_expires_at: datetime | None
    refresh_expires_at: datetime | None
    refreshing_until: datetime | None
    shut_out_at: datetime | None
    left_at: datetime | None


def held(unit: Session, account_id: int, store_id: int) -> Held:
    """Raises LookupError when the account has no such store."""
    wanted = select(
        Store.sealed,
        Store.token_expires_at,
        Store.refresh_expires_at,
        Store.refreshing_until,
        Store.shut_out_at,
        Store.left_at,
    ).where(Store.account_id == account_id, Store.id == store_id)
    found = unit.execute(wanted).one_or_none()
    if found is None:
        raise LookupError(f"no store {store_id}")
    return Held(*found)


def take(
    unit: Session, account_id: int, store_id: int, seen: datetime, now: datetime, until: datetime
) -> bool:
    """The lease is ours until then: nobody else has it, and the token is still the one we saw run out."""
    taken = unit.execute(
        update(Store)
        .where(
            Store.account_id == account_id,
            Store.id == store_id,
            Store.token_expires_at == seen,
            Store.shut_out_at.is_(None),
            Store.left_at.is_(None),
            or_(Store.refreshing_until.is_(None), Store.refreshing_until <= now),
        )
        .values(refreshing_until=until)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
