"""Pages: `first` and `after` over a sorted list, with cursors that survive changes in between."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graphql import GraphQLError

T = TypeVar("T")
MOST = 250
"""The largest page."""


@dataclass(frozen=True)
class Connection(Generic[T]):
    """One page."""

    nodes: list[T]
    pageInfo: dict[str, Any]

    @property
    def edges(self) -> list[dict[str, T]]:
        """The nodes wrapped as edges."""
        return [{"node": node} for node in self.nodes]

    @property
    def page_info(self) -> dict[str, Any]:
        """Under the name that the resolver looks for."""
        return self.pageInfo


def number_of(thing: Any) -> list[Any]:
    """The usual order: by number."""
    return [thing.number]


def page(
    things: Iterable[T],
    args: dict[str, Any],
    key: Callable[[T], list[Any]] = number_of,
) -> Connection[T]:
    """The page that `first`, `after` and `reverse` ask for. `key` must be plain JSON and end in an id."""
    backwards = bool(args.get("reverse"))
    ordered = sorted(things, key=key, reverse=backwards)
    if "window" in args:
        return Connection(ordered[args["window"]], {"hasNextPage": False, "endCursor": None})
    refuse(args)
    if args.get("after"):
        last = read_cursor(args["after"])
        ordered = [one for one in ordered if (key(one) < last if backwards else key(one) > last)]
    nodes = ordered[: args["first"]]
    info = {
        "hasNextPage": len(ordered) > len(nodes),
        "endCursor": write_cursor(key(nodes[-1])) if nodes else None,
    }
    return Connection(nodes, info)


def refuse(args: dict[str, Any]) -> None:
    """Errors of Shopify, and of the sandbox for what it does not do."""
    if args.get("last") is not None or args.get("before") is not None:
        raise GraphQLError("The sandbox pages forwards only.", extensions={"code": "NOT_IN_SANDBOX"})
    if args.get("first") is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if not 0 < args["first"] <= MOST:
        raise GraphQLError(f"first must be between 1 and {MOST}", extensions={"code": "BAD_REQUEST"})


def write_cursor(key: list[Any]) -> str:
    """An opaque cursor that holds the sort key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def read_cursor(text: str) -> list[Any]:
    """The sort key in a cursor."""
    try:
        key: list[Any] = json.loads(base64.urlsafe_b64decode(text.encode()))
    except ValueError:
        raise GraphQLError("Invalid cursor.", extensions={"code": "BAD_REQUEST"}) from None
    return key
