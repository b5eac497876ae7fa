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
from sqlalchemy.sql.operators import eq, in_op
from sqlalchemy.sql.schema import Column, Table
from sqlalchemy.sql.selectable import Select

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


_seen: dict[Any, frozenset[str]] = {}


def forgotten(statement: ClauseElement) -> frozenset[str]:
    """Names of the tables whose account this statement does not pin."""
    touched: set[str] = set()
    pinned: set[str] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, Table) and "account_id" in element.c:
            touched.add(element.name)
        elif isinstance(element, BinaryExpression) and element.operator in (eq, in_op):
            pinned.update(_account_columns((element.left, element.right)))
        elif isinstance(element, (Select, Update, Delete)):
            touched.update(_tables(element))
    return frozenset(touched - pinned)


def _tables(element: Any) -> Iterable[str]:
    sources = element.get_final_froms() if isinstance(element, Select) else [element.table]
    return [s.name for s in sources if isinstance(s, Table) and "account_id" in s.c]


def _account_columns(sides: Iterable[Any]) -> Iterable[str]:
    for side in sides:
        if isinstance(side, Column) and side.name == "account_id":
            yield side.table.name


def _check(connection: Connection, clause: Any, multi: Any, params: Any, options: dict[str, Any]) -> None:
    if (
        _flushing.get()
        or options.get("across_accounts")
        or not isinstance(clause, (Select, Update, Delete, TextClause))
    ):
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
