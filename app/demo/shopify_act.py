"""Act one: a Shopify shop sells five lamps of three."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.demo.readings import letter_to, units
from app.demo.stage import Stage
from app.demo.teller import Teller
from connector.ledger import items, supply
from sandbox.shopify import Shop
from sandbox.shopify.sales import Order
from sandbox.shopify.things import Variant
from sandbox.shopify.transfers import Transfer

MIA, JONAS = "mia@example.com", "jonas@example.com"


@dataclass
class Act:
    stage: Stage
    mia: Order = field(init=False)
    jonas: Order = field(init=False)
    transfer: Transfer = field(init=False)
    lamp: Variant = field(init=False)
    berlin: str = field(init=False)

    @property
    def tell(self) -> Teller:
        return self.stage.teller

    @property
    def shop(self) -> Shop:
        return self.stage.town.shop

    def play(self) -> None:
        self.tell.act("Shopify: five lamps ordered, three on the shelf")
        self.furnish()
        self.first_buyer()
        self.second_buyer()
        self.goods_arrive()
        self.first_cancels()

    def furnish(self) -> None:
        self.berlin = self.shop.add_location("Berlin")
        self.lamp = self.shop.add_product(
            "Walnut Desk Lamp", sku="LAMP-WALNUT", price="80.00", stock={self.berlin: 3}
        )
        arrives = self.shop.now() + timedelta(days=10)
        self.transfer = self.shop.add_transfer(to=self.berlin, items={self.lamp: 2}, arrives_at=arrives)
        self.tell.meets("the transfer is known", 1, self.expected, lambda found: bool(found == 1))
        self.tell.say(f"Berlin has 3 Walnut Desk Lamps. A transfer of 2 more arrives on {arrives:%d %B}.")

    def expected(self) -> int:
        workshop, account = self.stage.workshop, self.stage.account_id
        with workshop.ledger.reading() as unit:
            found = items.by_sku(unit, account, self.lamp.sku)
            return sum(len(supply.expected(unit, account, item.id)) for item in found)

    def first_buyer(self) -> None:
        self.mia = self.order(MIA, "Mia", 5, "AUTHORIZED")
        self.tell.say(f"Mia orders 5 ({self.mia.name}). Her card is authorised, nothing is charged.")
        self.tell.sees(
            "the order carries the tag Backorder", True, lambda: "Backorder" in self.tags(self.mia)
        )
        self.tell.sees(
            "3 lamps are free to ship now, 2 are on hold", (3, 2), lambda: self.free_and_held(self.mia)
        )
        self.dated(self.mia, 2)
        letter = letter_to(self.stage, MIA, "authorised; nothing has been charged yet")
        self.tell.found("Mia's letter says what ships now, what later, and that nothing was charged:")
        self.tell.quote(letter)

    def second_buyer(self) -> None:
        self.jonas = self.order(JONAS, "Jonas", 2, "PAID")
        self.tell.say(f"Jonas orders 2 ({self.jonas.name}) and pays at once. He is behind Mia.")
        self.tell.sees("both of his lamps are on hold", (0, 2), lambda: self.free_and_held(self.jonas))
        self.dated(self.jonas, 2)
        letter_to(self.stage, JONAS, "You have already paid", "full refund")
        self.tell.found("Jonas's letter says that he has paid, and may cancel for a full refund")

    def goods_arrive(self) -> None:
        before = self.record(self.jonas)["promised_for"]
        self.shop.receive_transfer(self.transfer)
        self.tell.say("The transfer arrives: 2 lamps, enough for Mia only.")
        self.tell.sees("Mia's hold is released: all 5 may ship", (5, 0), lambda: self.free_and_held(self.mia))
        self.tell.sees(
            "her order is tagged Backorder ready", ("Backorder ready",), lambda: self.tags(self.mia)
        )
        self.tell.sees("Jonas still waits for 2", (0, 2), lambda: self.free_and_held(self.jonas))
        self.tell.sees(
            f"and his date is still {before}", before, lambda: self.record(self.jonas)["promised_for"]
        )

    def first_cancels(self) -> None:
        self.shop.cancel_order(self.mia)
        self.tell.say("Mia cancels. Her 5 lamps are on the shelf again.")
        self.tell.sees(
            "Jonas's hold is released: his 2 may ship", (2, 0), lambda: self.free_and_held(self.jonas)
        )
        self.tell.sees("Mia's order has no tag of ours left", (), lambda: self.tags(self.mia))

    def order(self, email: str, first_name: str, quantity: int, financial: str) -> Order:
        placed = self.shop.place_order(
            [(self.lamp, quantity)], email=email, first_name=first_name, financial=financial
        )
        self.shop.route(placed)
        return placed

    def tags(self, order: Order) -> tuple[str, ...]:
        return self.shop.order(order.gid).tags

    def free_and_held(self, order: Order) -> tuple[int, int]:
        """Units that the warehouse may ship, and units on hold."""
        seen = self.shop.order(order.gid)
        total = sum(sum(work.lines.values()) for work in seen.fulfilment_orders)
        held = sum(seen.held.values())
        return total - held, held

    def record(self, order: Order) -> dict[str, Any]:
        """Our metafield on the order, of its one line; empty before it is there."""
        kept = self.shop.order(order.gid).metafields
        found = [json.loads(value) for (_, key), value in kept.items() if key == "backorder_lines"]
        lines: list[dict[str, Any]] = [line for one in found for line in units(one["lines"])]
        return lines[0] if lines else {}

    def dated(self, order: Order, owed: int) -> None:
        found = self.tell.meets(
            "the order's metafield", f"{owed} owed, and a date", lambda: self.record(order),
            lambda record: record.get("owed") == owed and bool(record.get("promised_for")),
        )  # fmt: skip
        self.tell.found(
            f"its metafield: {owed} owed, to ship on {found['promised_for']}: {found['rests_on']}"
        )
