"""A whole store, part by part: its products with their variations, and the orders that may owe goods."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from adapters.woocommerce.bodies import Order, Product, meta_of, moment, plain, read_as
from adapters.woocommerce.catalogue import Catalogue, ref_of
from adapters.woocommerce.orders import HINTS
from adapters.woocommerce.refs import PARENT, Ref
from adapters.woocommerce.transport import Shop
from connector.domain.leftovers import Left, day_of, properties_of
from connector.domain.snapshots import ItemSnapshot, OrderSnapshot
from connector.domain.storefront import CataloguePart, OrdersPart

M = TypeVar("M", bound=msgspec.Struct)

FAMILIES = 10
"""Variable products of one part: the variations of each are a request of their own."""
TOGETHER = 25
"""Orders of one part: each that was refunded or sent in parts is a request or two more."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
TICK = timedelta(seconds=1)
NOT_SOLD = frozenset({"grouped", "external"})
"""Product types that are a list of others, or sold by somebody else."""

# Orders in these states owe nobody goods. Every other state, whatever a plugin calls it, may.
SETTLED = frozenset(
    {"pending", "completed", "cancelled", "refunded", "failed", "checkout-draft", "auto-draft", "trash"}
)


class CatalogueMark(msgspec.Struct, omit_defaults=True):
    """`after`: of the page, the last product that was read."""

    page: int = 1
    after: int = 0
    total: int | None = None


class OrdersMark(msgspec.Struct, omit_defaults=True):
    """`cursor`: every change before it was read; `told`: the orders of the last page with that very time."""

    cursor: datetime = BEGINNING
    page: int = 1
    told: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    total: int | None = None


class WholeShop:
    """Reads by pages. `snapshot` is how one order is read alone."""

    def __init__(
        self,
        shop: Shop,
        catalogue: Catalogue,
        snapshot: Callable[[Order], OrderSnapshot],
        now: Callable[[], datetime],
    ) -> None:
        self._shop, self._catalogue = shop, catalogue
        self._snapshot, self._now = snapshot, now

    def catalogue(self, text: str) -> CataloguePart:
        """A page of products. One that is deleted meanwhile pulls the others forward: one may be missed
        that nobody asks for, until the next night."""
        mark = _read(text, CatalogueMark)
        if mark is None:
            mark = CatalogueMark(total=self._shop.count("products"))
        read_at = self._now()
        bodies, more = self._shop.page("products", mark.page, orderby="id", order="asc")
        products = [one for one in (read_as(Product, body) for body in bodies) if one.id > mark.after]
        part = _some(products)
        items = tuple(item for product in part for item in self._items(product))
        left = tuple(one for product in part for one in _left_on(product))
        after: CatalogueMark | None = CatalogueMark(mark.page, part[-1].id if part else 0, mark.total)
        if len(part) == len(products):
            after = CatalogueMark(mark.page + 1, 0, mark.total) if more else None
        return CataloguePart(items, _text(after), read_at, mark.total, left=left)

    def _items(self, product: Product) -> Iterator[ItemSnapshot]:
        """Whatever holds stock of its own, and what is sold without being counted."""
        self._catalogue.learn(Ref(product.id), product)
        if product.type in NOT_SOLD:
            return
        if product.type != "variable":
            yield self._catalogue.item(Ref(product.id))
            return
        if product.managed:
            yield self._catalogue.item(Ref(product.id))
        for ref in self._catalogue.learn_variations(product.id):
            found = self._catalogue.of(ref)
            if found is not None and found.manage_stock != PARENT:
                yield self._catalogue.item(ref)

    def orders(self, text: str) -> OrdersPart:
        """A page of orders, the oldest change first.

        `modified_after` is strict, and an order that changes while we read pulls the others forward: we go
        on from the last time seen, and turn pages only within one second.
        """
        mark = _read(text, OrdersMark) or self._first()
        read_at = self._now()
        bodies, more = self._shop.page(
            "orders",
            mark.page,
            per_page=TOGETHER,
            modified_after=f"{mark.cursor - TICK:%Y-%m-%dT%H:%M:%S}",
            dates_are_gmt=True,
            orderby="modified",
            order="asc",
            status=",".join(mark.states),
        )
        listed = [read_as(Order, body) for body in bodies]
        fresh = [order for order in listed if order.id not in mark.told]
        self._catalogue.know(ref_of(line) for order in fresh for line in order.line_items)
        read = tuple(self._snapshot(order) for order in fresh)
        left = tuple(one for order in fresh for one in self._left_at(order))
        after = _text(_next(mark, listed)) if more else ""
        return OrdersPart(read, after, read_at, mark.total, left=left)

    def _first(self) -> OrdersMark:
        totals = [row for row in self._shop.get("reports/orders/totals") if isinstance(row, dict)]
        named = {str(row.get("slug", "")): row for row in totals}
        open_now = {slug: row for slug, row in named.items() if slug and slug not in SETTLED}
        if not open_now:
            return OrdersMark(states=("processing", "on-hold"))
        total = sum(int(row.get("total") or 0) for row in open_now.values())
        return OrdersMark(states=tuple(open_now), total=total)

    def _left_at(self, order: Order) -> Iterator[Left]:
        name = f"#{order.number or order.id}"
        pre_ordered = _is_pre_order(order)
        for line in order.line_items:
            title = f"{name} {plain(line.name)}"
            told = [(key, str(value)) for key, value in meta_of(line.meta_data).items() if key not in HINTS]
            yield from properties_of(str(order.id), str(line.id), title, told)
            if pre_ordered:
                product = self._catalogue.of(Ref(line.product_id))
                released = meta_of(product.meta_data) if product else {}
                on = day_of(released.get("_wc_pre_orders_availability_datetime"))
                yield Left("preorder_order", f"{order.id} {line.id}", title, str(order.id), str(line.id), on)


def _some(products: Sequence[Product]) -> list[Product]:
    """Up to and with the tenth that has variations."""
    found: list[Product] = []
    for product in products:
        found.append(product)
        if sum(one.type == "variable" for one in found) == FAMILIES:
            break
    return found


def _next(mark: OrdersMark, listed: Sequence[Order]) -> OrdersMark:
    newest = max((moment(order.date_modified_gmt) for order in listed), default=mark.cursor)
    told = tuple(order.id for order in listed if moment(order.date_modified_gmt) == newest)
    if newest > mark.cursor:
        return OrdersMark(newest, 1, told, mark.states, mark.total)
    return OrdersMark(mark.cursor, mark.page + 1, told, mark.states, mark.total)


def _is_pre_order(order: Order) -> bool:
    """Woo Pre-Orders' own meta and status."""
    flag = meta_of(order.meta_data).get("_wc_pre_orders_is_pre_order")
    return order.status == "pre-ordered" or str(flag) in ("1", "yes", "True")


def _left_on(product: Product) -> Iterator[Left]:
    meta = meta_of(product.meta_data)
    if meta.get("_wc_pre_orders_enabled") == "yes":
        on = day_of(meta.get("_wc_pre_orders_availability_datetime"))
        yield Left("preorder_product", str(product.id), plain(product.name), told_for=on)


def _read(text: str, kind: type[M]) -> M | None:
    """None for a beginning, and for what an older release wrote."""
    try:
        return msgspec.json.decode(text, type=kind) if text else None
    except msgspec.MsgspecError:
        return None


def _text(mark: msgspec.Struct | None) -> str:
    return msgspec.json.encode(mark).decode() if mark else ""
