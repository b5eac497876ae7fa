"""Letters as sent: the words, to whom, when. Written down before a byte leaves."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, Big, account_key, key, one_of, store_key

STATES = ("owed", "leaving", "sent", "refused", "unknown")
"""owed -> leaving -> sent | refused (definitely not sent) | unknown (nobody can say: a person decides)."""
NEVER_LEFT = ("owed", "refused")
"""The mail server surely does not have it."""


class Letter(Base):
    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("store_id", "subject_key"),
        one_of("state", STATES),
        Index(None, "account_id", "id"),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    order_id: Mapped[int | None] = mapped_column(Big)
    """None: it is about no order, as those of the waitlist."""
    subject_key: Mapped[str] = mapped_column(String(200))
    """What may be said once only, e.g. the first letter of an order."""
    language: Mapped[str] = mapped_column(String(5))
    to_address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def by_key(unit: Session, account_id: int, store_id: int, subject_key: str) -> Letter | None:
    return unit.scalar(
        select(Letter).where(
            Letter.account_id == account_id, Letter.store_id == store_id, Letter.subject_key == subject_key
        )
    )


def of_order(unit: Session, account_id: int, order_id: int) -> list[Letter]:
    wanted = select(Letter).where(Letter.account_id == account_id, Letter.order_id == order_id)
    return list(unit.scalars(wanted.order_by(Letter.id)))


def forget(unit: Session, letter: Letter) -> None:
    """One that never left is no letter as sent: it may be written again in other words."""
    unit.delete(letter)
    unit.flush()


def step(unit: Session, account_id: int, letter_id: int, state: str, now: datetime, why: str = "") -> None:
    """Raises LookupError when the account has no such letter."""
    found = unit.scalar(select(Letter).where(Letter.account_id == account_id, Letter.id == letter_id))
    if found is None:
        raise LookupError(f"no letter {letter_id}")
    found.state, found.why = state, why
    if state == "sent":
        found.sent_at = now


def send_again(unit: Session, account_id: int, order_id: int) -> None:
    """A person decided: what may or may not have arrived counts as never sent."""
    for letter in of_order(unit, account_id, order_id):
        _may_leave_again(letter)


def send_this_again(unit: Session, account_id: int, store_id: int, subject_key: str) -> None:
    """As `send_again`, for one letter that is about no order."""
    letter = by_key(unit, account_id, store_id, subject_key)
    if letter is not None:
        _may_leave_again(letter)


def _may_leave_again(letter: Letter) -> None:
    if letter.state in ("leaving", "unknown"):
        letter.state = "owed"
