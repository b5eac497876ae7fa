"""Marks of what must not come back, however late a webhook or a reading is. They name nobody.

A mark is a hash keyed with the store's own sealed key: who reads this table cannot try addresses on it.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from connector.ledger.base import Base, account_key, key, one_of, store_key
from connector.ledger.stores import Store

KINDS = ("order", "email", "customer")


class Forgotten(Base):
    __tablename__ = "forgotten"
    __table_args__ = (UniqueConstraint("store_id", "kind", "ref_hash"), one_of("kind", KINDS))

    id: Mapped[key]
    account_id: Mapped[account_key]
    store_id: Mapped[store_key]
    kind: Mapped[str] = mapped_column(String(10))
    ref_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    """A buyer who orders again after this is a new acquaintance."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one store. `seen`: hash -> when it was forgotten."""

    key: bytes = field(default=b"", repr=False)
    seen: Mapping[str, datetime] = field(default_factory=dict)

    def hides(self, kind: str, ref: str, placed_at: datetime | None = None) -> bool:
        """Whether it was forgotten; an order placed after that is a new one, unless it is named itself."""
        if not self.seen or not ref:
            return False
        at = self.seen.get(hash_of(self.key, kind, ref))
        return at is not None and (placed_at is None or kind == "order" or placed_at <= at)


NOBODY = Marks()
"""Of a store that forgot nobody."""


def hash_of(key_: bytes, kind: str, ref: str) -> str:
    """Addresses are compared without their case and without spaces around them."""
    plain = ref.strip().lower() if kind == "email" else ref
    return hmac.digest(key_, f"{kind}\0{plain}".encode(), hashlib.sha256).hex()


def marks_of(unit: Session, store: Store, key_: bytes) -> Marks:
    """Every mark of the store; `key_` is what `store.mark_key` holds, opened."""
    wanted = select(Forgotten.ref_hash, Forgotten.at).where(
        Forgotten.account_id == store.account_id, Forgotten.store_id == store.id
    )
    return Marks(key_, {ref_hash: at for ref_hash, at in unit.execute(wanted)})  # noqa: C416  a Row is no pair


def mark(unit: Session, store: Store, key_: bytes, refs: Iterable[tuple[str, str]], now: datetime) -> None:
    """`refs`: (kind, what). Marked again is marked anew: from this moment."""
    insert = sqlite_insert if unit.get_bind().dialect.name == "sqlite" else postgresql_insert
    rows = [
        {"account_id": store.account_id, "store_id": store.id, "kind": kind, "at": now,
         "ref_hash": hash_of(key_, kind, ref)}
        for kind, ref in sorted(set(refs)) if ref
    ]  # fmt: skip
    if rows:
        fresh = insert(Forgotten)
        again = ("store_id", "kind", "ref_hash")
        unit.execute(fresh.on_conflict_do_update(index_elements=again, set_={"at": fresh.excluded.at}), rows)
