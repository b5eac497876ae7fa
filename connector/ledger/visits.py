"""Signing in: one-time links that were mailed, and the visits (sessions) that they began.

Only hashes are kept: who reads this table cannot come in with what it holds.
"""

import hashlib
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from connector.ledger.base import Base, account_key, big, key


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
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def hash_of(token: str) -> str:
    """Tokens are 256 random bits: a plain hash tells nothing of them."""
    return hashlib.sha256(token.encode()).hexdigest()
