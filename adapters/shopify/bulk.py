"""A query over a whole shop: Shopify writes a file of JSON lines, and we read it in parts.

Up to five such queries of an app run at a shop at once. The file is kept for seven days; what is lost,
expired, cancelled or failed is begun again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from adapters.outgoing import Sender
from adapters.shopify.answers import Named
from adapters.shopify.documents import document
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

T = TypeVar("T")

PART = 128 * 1024
"""Bytes of the file that are read at once: a hundred orders or some hundred items."""
LARGEST = 4 * 1024 * 1024
"""Bytes of one order or item with all that hangs on it; below what the way out admits."""
SOON, LATER = 1.0, 5.0
"""Seconds until the next look: an hour's work is asked for less often than a second's."""
RUNNING = frozenset({"CREATED", "RUNNING"})
BUSY = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED"})
MOST_STARTS = 5
"""How often one reading begins the query again before a person hears of it."""


class Mark(msgspec.Struct, omit_defaults=True):
    """Where a reading stands. `asked_at`: when the query was begun, by our clock."""

    operation: str = ""
    asked_at: datetime | None = None
    offset: int = 0
    total: int | None = None
    refused: bool = False  # the fuller document was: protected data is kept from this app
    starts: int = 0
    polls: int = 0
    plans: tuple[str, ...] | None = None  # the shop's pre-order plans, once they were asked for


@dataclass(frozen=True, slots=True)
class Part:
    """`groups`: each thing with its children below it, by their kind. `mark` None: that was the last."""

    groups: tuple[dict[str, Any], ...]
    mark: Mark | None
    read_at: datetime
    wait: float = 0.0
    total: int | None = None


class _State(msgspec.Struct, rename="camel"):
    status: str
    error_code: str | None = None
    root_object_count: str | int = 0
    file_size: str | int | None = None
    url: str | None = None


class _StateAnswer(msgspec.Struct, rename="camel"):
    bulk_operation: _State | None


class _Run(msgspec.Struct, rename="camel"):
    bulk_operation: Named | None


class _RunAnswer(msgspec.Struct, rename="camel"):
    bulk_operation_run_query: _Run


class Bulk:
    """Reads what the documents ask for; the first is the fuller one, the last needs no approval."""

    def __init__(
        self, graphql: GraphQL, sender: Sender, documents: Sequence[str], now: Callable[[], datetime]
    ) -> None:
        self._graphql, self._sender = graphql, sender
        self._documents, self._now = documents, now

    def read(self, mark: Mark) -> Part:
        """The part after `mark`. Raises `Trouble` when Shopify never ends what it begins."""
        asked_at = mark.asked_at
        if not mark.operation or asked_at is None:
            return self._begin(mark)
        state = self._graphql.ask("BulkState", _StateAnswer, id=mark.operation).bulk_operation
        if state is not None and state.status in RUNNING:
            mark.polls += 1
            return Part((), mark, asked_at, SOON if mark.polls < 10 else LATER)
        if state is None or state.status != "COMPLETED":
            return self._again(mark, state)
        mark.total = int(state.root_object_count)
        size = int(state.file_size or 0)
        if state.url is None or mark.offset >= size:  # nothing was found
            return Part((), None, asked_at, total=mark.total)
        groups, length = self._groups(state.url, mark.offset, size)
        mark.offset += length
        return Part(groups, mark if mark.offset < size else None, asked_at, total=mark.total)

    def _begin(self, mark: Mark) -> Part:
        name = self._documents[-1 if mark.refused else 0]
        asked_at = self._now()
        try:
            answer = self._graphql.ask("BulkRun", _RunAnswer, query=document(name).text)
        except UserErrors as error:
            if BUSY.isdisjoint(error.codes):
                raise
            return Part((), mark, asked_at, LATER)
        begun = answer.bulk_operation_run_query.bulk_operation
        if begun is None:
            raise Trouble("Shopify began no reading and said no reason")
        starts = mark.starts + 1
        return self.read(Mark(begun.id, asked_at, refused=mark.refused, starts=starts, plans=mark.plans))

    def _again(self, mark: Mark, state: _State | None) -> Part:
        """It ended without a file that can be read, or its file is older than Shopify keeps it."""
        denied = state is not None and state.error_code == "ACCESS_DENIED"
        told = f"{state.status} {state.error_code or ''}".strip() if state else "gone"
        if (denied and mark.refused) or mark.starts >= MOST_STARTS:
            raise Trouble(f"Shopify does not finish reading the shop: {told}", permanent=denied)
        fresh = Mark(refused=mark.refused or denied, starts=mark.starts, plans=mark.plans)
        return Part((), fresh, self._now(), 0.0 if denied else LATER)

    def _groups(self, url: str, offset: int, size: int) -> tuple[tuple[dict[str, Any], ...], int]:
        """Whole groups from `offset` on, and how many bytes they take."""
        wanted = PART
        while True:
            end = min(offset + wanted, size)
            raw = self._range(url, offset, end)
            length = len(raw) if end == size else _whole(raw)
            if length:
                return tuple(_grouped(raw[:length])), length
            if wanted >= LARGEST:
                raise Trouble(f"one thing of the shop's file takes more than {LARGEST} bytes", permanent=True)
            wanted *= 2

    def _range(self, url: str, start: int, end: int) -> bytes:
        try:
            answer = self._sender.send("GET", url, headers={"Range": f"bytes={start}-{end - 1}"})
        except Trouble as trouble:
            trouble.unknown = False  # a read that broke has changed nothing
            raise
        if answer.status_code != 206 or len(answer.content) != end - start:
            raise Trouble(f"the shop's file was not given in parts ({answer.status_code})")
        return answer.content


def _whole(raw: bytes) -> int:
    """The length of what surely is whole: up to where the last thing begins that has no parent."""
    at = raw.rfind(b"\n")
    while at > 0:
        start = raw.rfind(b"\n", 0, at) + 1
        if start and b'"__parentId"' not in raw[start:at]:
            return start
        at = start - 1
    return 0


def _grouped(raw: bytes) -> Iterator[dict[str, Any]]:
    """The things without a parent; what names a parent is in its list `below`."""
    known: dict[str, dict[str, Any]] = {}
    root: dict[str, Any] | None = None
    for line in raw.splitlines():
        try:
            one: dict[str, Any] = msgspec.json.decode(line)
        except msgspec.MsgspecError as error:
            raise Trouble("a line of the shop's file is not JSON") from error
        one["below"] = []
        parent = one.get("__parentId")
        if parent is None:
            if root is not None:
                yield root
            root, known = one, {}
        elif parent in known:
            known[parent]["below"].append(one)
        else:
            raise Trouble("a line of the shop's file names a parent that does not come before it")
        known[str(one.get("id"))] = one
    if root is not None:
        yield root


def below(one: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The children of one kind ("LineItem"), in the order of the file."""
    return [child for child in one["below"] if f"/{kind}/" in str(child.get("id"))]


def read_as(kind: type[T], node: dict[str, Any]) -> T:
    """A thing of the file as the struct that the single documents fill too."""
    try:
        return msgspec.convert(node, kind)
    except msgspec.ValidationError as error:
        raise Trouble(f"the shop's file cannot be read: {error}", permanent=True) from error


def mark_of(text: str) -> Mark:
    """ "" and what an older release wrote begin anew."""
    try:
        return msgspec.json.decode(text, type=Mark) if text else Mark()
    except msgspec.MsgspecError:
        return Mark()


def text_of(mark: Mark | None) -> str:
    """As it is kept; "" for the end."""
    if mark is None:
        return ""
    if mark.asked_at is not None:
        mark.asked_at = mark.asked_at.astimezone(UTC)
    return msgspec.json.encode(mark).decode()
