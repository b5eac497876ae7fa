"""Act two: the same at a WooCommerce store, whose delivery a person announces."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app import play
from app.demo.readings import letter_to, units
from app.demo.stage import Stage
from app.demo.teller import Teller
from connector.ledger import items, supply
from jobs.desk import expecting
from jobs.desk.expecting import Coming
from sandbox.woocommerce import Order, Product, WooStore

ADA, BEN = "ada@example.com", "ben@example.com"
META = "_backorder_connector"
WHO = "the demo"


@dataclass
class Act:
    stage: Stage
    ada: Order = field(init=False)
    ben: Order = field(init=False)
    lamp: Product = field(init=False)
    expected_id: int = field(init=False)

    @property
    def tell(self) -> Teller:
        return self.stage.teller

    @property
    def store(self) -> WooStore:
        return self.stage.town.store

    def play(self) -> None:
        self.tell.act("WooCommerce: the same, with a delivery that a person enters")
        self.furnish()
        self.first_buyer()
        self.second_buyer()
        self.goods_arrive()
        self.first_cancels()

    def furnish(self) -> None:
        self.lamp = self.store.add_product(
            "Paper Lantern", sku="LANTERN-PAPER", price="19.50", stock=3, backorders="notify"
        )
        self.tell.say("The store has 3 Paper Lanterns and takes orders beyond them.")
        comes_on = date.today() + timedelta(days=12)  # noqa: DTZ011  a person looks at the wall calendar
        self.announce(2, comes_on)
        self.tell.say(f"Somebody enters on the board: 2 more arrive on {comes_on:%d %B}.")

    def first_buyer(self) -> None:
        self.ada = self.order(ADA, "Ada", 5, status="on-hold", paid=False)
        self.tell.say(f"Ada orders 5 (#{self.ada.id}) and will pay by bank transfer: nothing is charged.")
        self.dated(self.ada, 2)
        self.tell.sees(
            "WooCommerce has no holds; its status was left alone", "on-hold", lambda: self.status(self.ada)
        )
        self.tell.sees("a private note tells the merchant", 1, lambda: len(self.notes(self.ada)))
        self.tell.quote(self.notes(self.ada)[0])
        letter = letter_to(self.stage, ADA, "3 × Paper", "2 × Paper", "nothing has been charged yet")
        self.tell.found("Ada's letter says what ships now, what later, and that nothing was charged:")
        self.tell.quote(letter)

    def second_buyer(self) -> None:
        self.ben = self.order(BEN, "Ben", 2, status="processing", paid=True)
        self.tell.say(f"Ben orders 2 (#{self.ben.id}) and pays at once. He is behind Ada.")
        self.dated(self.ben, 2)
        letter_to(self.stage, BEN, "You have already paid", "full refund")
        self.tell.found("Ben's letter says that he has paid, and may cancel for a full refund")

    def goods_arrive(self) -> None:
        before = self.line(self.ben)["promised_for"]
        self.arrived(2)
        self.store.receive(self.lamp, 2)
        self.tell.say("The delivery is here and counted: 2 lanterns, enough for Ada only.")
        self.tell.sees("Ada's 2 are set aside", (0, 2), lambda: self.owed_and_ready(self.ada))
        self.tell.sees("Ben still waits for 2", (2, 0), lambda: self.owed_and_ready(self.ben))
        self.tell.sees(f"and his date is still {before}", before, lambda: self.line(self.ben)["promised_for"])

    def first_cancels(self) -> None:
        self.store.cancel(self.ada)
        self.tell.say("Ada cancels. Her 5 lanterns are on the shelf again.")
        self.tell.sees("Ben's 2 are set aside", (0, 2), lambda: self.owed_and_ready(self.ben))
        self.tell.sees("nothing of Ada's is owed any more", {}, lambda: self.line(self.ada))

    def order(self, email: str, first_name: str, quantity: int, *, status: str, paid: bool) -> Order:
        return self.store.place_order(
            [(self.lamp, quantity)], email=email, first_name=first_name, status=status, paid=paid
        )

    def announce(self, quantity: int, comes_on: date) -> None:
        workshop, account = self.stage.workshop, self.stage.account_id

        def known() -> int:
            with workshop.ledger.reading() as unit:
                found = items.by_sku(unit, account, self.lamp.sku)
                return len(supply.on_hand(unit, account, found[0].id)) if found else 0

        self.tell.meets("the new item is counted", 1, known, lambda found: bool(found == 1))
        with workshop.ledger.writing() as unit:
            (item,) = items.by_sku(unit, account, self.lamp.sku)
            (shelf,) = supply.on_hand(unit, account, item.id)
            coming = Coming(item.id, shelf.location_id, quantity, comes_on)
            self.expected_id = expecting.add(unit, account, coming, WHO, workshop.clock()).id
        play.ring(workshop)

    def arrived(self, quantity: int) -> None:
        workshop, account = self.stage.workshop, self.stage.account_id
        with workshop.ledger.writing() as unit:
            expecting.arrive(unit, account, self.expected_id, quantity, WHO, workshop.clock())
        play.ring(workshop)

    def status(self, order: Order) -> str:
        return str(self.store.order(order)["status"])

    def notes(self, order: Order) -> list[str]:
        """Private notes of ours, oldest first."""
        found = self.store.notes(order)
        return [
            str(one["note"]) for one in found if not one["customer_note"] and "[backorder " in one["note"]
        ]

    def line(self, order: Order) -> dict[str, Any]:
        """Our meta on the order, of its one line; empty where there is none."""
        meta = {row["key"]: row["value"] for row in self.store.order(order)["meta_data"]}
        return next(units(meta.get(META)), {})

    def owed_and_ready(self, order: Order) -> tuple[int, int]:
        found = self.line(order)
        return found.get("owed", 0), found.get("ready", 0)

    def dated(self, order: Order, owed: int) -> None:
        found = self.tell.meets(
            "the order's meta", f"{owed} owed, and a date", lambda: self.line(order),
            lambda record: record.get("owed") == owed and bool(record.get("promised_for")),
        )  # fmt: skip
        self.tell.found(f"its meta: {owed} owed, to ship on {found['promised_for']}: {found['rests_on']}")
