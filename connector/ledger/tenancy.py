"""A query that forgets its account raises.

Every table that belongs to an account has `account_id`. Each SELECT, UPDATE and DELETE must pin that
column for every such table it touches: to a value, or to the account of another table that is pinned.
The few that serve all accounts at once (claiming tasks, the door looking up a store) say so.
"""

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import BinaryExpression, ClauseElement, TextClause
from sqlalchemy.sql.operators import eq, in_op, inv, or_
from sqlalchemy.sql.schema import Column, Table
from sqlalchemy.sql.selectable import Alias, CompoundSelect, Join, Select

ACROSS: Final = {"across_accounts": True}
"""Execution options of a statement that serves every account."""


class AccountForgotten(Exception):
    """A statement touches a table of accounts without saying whose rows it means."""


_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class Unit(Session):
    """A session whose own updates (by key, of rows that were read for an account) need not pin it again."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        token = _flushing.set(True)
        try:
            super().flush(objects)
        finally:
            _flushing.reset(token)


CHECKED = (Select, CompoundSelect, Update, Delete, TextClause)
_seen: dict[Any, frozenset[str]] = {}


def forgotten(statement: ClauseElement) -> frozenset[str]:
    """Names of the tables (or their aliases) whose account this statement does not pin."""
    if isinstance(statement, CompoundSelect):
        return frozenset().union(*(forgotten(part) for part in statement.selects))
    touched: set[str] = set()
    pinned: set[str] = set()
    same: list[set[str]] = []
    elements = list(visitors.iterate(statement))
    # What is said in an OR or a NOT need not be true of every row.
    doubtful = {id(inner) for outer in elements if _may_fail(outer) for inner in _inside(outer)}
    for element in elements:
        if isinstance(element, (Select, Update, Delete)):
            touched.update(name for source in _sources(element) for name in _owned(source))
        elif isinstance(element, BinaryExpression) and id(element) not in doubtful:
            sides = (element.left, element.right)
            tables = {side.table.name for side in sides if _is_account(side)}
            if len(tables) == 2 and element.operator is eq:
                same.append(tables)
            elif element.operator in (eq, in_op) and not all(isinstance(side, Column) for side in sides):
                pinned.update(tables)
    while grown := set().union(*(pair for pair in same if pair & pinned)) - pinned:
        pinned |= grown
    return frozenset(touched - pinned)


def _may_fail(element: Any) -> bool:
    return getattr(element, "operator", None) in (or_, inv)


def _inside(element: Any) -> Iterable[Any]:
    for child in element.get_children():
        if not isinstance(child, Select):  # a query of its own: what it says is true of its own rows
            yield child
            yield from _inside(child)


def _sources(element: Any) -> Sequence[Any]:
    return element.get_final_froms() if isinstance(element, Select) else [element.table]


def _owned(source: Any) -> Iterable[str]:
    if isinstance(source, Join):
        yield from _owned(source.left)
        yield from _owned(source.right)
    elif isinstance(source, (Table, Alias)) and "account_id" in source.c:
        yield source.name


def _is_account(side: Any) -> bool:
    return isinstance(side, Column) and side.name == "account_id"


def _check(connection: Connection, clause: Any, multi: Any, params: Any, options: dict[str, Any]) -> None:
    if _flushing.get() or options.get("across_accounts") or not isinstance(clause, CHECKED):
        return
    if isinstance(clause, TextClause):
        raise AccountForgotten("a statement in plain text cannot be checked")
    cache_key = clause._generate_cache_key()
    lookup = cache_key.key if cache_key is not None else None
    missing = _seen.get(lookup) if lookup is not None else None
    if missing is None:
        missing = forgotten(clause)
        if lookup is not None:
            _seen[lookup] = missing
    if missing:
        raise AccountForgotten(f"whose {', '.join(sorted(missing))}? pin account_id")


def watch(engine: Engine) -> None:
    """Every statement of this engine is checked before it runs."""
    event.listen(engine, "before_execute", _check)
