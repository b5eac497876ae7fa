"""One WooCommerce store, with its keys in hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.outgoing import Outside
from adapters.woocommerce import orders, product_offers, records, selling, subscriptions
from adapters.woocommerce.about import store_facts
from adapters.woocommerce.answers import Missing, NoRoute
from adapters.woocommerce.bodies import Fulfilment, Order, OrderHead, Refund, meta_of, moment, read_as
from adapters.woocommerce.catalogue import Catalogue, ref_of
from adapters.woocommerce.refs import Ref, parse
from adapters.woocommerce.transport import Shop
from adapters.woocommerce.whole import WholeShop
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
from connector.domain.trouble import Trouble

_TOGETHER = 50
"""Orders of one request: well below the 5 MB at which an answer is cut off."""
_TICK = timedelta(seconds=1)


def real_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class WooStorefront:
    """Keeps `connector.domain.storefront.Storefront`. The key and secret are of WooCommerce's REST API."""

    def __init__(
        self,
        outside: Outside,
        url: str,
        key: str,
        secret: str,
        *,
        currency: str = "",
        now: Callable[[], datetime] = real_now,
    ) -> None:
        """`currency`: what the store is known to count in, ISO 4217; "": it is asked when a price is read."""
        self._shop = Shop(outside, url, key, secret)
        self._catalogue = Catalogue(self._shop, currency)
        self._now = now
        self._whole = WholeShop(self._shop, self._catalogue, self._snapshot, now)

    def facts(self) -> StoreFacts:
        return store_facts(self._shop)

    def reread_order(self, order_id: str) -> OrderSnapshot:
        try:
            return self._snapshot(read_as(Order, self._shop.get(f"orders/{_number(order_id)}")))
        except Missing:
            return orders.deleted(order_id, self._now().replace(microsecond=0))

    def reread_orders(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot]:
        """A page of them in one request. One that is in no list (trash, a lost status) is asked for alone."""
        for at in range(0, len(order_ids), _TOGETHER):
            part = order_ids[at : at + _TOGETHER]
            listed = self._listed(part) if len(part) > 1 else {}
            self._catalogue.know(ref_of(line) for order in listed.values() for line in order.line_items)
            for order_id in part:
                found = listed.get(order_id)
                yield self._snapshot(found) if found else self.reread_order(order_id)

    def _listed(self, order_ids: Sequence[str]) -> dict[str, Order]:
        include = ",".join(str(_number(one)) for one in order_ids)
        bodies, _ = self._shop.page("orders", 1, include=include, per_page=_TOGETHER, status="any")
        return {str(order.id): order for order in (read_as(Order, body) for body in bodies)}

    def _snapshot(self, order: Order) -> OrderSnapshot:
        self._catalogue.know(ref_of(line) for line in order.line_items)
        return orders.snapshot(order, self._refunds(order), self._fulfilments(order), self._catalogue)

    def order_of_work(self, work_ref: str) -> str | None:
        """WooCommerce has no unit of shipping work that tells us of itself."""
        return None

    def changed_orders(self, since: datetime) -> Iterable[OrderVersion]:
        """Orders in the trash or in a state that no plugin registers (any more) are in no list: only
        reading them by id tells, so what we hold open is also re-read from time to time."""
        return self._changes(since)

    def read_catalogue(self, mark: str) -> CataloguePart:
        return self._whole.catalogue(mark)

    def read_open_orders(self, mark: str) -> OrdersPart:
        return self._whole.orders(mark)

    def reread_items(self, listing_refs: Sequence[str]) -> Sequence[ItemSnapshot]:
        refs = {text: parse(text) for text in listing_refs}
        self._catalogue.refresh(ref for ref in refs.values() if ref)
        return [self._item(text, refs) for text in listing_refs]

    def inbound(self) -> Sequence[Inbound]:
        return ()

    def settle_tags(self, order_id: str, wanted: frozenset[str], ours: frozenset[str]) -> bool:
        return False

    def settle_record(self, order_id: str, record: Record) -> bool:
        return records.settle(self._shop, _number(order_id), record)

    def remove_record(self, order_id: str) -> bool:
        return records.remove(self._shop, _number(order_id))

    def settle_holds(self, order_id: str, wanted: Sequence[HeldLine]) -> bool:
        return False

    def settle_offers(self, offers: Mapping[str, Mapping[str, Any] | None]) -> frozenset[str]:
        return product_offers.settle(self._shop, offers)

    def offers_at(self, listing_refs: Sequence[str]) -> Mapping[str, Sequence[object]]:
        return product_offers.offers_at(self._shop, listing_refs)

    def settle_selling(self, listing_ref: str, beyond: bool, was: str) -> str:
        ref = parse(listing_ref)
        return selling.settle(self._shop, ref, beyond, was) if ref else ""

    def start_flow(self, message: Mapping[str, Any]) -> None:
        raise Trouble("WooCommerce has no automation of its own to start", permanent=True)

    def marks(self, order_ids: Sequence[str], tags: frozenset[str]) -> Iterator[Marks]:
        """The record; there are no tags and no holds. What is in the trash is asked for alone."""
        for at in range(0, len(order_ids), _TOGETHER):
            part = order_ids[at : at + _TOGETHER]
            listed = self._listed(part)
            yield from (self._marks(order_id, listed.get(order_id)) for order_id in part)

    def _marks(self, order_id: str, order: Order | None) -> Marks:
        try:
            found = order or read_as(Order, self._shop.get(f"orders/{_number(order_id)}"))
        except Missing:
            return Marks(order_id)
        return Marks(order_id, moment(found.date_modified_gmt), record=records.found_in(found))

    def marked_orders(self, tags: frozenset[str]) -> Sequence[str]:
        """WooCommerce cannot look for meta: unknown parameters are ignored (recorded)."""
        return ()

    def webhooks_amiss(self, base_url: str, webhook_secret: str) -> Sequence[WebhookAmiss]:
        return subscriptions.amiss(self._shop, base_url, webhook_secret)

    def subscribe(self, base_url: str, webhook_secret: str) -> int:
        """`base_url` is the whole address of delivery, the store's key in it."""
        return subscriptions.subscribe(self._shop, base_url, webhook_secret)

    def unsubscribe(self, base_url: str) -> int:
        return subscriptions.unsubscribe(self._shop, base_url)

    def close(self) -> None:
        self._shop.close()

    def _refunds(self, order: Order) -> list[Refund]:
        if not order.refunds:
            return []
        return [read_as(Refund, body) for body in self._shop.pages(f"orders/{order.id}/refunds")]

    def _fulfilments(self, order: Order) -> list[Fulfilment]:
        """What has left, where the shop uses WooCommerce's fulfilments; most do not (off by default)."""
        if orders.FULFILMENT_META not in meta_of(order.meta_data):
            return []
        try:
            return read_as(list[Fulfilment], self._shop.get(f"orders/{order.id}/fulfillments"))
        except NoRoute:
            return []

    def _item(self, text: str, refs: dict[str, Ref | None]) -> ItemSnapshot:
        ref = refs[text]
        if ref is None:
            return ItemSnapshot(text, "", "", tracked=False, levels=(), gone=True)
        return self._catalogue.item(ref)

    def _changes(self, since: datetime) -> Iterator[OrderVersion]:
        """Every order modified at or after `since`, oldest change first.

        `modified_after` is strict and knows whole seconds, and is naive UTC when `dates_are_gmt` says so
        (recorded). An order that changes while we read moves to the end and pulls the others forward, so
        the next page would skip one: we go on from the last time seen instead, and turn pages only
        within one second.
        """
        cursor, page, more = since.astimezone(UTC).replace(microsecond=0), 1, True
        told: set[OrderVersion] = set()
        while more:
            bodies, more = self._shop.page(
                "orders",
                page,
                modified_after=f"{cursor - _TICK:%Y-%m-%dT%H:%M:%S}",
                dates_are_gmt=True,
                orderby="modified",
                order="asc",
                status="any",
                _fields="id,date_modified_gmt",
            )
            versions = [_version(body) for body in bodies]
            fresh = [version for version in versions if version not in told]
            yield from fresh
            told.update(fresh)
            newest = max((found.version for found in versions), default=cursor)
            cursor, page = (newest, 1) if newest > cursor else (cursor, page + 1)


def _version(body: object) -> OrderVersion:
    head = read_as(OrderHead, body)
    return OrderVersion(str(head.id), moment(head.date_modified_gmt))


def _number(order_id: str) -> str:
    """Nothing but digits goes into an address."""
    if not (order_id.isascii() and order_id.isdecimal()):
        raise Missing(f"{order_id!r} is no order of a WooCommerce shop")
    return order_id
