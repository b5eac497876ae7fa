"""Act three: one shelf of three, sold from by both stores; one queue, one board."""

import time
from dataclasses import dataclass, field

from app import play
from app.demo.board import Board
from app.demo.readings import letter_to, units
from app.demo.stage import Stage
from app.demo.teller import Teller
from app.demo.woocommerce_act import META
from connector.ledger import items, supply
from jobs.desk import linking
from sandbox.shopify.sales import Order as ShopifyOrder
from sandbox.shopify.things import Variant
from sandbox.woocommerce import Order as WooOrder
from sandbox.woocommerce import Product

SKU = "PENDANT-BRASS"
TITLE = "Brass Pendant"
PIA, BO = "pia@example.com", "bo@example.com"
WHO = "the demo"


@dataclass
class Act:
    stage: Stage
    berlin: str
    here: Variant = field(init=False)
    there: Product = field(init=False)
    pia: ShopifyOrder = field(init=False)
    bo: WooOrder = field(init=False)

    @property
    def tell(self) -> Teller:
        return self.stage.teller

    def play(self) -> None:
        self.tell.act("One shelf of three, sold by both stores")
        self.furnish()
        self.say_that_they_are_the_same()
        self.sell_on_shopify()
        self.sell_on_woocommerce()
        self.one_board()

    def furnish(self) -> None:
        town = self.stage.town
        self.here = town.shop.add_product(TITLE, sku=SKU, price="120.00", stock={self.berlin: 0})
        town.shop.receive(self.here, self.berlin, 3)
        self.there = town.store.add_product(TITLE, sku=SKU, price="129.00", stock=3, backorders="notify")
        self.tell.say(f"Both stores list the {TITLE}. There are 3 of it in all, on the shelf in Berlin.")

    def say_that_they_are_the_same(self) -> None:
        workshop, account = self.stage.workshop, self.stage.account_id

        def counted() -> int:
            with workshop.ledger.reading() as unit:
                found = items.by_sku(unit, account, SKU)
                return sum(bool(supply.on_hand(unit, account, item.id)) for item in found)

        self.tell.meets("both listings are counted", 2, counted, lambda found: bool(found == 2))
        with workshop.ledger.writing() as unit:
            one, other = items.by_sku(unit, account, SKU)
            first = next(row for row in items.listings_of(unit, account, one.id))
            kept = one if first.store_id == self.stage.shopify.id else other
            (shelf,) = supply.on_hand(unit, account, kept.id)
            found = linking.preview(unit, account, one.id, other.id, shelf.location_id)
            linking.link(unit, account, found, WHO, workshop.clock())
            stores = " and ".join(name for name, _ in found.listings)
        play.ring(workshop)
        self.tell.say(f"The merchant says on the board: it is the same item at {stores}.")

    def sell_on_shopify(self) -> None:
        shop = self.stage.town.shop
        self.pia = shop.place_order([(self.here, 2)], email=PIA, first_name="Pia", financial="PAID")
        shop.route(self.pia)
        self.tell.say(f"Pia buys 2 on Shopify ({self.pia.name}).")
        # Platforms stamp orders with whole seconds; the queue goes by them.
        time.sleep(1.1)

    def sell_on_woocommerce(self) -> None:
        store = self.stage.town.store
        self.bo = store.place_order(
            [(self.there, 3)], email=BO, first_name="Bo", status="processing", paid=True
        )
        self.tell.say(f"Bo buys 3 on WooCommerce (#{self.bo.id}), whose own count still said 3.")
        self.tell.sees("Bo is owed 2: 1 is left for him", 2, self.owed_to_bo)
        letter_to(self.stage, BO, "1 × Brass", "2 × Brass")
        self.tell.found("his letter says that 1 ships now and 2 later")
        self.tell.sees("nothing of Pia's is held", (2, 0), self.free_and_held_of_pia)
        self.tell.sees("and she got no letter", 0, lambda: len(self.stage.mailbox.to(PIA)))

    def one_board(self) -> None:
        board, address = Board(self.stage), f"/?q={SKU}"
        self.tell.say("The owner signs in by the link that they were sent, and looks at the board.")
        self.tell.sees(f"{board.url}{address} has 1 row for it", 1, lambda: board.rows(address))

    def owed_to_bo(self) -> int:
        body = self.stage.town.store.order(self.bo)
        meta = {row["key"]: row["value"] for row in body["meta_data"]}
        return sum(int(line["owed"]) for line in units(meta.get(META)))

    def free_and_held_of_pia(self) -> tuple[int, int]:
        seen = self.stage.town.shop.order(self.pia.gid)
        total = sum(sum(work.lines.values()) for work in seen.fulfilment_orders)
        held = sum(seen.held.values())
        return total - held, held
