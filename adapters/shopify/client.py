"""A Shopify shop as the domain's `Storefront`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from adapters.outgoing import Outside, Sender
from adapters.shopify import (
    flow,
    holds,
    marks,
    orders,
    records,
    selling,
    stock,
    subscriptions,
    variant_offers,
    whole,
)
from adapters.shopify.answers import Connection, OrderOfWorkAnswer, every
from adapters.shopify.bulk import Bulk, mark_of, text_of
from adapters.shopify.facts import read_facts
from adapters.shopify.transport import GraphQL
from connector.domain.snapshots import Inbound, ItemSnapshot, OrderSnapshot, OrderVersion
from connector.domain.storefront import (
    CataloguePart,
    HeldLine,
    Marks,
    OrdersPart,
    Record,
    StoreFacts,
    WebhookAmiss,
)


class _Listed(msgspec.Struct, rename="camel"):
    id: str
    updated_at: datetime


class _Orders(msgspec.Struct):
    orders: Connection[_Listed]


def real_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class ShopifyStorefront:
    """One shop, with its key in hand. Ids are Shopify's own gids throughout."""

    def __init__(
        self,
        outside: Outside,
        shop: str,
        token: str,
        base_url: str = "",
        *,
        now: Callable[[], datetime] = real_now,
    ) -> None:
        self._sender = Sender(outside)
        self._graphql = GraphQL(self._sender, shop, token, base_url)
        self._now = now

    def close(self) -> None:
        """Give the connections back."""
        self._sender.close()

    def facts(self) -> StoreFacts:
        """Who the shop is, and which access it did not grant."""
        return read_facts(self._graphql)

    def reread_order(self, order_id: str) -> OrderSnapshot:
        """The order as it is now; `gone` when it was deleted, or is older than we may see."""
        return orders.reread_order(self._graphql, order_id, self._now())

    def reread_orders(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot]:
        """One by one: an order with its shipping work costs as much in company as alone."""
        return map(self.reread_order, order_ids)

    def order_of_work(self, work_ref: str) -> str | None:
        """The order of a fulfilment order, which its webhooks do not name."""
        found = self._graphql.ask("OrderOfWork", OrderOfWorkAnswer, id=work_ref).fulfillment_order
        return found.order_id if found else None

    def changed_orders(self, since: datetime) -> Iterator[OrderVersion]:
        """Orders changed at or after `since`. Without read_all_orders, only of the last 60 days."""
        at = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (_version(one) for one in self._listed(f"updated_at:>='{at}'"))

    def read_catalogue(self, mark: str) -> CataloguePart:
        """Every inventory item, by a bulk query."""
        part = self._bulk(whole.ITEMS).read(mark_of(mark))
        items = tuple(stock.whole_item(self._graphql, node) for node in part.groups)
        return CataloguePart(items, text_of(part.mark), part.read_at, part.total, part.wait)

    def read_open_orders(self, mark: str) -> OrdersPart:
        """Orders that are neither cancelled, archived nor shipped whole, by a bulk query."""
        part, left = whole.read_orders(self._graphql, self._bulk(whole.ORDERS), mark_of(mark))
        orders = tuple(whole.orders_of(part))
        return OrdersPart(orders, text_of(part.mark), part.read_at, part.total, part.wait, tuple(left))

    def _bulk(self, documents: Sequence[str]) -> Bulk:
        return Bulk(self._graphql, self._sender, documents, self._now)

    def reread_items(self, listing_refs: Sequence[str]) -> list[ItemSnapshot]:
        """Inventory items with what their active locations have."""
        return stock.reread_items(self._graphql, listing_refs)

    def inbound(self) -> list[Inbound]:
        """Shipments of transfers. Refused (permanent) without read_inventory_transfers and _shipments."""
        return stock.inbound(self._graphql)

    def settle_tags(self, order_id: str, wanted: frozenset[str], ours: frozenset[str]) -> bool:
        """Our tags on the order are exactly `wanted`."""
        return records.settle_tags(self._graphql, order_id, wanted, ours)

    def settle_record(self, order_id: str, record: Record) -> bool:
        """The order's metafield is the record."""
        return records.settle_record(self._graphql, order_id, record)

    def remove_record(self, order_id: str) -> bool:
        """The order has no metafield of ours."""
        return records.remove_record(self._graphql, order_id)

    def settle_holds(self, order_id: str, wanted: Sequence[HeldLine]) -> bool:
        """Our holds keep back exactly these units."""
        return holds.settle_holds(self._graphql, order_id, wanted)

    def settle_offers(self, offers: Mapping[str, Mapping[str, Any] | None]) -> frozenset[str]:
        """The variants' metafield is the offer. Refused (permanent) without write_products."""
        return variant_offers.settle_offers(self._graphql, offers)

    def offers_at(self, listing_refs: Sequence[str]) -> dict[str, list[object]]:
        """The metafield of each variant."""
        return variant_offers.offers_at(self._graphql, listing_refs)

    def settle_selling(self, listing_ref: str, beyond: bool, was: str) -> str:
        """The variants' inventory policy. There are two, so `was` has no say."""
        return selling.settle_selling(self._graphql, listing_ref, beyond)

    def start_flow(self, message: Mapping[str, Any]) -> None:
        """The trigger of Shopify Flow for this kind of event."""
        flow.start(self._graphql, message)

    def marks(self, order_ids: Sequence[str], tags: frozenset[str]) -> Iterator[Marks]:
        """Tags, our holds and our metafield."""
        return marks.read_marks(self._graphql, order_ids, tags)

    def marked_orders(self, tags: frozenset[str]) -> Iterator[str]:
        """Tagged orders and those that we hold; metafields cannot be searched for."""
        return marks.marked_orders(self._graphql, tags)

    def webhooks_amiss(self, base_url: str, webhook_secret: str) -> list[WebhookAmiss]:
        """Shopify signs with the app's own client secret, so `webhook_secret` says nothing."""
        return subscriptions.amiss(self._graphql, base_url, self.facts().missing_access)

    def subscribe(self, base_url: str, webhook_secret: str) -> int:
        """Our webhooks. Shopify signs with the app's own client secret, so `webhook_secret` is not sent."""
        return subscriptions.subscribe(self._graphql, base_url, self.facts().missing_access)

    def unsubscribe(self, base_url: str) -> int:
        """None of our webhooks is left."""
        return subscriptions.unsubscribe(self._graphql, base_url)

    def _listed(self, query: str) -> Iterator[_Listed]:
        return every(
            lambda after: self._graphql.ask("OrdersChanged", _Orders, query=query, after=after).orders
        )


def _version(listed: _Listed) -> OrderVersion:
    return OrderVersion(listed.id, listed.updated_at.astimezone(UTC))
