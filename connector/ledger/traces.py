"""Every row, of whatever table, that is about a buyer: by their orders, or because a text names them.

The tables are asked what columns they have, so that one that comes later is searched as well.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    cast,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from connector.domain.buyers import FORGOTTEN, Whom
from connector.ledger.base import short
from connector.ledger.everything import METADATA

STAFF: Final = ("accounts", "people", "signin_links", "visits", "grants", "api_keys", "event_endpoints")
OF_THE_MERCHANT: Final = frozenset({*STAFF, "stores", "switches", "setting_changes"})
"""These know the people who run the shop. One who is a buyer as well is forgotten as a buyer only."""
APART: Final = frozenset({"inbox", "privacy_requests", "forgotten"})
"""Raw bytes, sealed texts and hashes: nothing in them can be found by looking for a text."""
ADDRESS: Final = re.compile(r"[^\s\"'<>,;:\\()]+@[^\s\"'<>,;:\\()]+")
OF_AN_ORDER: Final = ("tags", "record", "holds", "letter", "letter_again", "leave_order")
"""Kinds of tasks whose subject is our own number of an order."""
UNTOLD: Final = frozenset(
    {"account_id", "digest", "claim", "lease_until", "generation", "confirm_hash", "leave_hash"}
)
"""What a table keeps for itself and tells nothing of anybody."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What is a buyer's in one store, by our own numbers and by the platform's."""

    account_id: int
    store_id: int
    order_ids: Collection[int]
    line_ids: Collection[int]
    order_refs: Collection[str]


def of(unit: Session, owned: Owned, whom: Whom) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Each table that has something, with its rows as they are."""
    for table in _searched():
        wanted = select(*[column for column in table.c if column.name not in UNTOLD])
        rows = unit.execute(wanted.where(_here(table, owned), _about(table, owned, whom))).mappings().all()
        if rows:
            yield table.name, rows  # type: ignore[misc]  # a RowMapping is a Mapping of names here


def blot(unit: Session, owned: Owned, whom: Whom, *, by_address: bool = True) -> int:
    """Nothing in any of those rows names them any more. Returns how many rows had to be changed.

    `by_address=False`: only the rows of those orders, although others name the same buyer.
    """
    changed = 0
    for table in _searched():
        texts = _texts(table)
        about = _about(table, owned, whom if by_address else Whom())
        wanted = select(*table.primary_key, *texts).where(_here(table, owned), about)
        for row in unit.execute(wanted).mappings().all():
            new = _blotted(table, row, whom)
            if new:
                mine = [column == row[column.name] for column in table.primary_key]
                unit.execute(update(table).where(_here(table, owned), *mine).values(**new))
                changed += 1
    return changed


def blot_addresses(unit: Session, account_id: int, addresses: Collection[str]) -> None:
    """Rows of the account that belong to no store: none of these (lower-case) addresses is in them."""
    for table in _searched():
        mine = [table.c.account_id == account_id]
        if "store_id" in table.c:
            mine.append(table.c.store_id.is_(None))
        some = or_(false(), *(cast(column, Text).contains("@") for column in _texts(table)))
        wanted = select(*table.primary_key, *_texts(table)).where(*mine, some)
        for row in unit.execute(wanted).mappings().all():
            named = {found for found in ADDRESS.findall(str(dict(row))) if found.lower() in addresses}
            if named:
                new = _blotted(table, row, Whom(emails=tuple(named)))
                keys = [column == row[column.name] for column in table.primary_key]
                unit.execute(update(table).where(*mine, *keys).values(**new))


def _searched() -> list[Table]:
    """What belongs to no account (letters that let people in) is none of a buyer's."""
    owned = (table for table in METADATA.sorted_tables if "account_id" in table.c)
    return [table for table in owned if table.name not in OF_THE_MERCHANT | APART]


def _texts(table: Table) -> list[Any]:
    return [column for column in table.c if isinstance(column.type, (String, Text, JSON))]


def _here(table: Table, owned: Owned) -> ColumnElement[bool]:
    """The account's rows, of this store or of none."""
    mine = table.c.account_id == owned.account_id
    if "store_id" not in table.c:
        return mine
    return and_(mine, or_(table.c.store_id == owned.store_id, table.c.store_id.is_(None)))


def _about(table: Table, owned: Owned, whom: Whom) -> ColumnElement[bool]:
    ways = [_tied(table, owned)]
    if whom.forms:
        ways += [
            func.lower(cast(column, Text)).contains(form, autoescape=True)
            for column in _texts(table)
            for form in whom.forms
        ]
    return or_(*ways)


def _tied(table: Table, owned: Owned) -> ColumnElement[bool]:
    order_ids, refs = sorted(owned.order_ids), sorted(owned.order_refs)
    if table.name == "orders":
        return table.c.id.in_(order_ids)
    if table.name == "tasks":
        ours = and_(table.c.kind.in_(OF_AN_ORDER), table.c.subject.in_([str(one) for one in order_ids]))
        return or_(ours, table.c.subject.in_(refs))
    if table.name == "leftovers":
        return table.c.ref.in_(refs)
    if "order_id" in table.c:
        return table.c.order_id.in_(order_ids)
    return table.c.line_id.in_(sorted(owned.line_ids)) if "line_id" in table.c else false()


def _blotted(table: Table, row: Mapping[Any, Any], whom: Whom) -> dict[str, Any]:
    """The columns that named them, by name."""
    new = {}
    for column in _texts(table):
        clean = whom.blotted(row[column.name])
        if clean == row[column.name]:
            continue
        if isinstance(clean, str):
            if _is_unique(table, column.name):
                clean = f"{FORGOTTEN} {row['id']}"
            clean = short(clean, getattr(column.type, "length", None) or len(clean))
        new[column.name] = clean
    return new


def _is_unique(table: Table, name: str) -> bool:
    """Two texts that named the same buyer must not become the same text."""
    return any(index.unique and name in index.columns for index in table.indexes) or any(
        isinstance(constraint, UniqueConstraint) and name in constraint.columns
        for constraint in table.constraints
    )
