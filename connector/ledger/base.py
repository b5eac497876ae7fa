"""What every table of the ledger shares: names of constraints, instants in UTC, closed lists of words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite has no zone of its own, so it is added on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant}  # noqa: RUF012  SQLAlchemy's own way to say it


# SQLite counts rows by itself only in a column that it calls INTEGER.
Big = BigInteger().with_variant(Integer, "sqlite")

key = Annotated[int, mapped_column(Big, primary_key=True, autoincrement=True)]
account_key = Annotated[int, mapped_column(Big, ForeignKey("accounts.id", ondelete="CASCADE"))]
store_key = Annotated[int, mapped_column(Big, ForeignKey("stores.id", ondelete="CASCADE"))]
big = Annotated[int, mapped_column(Big)]


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """A CHECK that the column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def chunks(values: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """A long list in parts: databases take so many values in one statement, and no more."""
    return (values[at : at + size] for at in range(0, len(values), size))


MOST_UNITS = 1_000_000_000
"""More of one thing than any shop has; a column takes twice as much."""


def short(text: str, most: int) -> str:
    """Somebody else's text, as much of it as its column takes. PostgreSQL takes no NUL."""
    return text.replace("\0", "")[:most]


def units(number: int) -> int:
    """Somebody else's count, as far as its column takes it."""
    return max(-MOST_UNITS, min(MOST_UNITS, number))
