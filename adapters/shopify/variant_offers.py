"""What a listing may be offered for: one JSON metafield on each variant, which the theme reads by itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from adapters.shopify.answers import Anything, Connection
from adapters.shopify.records import NAMESPACE, STALE, Metafield
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

KEY: Final = "backorder_offer"
TOGETHER: Final = 25
"""Metafields a call ("metafieldsSet": at most 25), and listings that are read at once: below 600 points."""

Offers = Mapping[str, Mapping[str, Any] | None]
T = TypeVar("T")


class _Carrier(msgspec.Struct):
    id: str
    metafield: Metafield | None


class _Item(msgspec.Struct, rename="camel", tag_field="__typename", tag="InventoryItem"):
    id: str
    variants: Connection[_Carrier] | None


class _Items(msgspec.Struct):
    nodes: list[_Item | None]


class _Due(NamedTuple):
    """A variant that does not carry what it should; `value` None: ours must go."""

    listing_ref: str
    variant_ref: str
    value: str | None
    digest: str | None


def settle_offers(graphql: GraphQL, offers: Offers) -> frozenset[str]:
    """Every variant (of ten) of these inventory items carries the offer, or nothing of ours.

    Returns the items that had to change. What Shopify refuses of one keeps back all of its call: the caller
    gives it alone.
    """
    due = [one for refs in _parts(list(offers)) for one in _due(graphql, refs, offers)]
    for part in _parts([one for one in due if one.value is not None]):
        _set(graphql, part)
    for part in _parts([one for one in due if one.value is None]):
        _delete(graphql, part)
    return frozenset(one.listing_ref for one in due)


def offers_at(graphql: GraphQL, listing_refs: Sequence[str]) -> dict[str, list[object]]:
    """What each variant (of ten) of these inventory items carries; None for one that carries nothing."""
    return {
        item.id: [one.metafield.json_value if one.metafield else None for one in carriers]
        for refs in _parts(listing_refs)
        for item, carriers in _carried(graphql, refs)
    }


def _due(graphql: GraphQL, refs: Sequence[str], offers: Offers) -> Iterator[_Due]:
    """What differs."""
    for item, carriers in _carried(graphql, refs):
        offer = offers[item.id]
        value = None if offer is None else msgspec.json.encode(offer).decode()
        for carrier in carriers:
            kept = carrier.metafield
            if _differ(kept, value):
                yield _Due(item.id, carrier.id, value, kept.compare_digest if kept else None)


def _carried(graphql: GraphQL, refs: Sequence[str]) -> Iterator[tuple[_Item, Sequence[_Carrier]]]:
    """Each with its variants. An item that is gone, or that no variant sells any more, is passed over."""
    for item in graphql.ask("VariantOffers", _Items, ids=list(refs)).nodes:
        if item is not None and item.variants is not None:
            yield item, item.variants.nodes


def _differ(kept: Metafield | None, value: str | None) -> bool:
    if kept is None or value is None:
        return (kept is None) != (value is None)
    return bool(kept.json_value != msgspec.json.decode(value))


def _set(graphql: GraphQL, due: Sequence[_Due]) -> None:
    fields = [
        {**_name(one), "type": "json", "value": one.value, "compareDigest": one.digest}  # None: not there yet
        for one in due
    ]
    try:
        graphql.ask("OffersSet", Anything, metafields=fields)
    except UserErrors as error:
        if STALE.issuperset(error.codes):
            raise Trouble("an offer changed while it was written") from error
        raise


def _delete(graphql: GraphQL, due: Sequence[_Due]) -> None:
    graphql.ask("OffersDelete", Anything, metafields=[_name(one) for one in due])


def _name(one: _Due) -> dict[str, Any]:
    return {"ownerId": one.variant_ref, "namespace": NAMESPACE, "key": KEY}


def _parts(all_of: Sequence[T]) -> Iterator[Sequence[T]]:
    return (all_of[start : start + TOGETHER] for start in range(0, len(all_of), TOGETHER))
