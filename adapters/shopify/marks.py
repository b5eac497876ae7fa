"""What of ours orders carry: tags, holds and the record. Only reads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from adapters.shopify.answers import Connection, Hold, every
from adapters.shopify.hold_plan import Spot, is_ours, units_of
from adapters.shopify.records import Metafield, read_record
from adapters.shopify.transport import GraphQL
from adapters.shopify.work import OPEN, read_work
from connector.domain.storefront import HeldUnits, Marks

TOGETHER = 50
"""Orders whose tags and records are read in one go."""


class _Marked(msgspec.Struct, rename="camel"):
    id: str = ""  # another kind of thing answers with nothing
    updated_at: datetime | None = None
    tags: list[str] = []
    metafield: Metafield | None = None


class _Found(msgspec.Struct):
    nodes: list[_Marked | None]


class _Tagged(msgspec.Struct):
    id: str
    tags: list[str]


class _TaggedOrders(msgspec.Struct):
    orders: Connection[_Tagged]


class _OnHold(msgspec.Struct, rename="camel"):
    order_id: str
    fulfillment_holds: list[Hold]


class _HeldWork(msgspec.Struct, rename="camel"):
    fulfillment_orders: Connection[_OnHold]


def read_marks(graphql: GraphQL, order_ids: Sequence[str], tags: frozenset[str]) -> Iterator[Marks]:
    """Each order's marks, in the order asked."""
    for at in range(0, len(order_ids), TOGETHER):
        part = list(order_ids[at : at + TOGETHER])
        nodes = graphql.ask("OrdersMarks", _Found, ids=part).nodes
        found = {one.id: one for one in nodes if one is not None}
        for order_id in part:
            yield _marks(graphql, order_id, found.get(order_id), tags)


def _marks(graphql: GraphQL, order_id: str, found: _Marked | None, tags: frozenset[str]) -> Marks:
    if found is None or found.updated_at is None:
        return Marks(order_id)
    record = read_record(found.metafield.json_value) if found.metafield else None
    held, beyond = _kept_back(graphql, order_id)
    changed_at = found.updated_at.astimezone(UTC)
    return Marks(order_id, changed_at, tags.intersection(found.tags), held, beyond, record)


def _kept_back(graphql: GraphQL, order_id: str) -> tuple[tuple[HeldUnits, ...], tuple[HeldUnits, ...]]:
    """Units that we hold, and units that no hold of ours could keep back."""
    held: Counter[Spot] = Counter()
    beyond: Counter[Spot] = Counter()
    for work in read_work(graphql, order_id)[0]:
        if any(is_ours(hold) for hold in work.fulfillment_holds):
            held += units_of(work)
        elif work.status in OPEN and (work.status != "OPEN" or work.fulfillment_holds):
            beyond += units_of(work)
    return _told(held), _told(beyond)


def _told(units: Counter[Spot]) -> tuple[HeldUnits, ...]:
    return tuple(HeldUnits(*spot, count) for spot, count in sorted(units.items()))


def marked_orders(graphql: GraphQL, tags: frozenset[str]) -> Iterator[str]:
    """Orders with one of the tags, then those held by us. Without read_all_orders: of the last 60 days."""
    for tag in sorted(tags):
        # The search may find more than it was asked for: it does not tell upper from lower case.
        yield from (one.id for one in _with_tag(graphql, tag) if tag in one.tags)
    held = every(lambda after: graphql.ask("WorkOnHold", _HeldWork, after=after).fulfillment_orders)
    yield from (one.order_id for one in held if any(is_ours(hold) for hold in one.fulfillment_holds))


def _with_tag(graphql: GraphQL, tag: str) -> Iterator[_Tagged]:
    escaped = tag.replace("\\", "\\\\").replace('"', '\\"')
    query = f'tag:"{escaped}"'
    return every(lambda after: graphql.ask("OrdersTagged", _TaggedOrders, query=query, after=after).orders)
