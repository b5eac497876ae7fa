"""Tags, and the record of what is owed: one JSON metafield on the order."""

from typing import Any

import msgspec

from adapters.shopify.answers import Anything
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from connector.domain.record_bodies import body_of, record_of
from connector.domain.storefront import Record
from connector.domain.trouble import Trouble

NAMESPACE = "$app"
KEY = "backorder_lines"
STALE = frozenset({"STALE_OBJECT", "INVALID_COMPARE_DIGEST"})


class _Tagged(msgspec.Struct):
    tags: list[str]


class _Tags(msgspec.Struct):
    order: _Tagged | None


class Metafield(msgspec.Struct, rename="camel"):
    """The record as it is kept."""

    json_value: Any
    compare_digest: str


class _Kept(msgspec.Struct):
    metafield: Metafield | None


class _Records(msgspec.Struct):
    order: _Kept | None


def settle_tags(graphql: GraphQL, order_id: str, wanted: frozenset[str], ours: frozenset[str]) -> bool:
    """Exactly `wanted` of `ours` are on the order; the merchant's own tags stay as they are."""
    order = graphql.ask("OrderTags", _Tags, id=order_id).order
    if order is None:
        raise _no_order()
    there = ours & set(order.tags)
    missing, extra = sorted((wanted & ours) - there), sorted(there - wanted)
    if missing:
        graphql.ask("TagsAdd", Anything, id=order_id, tags=missing)
    if extra:
        graphql.ask("TagsRemove", Anything, id=order_id, tags=extra)
    return bool(missing or extra)


def settle_record(graphql: GraphQL, order_id: str, record: Record) -> bool:
    """The metafield says what the record says. Never written where nothing was ever owed."""
    order = graphql.ask("OrderRecord", _Records, id=order_id).order
    if order is None:
        raise _no_order()
    kept = order.metafield
    wanted = {"lines": body_of(record)}
    if (kept is None and not record.lines) or (kept is not None and kept.json_value == wanted):
        return False
    _write(graphql, order_id, wanted, kept.compare_digest if kept else None)
    return True


def remove_record(graphql: GraphQL, order_id: str) -> bool:
    """The metafield is gone."""
    order = graphql.ask("OrderRecord", _Records, id=order_id).order
    if order is None or order.metafield is None:
        return False
    named = {"ownerId": order_id, "namespace": NAMESPACE, "key": KEY}
    graphql.ask("RecordDelete", Anything, metafields=[named])
    return True


def read_record(value: object) -> Record:
    """What a metafield's value says."""
    return record_of(value.get("lines") if isinstance(value, dict) else None)


def _write(graphql: GraphQL, order_id: str, value: dict[str, Any], digest: str | None) -> None:
    metafield = {
        "ownerId": order_id,
        "namespace": NAMESPACE,
        "key": KEY,
        "type": "json",
        "value": msgspec.json.encode(value).decode(),
        "compareDigest": digest,  # None: it must not exist yet
    }
    try:
        graphql.ask("RecordSet", Anything, metafields=[metafield])
    except UserErrors as error:
        if STALE.issuperset(error.codes):
            raise Trouble("the record changed while it was written") from error
        raise


def _no_order() -> Trouble:
    return Trouble("the order is no longer at the shop", permanent=True)
