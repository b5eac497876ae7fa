"""A store as the people around it use it: its owner, its buyers, its warehouse. Everything takes the lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.woocommerce import fulfilling, ordering, refunds, statuses, stock
from sandbox.woocommerce.gateway import AFTER_CHECKOUT
from sandbox.woocommerce.order_body import note_body, order_body
from sandbox.woocommerce.outbox import Outbox
from sandbox.woocommerce.purchase import Line, Order
from sandbox.woocommerce.reading import order_of
from sandbox.woocommerce.shelf import Goods, Shelf, rows_of
from sandbox.woocommerce.shop import ApiKey

Bought = Order | int
Item = Line | int


class WooStore(Shelf):
    """One store of the sandbox. Products, orders and lines may be given as objects or by their ids."""

    @property
    def url(self) -> str:
        return self.shop.url

    @property
    def webhooks(self) -> Outbox:
        """What is owed to webhooks, and how to deliver it."""
        return self.shop.outbox

    # The owner.

    def add_key(self, key: str, secret: str, permissions: str = "read_write") -> None:
        """`permissions`: read, write or read_write."""
        self.shop.keys[key] = ApiKey(secret, permissions)

    def revoke_key(self, key: str) -> None:
        self.shop.keys.pop(key, None)

    def add_status(self, slug: str, name: str) -> None:
        """A plugin's order status; it neither takes stock nor gives it back."""
        self.shop.statuses[slug] = name

    def remove_status(self, slug: str) -> None:
        """The plugin is switched off: orders keep the status, lists no longer show them."""
        del self.shop.statuses[slug]

    def enable(self, feature: str, on: bool = True) -> None:
        """Switch a feature, `fulfillments` for one."""
        (self.shop.features.add if on else self.shop.features.discard)(feature)

    @property
    def head_html(self) -> str:
        """What the merchant pasted into the head of every page."""
        return self.shop.head_html

    @head_html.setter
    def head_html(self, html: str) -> None:
        self.shop.head_html = html

    def speak(self, language: str) -> None:
        """The language of the store's pages: "en" or "ja"."""
        self.shop.language = language

    @property
    def product_html(self) -> str:
        """What the merchant pasted below the form of every product."""
        return self.shop.product_html

    @product_html.setter
    def product_html(self, html: str) -> None:
        self.shop.product_html = html

    # The buyers.

    def place_order(
        self,
        items: Sequence[tuple[Goods, int]],
        *,
        email: str = "mary@example.com",
        first_name: str = "Mary",
        last_name: str = "Jackson",
        country: str = "US",
        status: str | None = None,
        via: str = "checkout",
        payment_method: str = "bacs",
        paid: bool = False,
        created: datetime | None = None,
        shipping: str = "0",
        address: Mapping[str, str] | None = None,
        note: str = "",
        locale: str = "",
        meta: Mapping[str, Any] | None = None,
        customer_id: int = 0,
        line_meta: Sequence[Mapping[str, Any]] = (),
    ) -> Order:
        """`via` is checkout or rest; without `status` the gateway says where the order rests. `locale` is as
        WPML writes it; `shipping` is the flat rate's price; `line_meta` is of each line. Raises OutOfStock.
        """
        person = {"first_name": first_name, "last_name": last_name, "country": country, **(address or {})}
        shop, checkout = self.shop, via == "checkout"
        with shop.lock:
            goods = [(self._product(product), quantity) for product, quantity in items]
            ordering.refuse_shortage(shop, goods if checkout else [])
            order = ordering.new_order(shop, "store-api" if checkout else "rest-api", created)
            order.shipping, order.billing, order.customer_note = person, {**person, "email": email}, note
            order.customer_id, rest = customer_id, None
            if checkout:
                ordering.check_out(shop, order, goods, payment_method, Decimal(shipping))
                rest = None if paid else AFTER_CHECKOUT.get(payment_method)
            else:
                ordering.fill(shop, order, goods, payment_method)
            ordering.write_meta(order, line_meta)
            order.meta.apply(rows_of(({"wpml_language": locale} if locale else {}) | dict(meta or {})))
            return ordering.place(shop, order, status or rest, paid)

    def decline_captures(self, order: Bought) -> None:
        """The bank will say no when this order's card is captured."""
        self._order(order).card_declines = True

    # The people in the office.

    def set_status(self, order: Bought, status: str) -> None:
        with self.shop.lock:
            statuses.move(self.shop, self._order(order), status)

    def cancel(self, order: Bought) -> None:
        self.set_status(order, "cancelled")

    def expire(self, order: Bought) -> None:
        """The hour of an unpaid checkout is over; no other order is cancelled by itself."""
        with self.shop.lock:
            statuses.expire(self.shop, self._order(order))

    def complete(self, order: Bought) -> None:
        self.set_status(order, "completed")

    def pay(self, order: Bought, transaction_id: str = "") -> None:
        """The payment arrives: `processing` or `completed` by what was bought and how it is paid."""
        with self.shop.lock:
            found = self._order(order)
            statuses.pay(self.shop, found, transaction_id)
            self.shop.touch(found)

    def edit_line(self, order: Bought, line: Item, quantity: int) -> None:
        """A new quantity at the old unit price; 0 removes the line."""
        with self.shop.lock:
            found = self._order(order)
            row = self._line(found, line)
            if quantity == 0:
                ordering.remove_line(self.shop, found, row)
            else:
                row.subtotal, row.total = (m / row.quantity * quantity for m in (row.subtotal, row.total))
                row.quantity = quantity
                stock.adjust(self.shop, found, row, quantity)
            self.shop.touch(found)

    def add_line(self, order: Bought, product: Goods, quantity: int) -> Line:
        """As the admin's screen adds an item: with its hint, and taking stock at once."""
        with self.shop.lock:
            found = self._order(order)
            line = ordering.add_line(self.shop, found, self._product(product), quantity)
            ordering.hint(self.shop, line)
            stock.adjust(self.shop, found, line, quantity)
            self.shop.touch(found)
            return line

    def swap_line(self, order: Bought, line: Item, product: Goods) -> Line:
        """Another product in as many units, as a new line."""
        with self.shop.lock:
            found = self._order(order)
            row = self._line(found, line)
            new = self.add_line(found, product, row.quantity)
            self.edit_line(found, row, 0)
            return new

    def refund(
        self,
        order: Bought,
        quantities: Mapping[Item, int] | None = None,
        *,
        restock: bool = False,
        amount: str | None = None,
        pay: bool = False,
        reason: str = "",
    ) -> None:
        """By lines (at their unit price) or by `amount`; `pay` sends the money through the gateway."""
        with self.shop.lock:
            found = self._order(order)
            rows = [(self._line(found, line), quantity) for line, quantity in (quantities or {}).items()]
            parts = {row.id: (n, row.total / row.quantity * n) for row, n in rows}
            due = None if amount is None else Decimal(amount)
            refunds.make(self.shop, found, parts, due, reason=reason, pay=pay, restock=restock)

    def fulfil(self, order: Bought, quantities: Mapping[Item, int], tracking: str = "") -> None:
        """Record a parcel; the feature `fulfillments` must be on for anybody to read it."""
        with self.shop.lock:
            found = self._order(order)
            sent = [{"item_id": self._line(found, line).id, "qty": n} for line, n in quantities.items()]
            rows: list[dict[str, Any]] = [{"key": "_items", "value": sent}]
            if tracking:
                rows.append({"key": "_tracking_number", "value": tracking})
            fulfilling.add(self.shop, found, "fulfilled", True, rows)

    def trash(self, order: Bought) -> None:
        with self.shop.lock:
            statuses.trash(self.shop, self._order(order))

    def force_delete(self, order: Bought) -> None:
        with self.shop.lock:
            statuses.force_delete(self.shop, self._order(order))

    # Reading.

    def order(self, order: Bought) -> dict[str, Any]:
        """The order as the REST API shows it."""
        with self.shop.lock:
            return order_body(self.shop, self._order(order))

    def notes(self, order: Bought) -> list[dict[str, Any]]:
        """Oldest first."""
        with self.shop.lock:
            found = self._order(order)
            return [note_body(self.shop, found, note) for note in found.notes]

    def _order(self, order: Bought) -> Order:
        return order_of(self.shop, order if isinstance(order, int) else order.id)

    def _line(self, order: Order, line: Item) -> Line:
        found = order.line(line if isinstance(line, int) else line.id)
        if found is None:
            raise ValueError(f"Order {order.id} has no such line")
        return found
