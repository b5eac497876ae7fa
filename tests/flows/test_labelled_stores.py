"""A store that sold long before we came: exactly what was labelled by hand is owed, and nothing left."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.domain.backorders import OPEN
from connector.ledger.backorders import Backorder
from connector.ledger.orders import Line, Order
from connector.ledger.readings import Reading
from connector.ledger.stores import Store
from jobs import attaching
from tests.flows import labelled_shopify, labelled_woocommerce
from tests.flows.labelled import Row, sku
from tests.flows.outside import writes
from tests.world import CLIENT_SECRET, World

Owed = dict[str, dict[str, int]]


class ShopifyPast:
    """Acts a table out at a Shopify shop of two locations."""

    rows = labelled_shopify.ALL
    MONEY = ("PENDING", "AUTHORIZED", "PAID")

    def __init__(self, here: World) -> None:
        self.here = here
        self.shop = here.shopify.add_shop("past", token="shpat_past")
        self.places = {name: self.shop.add_location(name) for name in ("Berlin", "Hamburg")}
        self.goods: dict[str, Any] = {}
        self.names: dict[str, str] = {}

    def attach(self) -> Store:
        return attaching.attach_shopify(self.here.workshop, "main", "past", "shpat_past", CLIENT_SECRET)

    def put(self, name: str, there: str) -> None:
        units, _, how = there.partition(" ")
        stock = dict(zip(self.places.values(), map(int, units.split("/")), strict=False))
        self.goods[name] = self.shop.add_product(
            name,
            sku=name,
            price="10.00",
            stock=stock,
            tracked=how != "untracked",
            policy="DENY" if how == "deny" else "CONTINUE",
            requires_shipping=how not in ("unshipped", "gift"),
            gift_card=how == "gift",
        )

    def act(self, row: Row) -> None:
        money = next((word for word in row.then if word in self.MONEY), "PAID")
        wish: dict[str, Any] = {"financial": money}
        if "plan" in row.then:
            wish["plan"] = self.shop.add_selling_plan(row.name)
        wanted = [(self._good(row, letters), units) for letters, units in row.bought.items()]
        if "till" in row.then:
            order = self.shop.sell_at_till(wanted, self.places["Berlin"])
        else:
            place = next((self.places[word.split()[1]] for word in row.then if "from " in word), None)
            order = self.shop.place_order(wanted, location=place, **wish)
            if "later" not in row.then:
                self.shop.route(order)
        self.names[order.gid] = row.name
        for words in row.then:
            self._step(row, order, *words.split())

    def _good(self, row: Row, letters: str) -> Any:
        if len(letters) == 1:
            return self.goods[sku(row, letters)]
        parts = [(self.goods[sku(row, letter)], at) for at, letter in enumerate(letters, start=1)]
        return self.shop.add_bundle(row.name, parts)

    def _step(self, row: Row, order: Any, verb: str, *more: str) -> None:
        def line(letter: str) -> Any:
            return next(one for one in order.lines if one.sku == sku(row, letter))

        match verb, *more:
            case "ship", letter, units:
                self.shop.fulfil(order, {line(letter): int(units)})
            case "receive", letter, units:
                self.shop.receive(self.goods[sku(row, letter)], self.places["Berlin"], int(units))
            case (("refund" | "lose"), letter, units):
                self.shop.refund(order, {line(letter): int(units)}, restock=verb == "refund")
            case "cancel", *lost:
                self.shop.cancel_order(order, restock=not lost)
            case ("delete",):
                self.shop.delete_order(order)
            case "edit", letter, units:
                self.shop.edit_order(order, line(letter), int(units))
            case "add", letter, units:
                self.shop.add_line(order, self.goods[sku(row, letter)], int(units))
            case "swap", letter, other:
                self.shop.swap_item(order, line(letter), self.goods[sku(row, other)])
            case ("expire",):
                self.shop.expire_authorisation(order)
            case ("void",):
                self.shop.void(order)
            case ("risk",):
                order.risk_level = "HIGH"
            case "move", place:
                self.shop.move(order.live_works[0], self.places[place])
            case ("hold",):
                self.shop.mark_hold_by_another_app(order, "theirs", "OTHER")


class WooPast:
    """Acts a table out at a WooCommerce store."""

    rows = labelled_woocommerce.ALL

    def __init__(self, here: World) -> None:
        self.here = here
        self.store = here.woo.add_store("past", key="ck_past", secret="cs_past")
        self.store.enable("fulfillments")
        for slug in ("awaiting-parts", "pre-ordered"):
            self.store.add_status(slug, slug)
        self.goods: dict[str, Any] = {}
        self.names: dict[str, str] = {}

    def attach(self) -> Store:
        here = self.here
        return attaching.attach_woocommerce(here.workshop, "main", self.store.url, "ck_past", "cs_past")

    def put(self, name: str, there: str) -> None:
        units, _, how = there.partition(" ")
        if not units.lstrip("-").isdigit():
            self.goods[name] = self.store.add_product(name, sku=name, stock_status=units)
        elif how in ("variation", "parent"):
            above = int(units) if how == "parent" else None
            parent = self.store.add_variable(name, stock=above, backorders="notify")
            own = int(units) if how == "variation" else None
            self.goods[name] = self.store.add_variation(parent, "S", sku=name, stock=own, backorders="notify")
        else:
            self.goods[name] = self.store.add_product(
                name,
                sku=name,
                stock=int(units),
                backorders=how if how in ("yes", "no") else "notify",
                virtual=how == "virtual",
            )

    def act(self, row: Row) -> None:
        at = next((words.split()[1] for words in row.then if words.startswith("at ")), "processing")
        order = self.store.place_order(
            [(self.goods[sku(row, letter)], units) for letter, units in row.bought.items()],
            status=None if "card" in row.then else at,
            via="rest" if "rest" in row.then else "checkout",
            payment_method="lab_card" if "card" in row.then else "bacs",
            paid="paid" in row.then,
        )
        self.names[str(order.id)] = row.name
        for words in row.then:
            self._step(row, order, *words.split())

    def _step(self, row: Row, order: Any, verb: str, *more: str) -> None:
        def line(letter: str) -> int:
            rows = self.store.order(order)["line_items"]
            return next(one["id"] for one in rows if one["sku"] == sku(row, letter))

        match verb, *more:
            case "ship", letter, units:
                self.store.fulfil(order, {line(letter): int(units)})
            case "receive", letter, units:
                self.store.receive(self.goods[sku(row, letter)], int(units))
            case (("refund" | "lose"), letter, units):
                self.store.refund(order, {line(letter): int(units)}, restock=verb == "refund")
            case "money", amount:
                self.store.refund(order, amount=amount)
            case "to", status:
                self.store.set_status(order, status)
            case ("trash",):
                self.store.trash(order)
            case ("delete",):
                self.store.force_delete(order)
            case "edit", letter, units:
                self.store.edit_line(order, line(letter), int(units))
            case "add", letter, units:
                self.store.add_line(order, self.goods[sku(row, letter)], int(units))
            case "swap", letter, other:
                self.store.swap_line(order, line(letter), self.goods[sku(row, other)])


Past = ShopifyPast | WooPast


def play(past: Past, rows: Sequence[Row]) -> Owed:
    """Act the table out, each order two seconds after the one before; what the labels say is owed."""
    for row in rows:
        for letter, there in row.there.items():
            if sku(row, letter) not in past.goods:
                past.put(sku(row, letter), there)
        past.here.clock.ahead += timedelta(seconds=2)
        past.act(row)
    return {row.name: {sku(row, at): units for at, units in row.owed.items()} for row in rows if row.owed}


def owed_of(past: Past, store: Store) -> Owed:
    """By order and SKU, what the ledger says is owed."""
    found: Owed = {}
    with past.here.ledger.reading() as unit:
        wanted = (
            select(Order.order_ref, Line.sku, Backorder.quantity)
            .join(Line, Line.id == Backorder.line_id)
            .join(Order, Order.id == Line.order_id)
            .where(Backorder.account_id == store.account_id, Line.account_id == store.account_id)
            .where(Order.account_id == store.account_id, Backorder.state.in_(OPEN), Backorder.quantity > 0)
        )
        for ref, of_sku, units in unit.execute(wanted):
            of_order = found.setdefault(past.names[ref], {})
            of_order[of_sku] = of_order.get(of_sku, 0) + units
    return found


@pytest.mark.parametrize("kind", [ShopifyPast, WooPast])
def test_exactly_what_was_labelled_is_owed_and_nothing_left(here: World, kind: type[Past]) -> None:
    past = kind(here)
    assert len(past.rows) >= 60
    labelled = play(past, past.rows)
    past_writes = len(writes(here))

    store = past.attach()
    here.settle()

    assert owed_of(past, store) == labelled
    assert len(writes(here)) == past_writes
    assert here.mailbox.letters == []
    with here.ledger.reading() as unit:
        (reading,) = unit.scalars(select(Reading).where(Reading.account_id == store.account_id))
    assert (reading.phase, reading.trouble, reading.items) == (
        "done",
        "",
        reading.items_total or len(past.goods),
    )
