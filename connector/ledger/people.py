"""The people of an account, each with one role in it."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.domain.roles import Role
from connector.ledger.base import Base, account_key, key, one_of
from connector.ledger.tenancy import ACROSS


class Person(Base):
    """Known by e-mail address, or by the user id of a platform's own admin; one of both is there."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("account_id", "email"),
        UniqueConstraint("account_id", "platform_user"),
        one_of("role", Role),
    )

    id: Mapped[key]
    account_id: Mapped[account_key]
    email: Mapped[str | None] = mapped_column(String(320))
    """In lower case; None: known only inside a platform's admin."""
    platform_user: Mapped[str | None] = mapped_column(String(100))
    """"shopify:<user id>": the `sub` of the ID token."""
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5), default="")
    invited_by: Mapped[str] = mapped_column(String(200), default="")
    """Who of the account wanted them; empty: they began it, came by a shop, or by an operator."""
    created_at: Mapped[datetime]
    """When they came, or came again."""
    left_at: Mapped[datetime | None]
    """When somebody took them off; the history still names them."""

    @property
    def shown(self) -> str:
        """How the history calls them."""
        return self.name or self.email or self.platform_user or f"person {self.id}"


def get(unit: Session, account_id: int, person_id: int) -> Person:
    """Raises LookupError when the account has no such person."""
    found = unit.scalar(select(Person).where(Person.account_id == account_id, Person.id == person_id))
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


def add(
    unit: Session,
    account_id: int,
    role: Role,
    now: datetime,
    *,
    email: str | None = None,
    platform_user: str | None = None,
    name: str = "",
    language: str = "",
    invited_by: str = "",
) -> Person:
    """Somebody new, or who had left and comes back. Whoever is there already stays as they are.

    One of `email` and `platform_user` is needed.
    """
    email = email.strip().lower() if email else None
    known = Person.email == email if email else Person.platform_user == platform_user
    found = unit.scalar(select(Person).where(Person.account_id == account_id, known))
    if found is None:
        found = Person(account_id=account_id, email=email, platform_user=platform_user, created_at=now)
        unit.add(found)
    elif found.left_at is None:
        return found
    found.role, found.name, found.left_at = role, name or found.name or "", None
    found.language, found.invited_by, found.created_at = language, invited_by, now
    unit.flush()
    return found


def of_account(unit: Session, account_id: int) -> list[Person]:
    """Everybody who is still there, owners first as they came."""
    wanted = select(Person).where(Person.account_id == account_id, Person.left_at.is_(None))
    return list(unit.scalars(wanted.order_by(Person.id)))


def ever_of_account(unit: Session, account_id: int) -> list[Person]:
    """Everybody, those who left as well: the history names them."""
    return list(unit.scalars(select(Person).where(Person.account_id == account_id).order_by(Person.id)))


def came_since(unit: Session, account_id: int, since: datetime) -> int:
    """How many were invited since then, those who left again too."""
    wanted = select(func.count()).where(
        Person.account_id == account_id, Person.created_at > since, Person.invited_by != ""
    )
    return unit.scalar(wanted) or 0


def by_email(unit: Session, email: str) -> list[Person]:
    """Everybody of that address who is still there, in whatever account: one may serve several."""
    wanted = select(Person).where(Person.email == email.strip().lower(), Person.left_at.is_(None))
    return list(unit.scalars(wanted.order_by(Person.account_id), execution_options=ACROSS))


def by_platform_user(unit: Session, account_id: int, platform_user: str) -> Person | None:
    """Whoever uses us from inside a platform's admin under that id, and is still there."""
    return unit.scalar(
        select(Person).where(
            Person.account_id == account_id, Person.platform_user == platform_user, Person.left_at.is_(None)
        )
    )


def ever_platform_user(unit: Session, account_id: int, platform_user: str) -> Person | None:
    """Whoever has or had that id in the account: somebody who was taken off does not come in again by it."""
    wanted = select(Person).where(Person.account_id == account_id, Person.platform_user == platform_user)
    return unit.scalar(wanted)


def of_email(unit: Session, account_id: int, email: str) -> Person | None:
    """Whoever has or had that address in the account."""
    wanted = select(Person).where(Person.account_id == account_id, Person.email == email.strip().lower())
    return unit.scalar(wanted)
