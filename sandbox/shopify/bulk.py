"""Queries over a whole shop: run a slice at each look, written as JSON lines, given in ranges of bytes."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from graphql import DocumentNode, ExecutionResult

from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import Thing

SLICE = 1000
"""Things of the top level that are worked at one look."""
MOST_AT_ONCE = 5
LIVE = ("CREATED", "RUNNING")

Run = Callable[[DocumentNode, slice], ExecutionResult]


@dataclass(eq=False, kw_only=True, repr=False)
class Operation(Thing):
    """One such query. `patience`: looks that find it running before it does anything."""

    kind: ClassVar[str] = "BulkOperation"
    document: DocumentNode
    created_at: datetime
    patience: int = 0
    status: str = "CREATED"
    error_code: str | None = None
    roots: int = 0
    objects: int = 0
    written: bytearray = field(default_factory=bytearray)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def live(self) -> bool:
        """Whether it is still at work."""
        return self.status in LIVE


def begin(shop: ShopState, document: DocumentNode) -> Operation:
    """Refused while five others run."""
    if sum(one.live for one in operations(shop)) >= MOST_AT_ONCE:
        raise Refused("You have reached the limit of bulk operations.", "LIMIT_REACHED", None)
    return shop.make(Operation, document=document, created_at=shop.now(), patience=shop.bulk_patience)


def operations(shop: ShopState) -> Iterator[Operation]:
    """Every one that the shop remembers."""
    return (one for one in shop.things.values() if isinstance(one, Operation))


def work(one: Operation, run: Run) -> None:
    """Go on with it for one slice."""
    if not one.live:
        return
    one.status = "RUNNING"
    if one.patience > 0:
        one.patience -= 1
        return
    result = run(one.document, slice(one.roots, one.roots + SLICE))
    if result.errors:
        code = (result.errors[0].extensions or {}).get("code")
        one.status = "FAILED"
        one.error_code = "ACCESS_DENIED" if code == "ACCESS_DENIED" else "INTERNAL_SERVER_ERROR"
        return
    (connection,) = (result.data or {}).values()
    edges = connection["edges"]
    for edge in edges:
        write(one, edge["node"], None)
    one.roots += len(edges)
    if len(edges) < SLICE:
        one.status = "COMPLETED"


def write(one: Operation, node: dict[str, Any], parent: str | None) -> None:
    """The thing on a line of its own, then its children below it."""
    children = {name: value for name, value in node.items() if isinstance(value, dict) and "edges" in value}
    line = {name: value for name, value in node.items() if name not in children}
    if parent is not None:
        line["__parentId"] = parent
    one.written += json.dumps(line).encode() + b"\n"
    one.objects += 1
    for connection in children.values():
        for edge in connection["edges"]:
            write(one, edge["node"], node["id"])
