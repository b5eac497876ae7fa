"""A grant that was asked for: one-time state between our page and a platform's answer."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, key, one_of
from connector.ledger.stores import PLATFORMS
from connector.ledger.tenancy import ACROSS

LASTS = timedelta(minutes=15)


class Grant(Base):
    """Bound to the store's address and to the browser that asked; used once, soon, or never."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("state_hash"),
        one_of("platform", PLATFORMS),
        Index(None, "account_id", "created_at"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    platform: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(300))
    state_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the exchange needs and nobody may read, such as a custom app's client secret."""
    known: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    store_id: Mapped[int | None] = mapped_column(Big)
    """The store that came of it."""
    trouble: Mapped[str] = mapped_column(String(500), default="")


def hash_of(token: str) -> str:
    """States and browsers' cookies are 256 random bits: a plain hash tells nothing of them."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def begin(
    unit: Session, account_id: int, platform: str, address: str, state: str, browser: str, **more: Any
) -> Grant:
    """Ask for a grant. `more`: `asked_by`, `created_at`, and what the exchange needs (`sealed`, `known`)."""
    made = Grant(
        account_id=account_id,
        platform=platform,
        address=address,
        state_hash=hash_of(state),
        browser_hash=hash_of(browser),
        expires_at=more["created_at"] + LASTS,
        **more,
    )
    unit.add(made)
    unit.flush()
    return made


def take(unit: Session, platform: str, state: str, now: datetime) -> Grant | None:
    """The grant of that state, used from now on; None when there is none, it is used, or it expired.

    Whoever owns it: the other side knows the state and nothing of our accounts.
    """
    mine = (Grant.platform == platform, Grant.state_hash == hash_of(state))
    open_still = (Grant.used_at.is_(None), Grant.expires_at > now)
    # Two answers at once: the update of one of them finds nothing left to use.
    taken = unit.execute(
        update(Grant).where(*mine, *open_still).values(used_at=now).returning(Grant.id),
        execution_options={**ACROSS, "synchronize_session": False},
    ).scalar()
    if taken is None:
        return None
    return unit.scalar(select(Grant).where(Grant.id == taken), execution_options=ACROSS)


def by_state(unit: Session, account_id: int, platform: str, state: str) -> Grant | None:
    """The account's own grant of that state, whatever came of it."""
    wanted = select(Grant).where(Grant.account_id == account_id, Grant.platform == platform)
    return unit.scalar(wanted.where(Grant.state_hash == hash_of(state)))


def of_anybody(unit: Session, platform: str, state: str) -> Grant | None:
    """The grant of that state, whoever asked for it: to see that the wrong browser came back with it."""
    wanted = select(Grant).where(Grant.platform == platform, Grant.state_hash == hash_of(state))
    return unit.scalar(wanted, execution_options=ACROSS)


def latest(unit: Session, account_id: int, platform: str, browser: str) -> Grant | None:
    """What that browser asked for last."""
    wanted = select(Grant).where(Grant.account_id == account_id, Grant.platform == platform)
    wanted = wanted.where(Grant.browser_hash == hash_of(browser)).order_by(Grant.id.desc())
    return unit.scalar(wanted.limit(1))


def locked(unit: Session, account_id: int, grant_id: int) -> Grant:
    """Nobody else changes this grant until the unit ends. Raises LookupError."""
    wanted = select(Grant).where(Grant.account_id == account_id, Grant.id == grant_id)
    found = unit.scalar(wanted.with_for_update(), execution_options={"populate_existing": True})
    if found is None:
        raise LookupError(f"no grant {grant_id}")
    return found


def fail(grant: Grant, trouble: str, told: str = "") -> None:
    """It came to nothing: only why is kept, and what the other side said (500 characters of it)."""
    grant.sealed, grant.trouble = {}, trouble
    grant.known = {**grant.known, "told": told[:500]}


def is_left_behind(unit: Session, now: datetime) -> bool:
    """Whether somebody did not come back in time, of whatever account."""
    wanted = select(Grant.id).where(*_left_behind(now)).limit(1)
    return unit.scalar(wanted, execution_options=ACROSS) is not None


def forget_keys(unit: Session, now: datetime) -> None:
    """Whoever did not come back in time left something sealed behind: of every account, it goes."""
    unit.execute(
        update(Grant).where(*_left_behind(now)).values(sealed={}, trouble="expired"),
        execution_options={**ACROSS, "synchronize_session": False},
    )


def _left_behind(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Grant.expires_at <= now, Grant.store_id.is_(None), Grant.trouble == ""
