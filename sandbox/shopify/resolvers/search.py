"""The part of Shopify's search syntax that is needed: `field:value`, `field:>='value'`, AND, OR."""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

TERM = re.compile(r"""(?P<field>\w+):(?P<sign>>=|<=|>|<)?(?P<value>'[^']*'|"[^"]*"|[^\s'"]+)""")
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "": operator.eq,
}
Test = Callable[[Any], bool]
Readers = Mapping[str, Callable[[Any], Any]]


def parse(query: str | None, readers: Readers) -> Test:
    """A test for one thing. `readers` says how each searchable field is read; another is an error."""
    if not query or not query.strip():
        return lambda _thing: True
    choices = [parse_terms(part, readers) for part in re.split(r"\s+OR\s+", query)]
    return lambda thing: any(all(test(thing) for test in terms) for terms in choices)


def parse_terms(text: str, readers: Readers) -> list[Test]:
    """Terms that must all hold."""
    rest = re.sub(r"\bAND\b", " ", TERM.sub("", text)).strip()
    if rest:
        raise refused(f"The sandbox cannot search for {rest!r}.")
    return [term(match, readers) for match in TERM.finditer(text)]


def term(match: re.Match[str], readers: Readers) -> Test:
    """One term as a test."""
    field, value = match["field"], match["value"].strip("'\"")
    if value in ("any", "*"):
        return lambda _thing: True
    if field not in readers:
        raise refused(f"The sandbox cannot search by {field}.")
    compare, read = SIGNS[match["sign"] or ""], readers[field]
    return lambda thing: matches(compare, read(thing), value)


def matches(compare: Callable[[Any, Any], bool], found: Any, value: str) -> bool:
    """Compare in the type of what was found."""
    if isinstance(found, list):
        return value in found
    if isinstance(found, datetime):
        return compare(found, instant(value))
    if isinstance(found, bool):
        return str(found).lower() == value.lower()
    if isinstance(found, int):
        return value.isdigit() and compare(found, int(value))
    return compare(str(found).lower(), value.lower())


def instant(value: str) -> datetime:
    """A point in time; without an offset it is taken as UTC."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise refused(f"{value!r} is no instant.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def refused(message: str) -> GraphQLError:
    """An error that no caller can overlook."""
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
