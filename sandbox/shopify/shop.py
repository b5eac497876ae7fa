"""One shop, as its owner and its buyers handle it. Every method is thread-safe."""

from collections.abc import Mapping, Sequence
from typing import Literal, Unpack

from sandbox.shopify import changes, holds, orders, payments, works
from sandbox.shopify.orders import Wish
from sandbox.shopify.routing import route as make_works
from sandbox.shopify.sales import Hold, Line, Order, Refund, Work
from sandbox.shopify.store import Subscription
from sandbox.shopify.things import Variant
from sandbox.shopify.topics import TOPICS
from sandbox.shopify.views import OrderView, view
from sandbox.shopify.warehouse import Warehouse, locked


class Shop(Warehouse):
    """A shop in the sandbox. Lines are named by the line itself or its gid."""

    def line(self, line: Line | str) -> Line:
        """The line itself, or the one of that gid."""
        return line if isinstance(line, Line) else self.need(Line, line)

    def units(self, quantities: Mapping[Line, int] | Mapping[str, int]) -> dict[Line, int]:
        """The mapping with lines as keys."""
        return {self.line(line): units for line, units in quantities.items()}

    @locked
    def place_order(
        self,
        items: Sequence[tuple[Variant, int]],
        *,
        routing: Literal["later", "now"] = "later",
        location: str | None = None,
        **wish: Unpack[Wish],
    ) -> Order:
        """A buyer orders: stock is committed and orders/create told; `route` makes the fulfilment orders."""
        where = None if location is None else self.place(location)
        order = orders.place(self, items, where, **wish)
        orders.announce(self, order)
        if routing == "now":
            self.route(order)
        return order

    @locked
    def route(self, order: Order) -> None:
        """The background worker assigns locations and makes the fulfilment orders."""
        make_works(self, order)
        orders.touch(self, order)

    @locked
    def sell_at_till(
        self, items: Sequence[tuple[Variant, int]], location: str, **wish: Unpack[Wish]
    ) -> Order:
        """Sold over the counter: paid and shipped before anybody hears of it."""
        wish = {"source_name": "pos", "financial": "PAID", **wish}
        order = orders.place(self, items, self.place(location), **wish)
        make_works(self, order)
        for work in order.live_works:
            works.ship_parts(self, work, {part: part.remaining_quantity for part in work.lines})
        orders.announce(self, order)
        orders.touch(self, order, "orders/fulfilled")
        return order

    @locked
    def cancel_order(self, order: Order, *, restock: bool = True, reason: str = "CUSTOMER") -> None:
        """Cancel what is not shipped."""
        orders.cancel(self, order, restock=restock, reason=reason)

    @locked
    def delete_order(self, order: Order) -> None:
        """Forget the order."""
        orders.delete(self, order)

    @locked
    def edit_order(self, order: Order, line: Line | str, quantity: int, *, restock: bool = True) -> None:
        """Set a line's current quantity."""
        changes.edit(self, order, {self.line(line): quantity}, restock=restock)

    @locked
    def add_line(self, order: Order, item: Variant, quantity: int) -> list[Line]:
        """Add an item to a placed order."""
        return changes.add(self, order, item, quantity)

    @locked
    def swap_item(self, order: Order, line: Line | str, item: Variant) -> list[Line]:
        """Replace what is not shipped of a line by another item."""
        return changes.swap(self, order, self.line(line), item)

    @locked
    def refund(
        self, order: Order, quantities: Mapping[Line, int] | Mapping[str, int], *, restock: bool = True
    ) -> Refund:
        """Refund units: unshipped ones first, then shipped ones come back."""
        return changes.refund(self, order, self.units(quantities), restock=restock)

    @locked
    def exchange(self, order: Order, line: Line | str, item: Variant, quantity: int = 1) -> list[Line]:
        """Take shipped units back and send another item instead."""
        return changes.exchange(self, order, self.line(line), item, quantity)

    @locked
    def fulfil(self, order: Order, quantities: Mapping[Line, int] | Mapping[str, int] | None = None) -> None:
        """Ship the quantities, or all that is not held."""
        orders.fulfil(self, order, None if quantities is None else self.units(quantities))

    @locked
    def report_progress(self, order: Order) -> None:
        """Somebody began to pack all that is open."""
        for work in order.live_works:
            if "REPORT_PROGRESS" in holds.actions(work):
                works.report_progress(self, work)
        orders.touch(self, order)

    @locked
    def pay(self, order: Order) -> None:
        """Take all that is owed."""
        payments.pay(self, order)
        orders.touch(self, order, "orders/paid")

    @locked
    def void(self, order: Order) -> None:
        """Let the authorisation go."""
        payments.void(self, order)
        orders.touch(self, order)

    @locked
    def expire_authorisation(self, order: Order) -> None:
        """The authorisation ran out."""
        order.financial = "EXPIRED"
        orders.touch(self, order)

    @locked
    def mark_hold_by_another_app(
        self, order: Order, handle: str, reason: str, *, app: str = "gid://shopify/App/4242"
    ) -> None:
        """Hold everything open by an app that is not ours."""
        for work in order.live_works:
            holds.hold(self, work, reason=reason, handle=handle, app=app)
        orders.touch(self, order)

    @locked
    def hold(self, work: Work, quantities: Mapping[str, int] | None = None, *, handle: str) -> Hold:
        """Hold (units by part gid of) a fulfilment order, as if our app asked."""
        made, _rest = holds.hold(
            self, work, reason="INVENTORY_OUT_OF_STOCK", handle=handle, quantities=quantities
        )
        orders.touch(self, work.order)
        return made

    @locked
    def move(self, work: Work, location: str) -> Work:
        """Let another location ship it; returns the fulfilment order there."""
        moved = works.move(self, work, self.place(location), None)
        orders.touch(self, work.order)
        return moved

    @locked
    def subscribe(self, uri: str, topics: Sequence[str] = TOPICS) -> None:
        """Subscribe an address, as an app's own configuration does."""
        now = self.now()
        for topic in topics:
            made = self.make(Subscription, topic=topic, uri=uri, created_at=now, updated_at=now)
            self.subscriptions.append(made)

    @locked
    def uninstall(self) -> None:
        """The app is removed: one last webhook, then the token is dead."""
        self.emit("app/uninstalled", {"id": self.number, "name": self.name, "domain": self.domain})
        self.installed = False
        self.subscriptions.clear()

    @locked
    def order(self, gid: str) -> OrderView:
        """How an order stands now; KeyError where it is deleted."""
        return view(self.orders[gid])
