"""Signing in: one-time links that were mailed, and the visits (sessions) that they began.

Only hashes are kept: who reads this table cannot come in with what it holds.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, big, key, short
from connector.ledger.people import Person
from connector.ledger.tenancy import ACROSS

LINK_LASTS: Final = timedelta(minutes=15)
INVITATION_LASTS: Final = timedelta(days=7)
VISIT_LASTS: Final = timedelta(days=30)
IDLE_LASTS: Final = timedelta(days=14)
"""A visit whose browser was not seen for so long is over."""
FRAMED_LASTS: Final = timedelta(days=1)
"""Inside a shop's admin the platform says again and again who it is."""
SEEN_EVERY: Final = timedelta(minutes=1)


class SignInLink(Base):
    __tablename__ = "signin_links"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "person_id", "created_at"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    person_id: Mapped[big]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Visit(Base):
    """One browser that a person signed in with, until it is ended or forgotten."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "person_id"))

    id: Mapped[key]
    account_id: Mapped[account_key]
    person_id: Mapped[big]
    token_hash: Mapped[str] = mapped_column(String(64))
    framed_in: Mapped[str] = mapped_column(String(300), default="")
    """The shop whose admin shows us in a frame; empty: a page of its own."""
    browser: Mapped[str] = mapped_column(String(100), default="")
    """"Firefox, Linux": so that its person knows it again."""
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def hash_of(token: str) -> str:
    """Tokens are 256 random bits: a plain hash tells nothing of them."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(unit: Session, person: Person, now: datetime, lasts: timedelta = LINK_LASTS) -> str:
    """The secret of a new link; whoever uses it first is this person."""
    token = secrets.token_urlsafe(32)
    unit.add(
        SignInLink(
            account_id=person.account_id,
            person_id=person.id,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def links_since(unit: Session, person: Person, since: datetime) -> int:
    """How many links were made for a person since then."""
    wanted = select(func.count()).where(
        SignInLink.account_id == person.account_id,
        SignInLink.person_id == person.id,
        SignInLink.created_at > since,
    )
    return unit.scalar(wanted) or 0


def whose_link(unit: Session, token: str, now: datetime) -> Person | None:
    """Whom a link would sign in; None when it was used, is too old, or never was."""
    wanted = (
        select(Person)
        .join(SignInLink, and_(SignInLink.account_id == Person.account_id, SignInLink.person_id == Person.id))
        .where(
            SignInLink.token_hash == hash_of(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Person.left_at.is_(None),
        )
    )
    return unit.scalar(wanted, execution_options=ACROSS)


def take_link(unit: Session, token: str, now: datetime) -> Person | None:
    """As `whose_link`, and used up: of two who come at once, one gets it."""
    person = whose_link(unit, token, now)
    if person is None:
        return None
    taken = unit.execute(
        update(SignInLink)
        .where(
            SignInLink.account_id == person.account_id,
            SignInLink.token_hash == hash_of(token),
            SignInLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return person if taken.rowcount else None  # type: ignore[attr-defined]  # an UPDATE's result has it


def begin(unit: Session, person: Person, now: datetime, *, framed_in: str = "", browser: str = "") -> str:
    """The secret of a new visit, for the browser's cookie. What is over of this person is forgotten."""
    _forget_old(unit, person, now)
    token = secrets.token_urlsafe(32)
    unit.add(
        Visit(
            account_id=person.account_id,
            person_id=person.id,
            token_hash=hash_of(token),
            framed_in=framed_in,
            browser=short(browser, 100),
            began_at=now,
            seen_at=now,
            expires_at=now + (FRAMED_LASTS if framed_in else VISIT_LASTS),
        )
    )
    return token


def _forget_old(unit: Session, person: Person, now: datetime) -> None:
    over = or_(Visit.ended_at.is_not(None), Visit.expires_at <= now)
    account_id, person_id = person.account_id, person.id
    unit.execute(delete(Visit).where(Visit.account_id == account_id, Visit.person_id == person_id, over))
    old = SignInLink.expires_at <= now - timedelta(days=1)
    unit.execute(
        delete(SignInLink).where(SignInLink.account_id == account_id, SignInLink.person_id == person_id, old)
    )


def find(unit: Session, token: str, now: datetime) -> tuple[Visit, Person] | None:
    """The visit that a cookie names and its person as they are now; None when it is over."""
    wanted = (
        select(Visit, Person)
        .join(Person, and_(Person.account_id == Visit.account_id, Person.id == Visit.person_id))
        .where(Visit.token_hash == hash_of(token), _open(now), Person.left_at.is_(None))
    )
    found = unit.execute(wanted, execution_options=ACROSS).one_or_none()
    return (found[0], found[1]) if found else None


def see(unit: Session, account_id: int, visit_id: int, now: datetime) -> None:
    """The browser was here just now."""
    unit.execute(
        update(Visit).where(Visit.account_id == account_id, Visit.id == visit_id).values(seen_at=now)
    )


def of_person(unit: Session, account_id: int, person_id: int, now: datetime) -> list[Visit]:
    """Those that are open, the latest first."""
    wanted = select(Visit).where(Visit.account_id == account_id, Visit.person_id == person_id, _open(now))
    return list(unit.scalars(wanted.order_by(Visit.seen_at.desc(), Visit.id.desc())))


def last_seen(unit: Session, account_id: int) -> dict[int, datetime]:
    """When each person of the account was last here, by person; who never was is not in it."""
    latest = func.max(Visit.seen_at).label("latest")
    wanted = select(Visit.person_id, latest).where(Visit.account_id == account_id)
    return {row.person_id: row.latest for row in unit.execute(wanted.group_by(Visit.person_id))}


def end(unit: Session, account_id: int, person_id: int, visit_id: int, now: datetime) -> bool:
    """False when the person has no such open visit."""
    return _end(unit, account_id, person_id, now, Visit.id == visit_id) > 0


def end_all(unit: Session, account_id: int, person_id: int, now: datetime) -> int:
    """Every browser of the person is out with its next request. Links that were mailed go too."""
    unit.execute(
        update(SignInLink)
        .where(
            SignInLink.account_id == account_id,
            SignInLink.person_id == person_id,
            SignInLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return _end(unit, account_id, person_id, now, Visit.id.is_not(None))


def end_framed(unit: Session, account_id: int, shop: str, now: datetime) -> None:
    """That shop's admin shows us no more: who came in by it is out with their next request."""
    unit.execute(
        update(Visit)
        .where(Visit.account_id == account_id, Visit.framed_in == shop, _open(now))
        .values(ended_at=now)
    )


def _end(unit: Session, account_id: int, person_id: int, now: datetime, which: ColumnElement[bool]) -> int:
    ended = unit.execute(
        update(Visit)
        .where(Visit.account_id == account_id, Visit.person_id == person_id, _open(now), which)
        .values(ended_at=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(Visit.ended_at.is_(None), Visit.expires_at > now, Visit.seen_at > now - IDLE_LASTS)
