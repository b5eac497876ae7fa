"""A shop that lives: somebody keeps ordering, goods keep arriving, now and then an order is cancelled."""

import random
import threading
from datetime import timedelta

from sandbox.shopify.sales import Order
from sandbox.shopify.shop import Shop
from sandbox.shopify.store import Refused
from sandbox.shopify.things import Variant
from sandbox.shopify.transfers import Transfer

BUYERS = (
    ("Jonas", "Weber", "en", "DE"),
    ("Claire", "Moreau", "en", "FR"),
    ("Priya", "Nair", "en", "GB"),
    ("Haruka", "Tanaka", "ja", "JP"),
    ("Kenji", "Mori", "ja", "JP"),
    ("Maria", "Lindqvist", "en", "SE"),
    ("Sam", "Okafor", "en", "US"),
)
"""First name, last name, locale, country."""
GOODS = (
    ("Walnut Desk Lamp", "LAMP-WALNUT", "80.00", 4),
    ("Linen Shade, 30 cm", "SHADE-LINEN-30", "24.50", 9),
    ("Brass Wall Light", "LIGHT-BRASS", "129.00", 2),
    ("Oak Floor Lamp", "LAMP-OAK-FLOOR", "210.00", 1),
)
"""Title, SKU, price, units at the beginning."""
MANY_SHORT = 15
"""Units owed at which buyers hesitate and the shop buys in."""
CALM, SHORT = (50, 12, 10, 6, 22), (25, 35, 10, 8, 22)
"""How often each deed is done: order, arrive, announce_goods, cancel, ship."""
PARCELS = 3
"""How many orders leave at one time."""


def furnish(shop: Shop) -> tuple[str, list[Variant]]:
    """A location and a small range for an empty shop; returns the location's gid and the items."""
    location = shop.add_location("Berlin")
    goods = [
        shop.add_product(title, sku=sku, price=price, stock={location: units})
        for title, sku, price, units in GOODS
    ]
    return location, goods


class ShopKeeper:
    """Does one thing in the shop every `interval` seconds, in a thread of its own, the same for a seed."""

    def __init__(self, shop: Shop, interval: float = 8.0, seed: int = 0) -> None:
        self.shop, self.interval, self.random = shop, interval, random.Random(seed)
        self.placed: list[Order] = []
        self.coming: list[Transfer] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the shop."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name=f"keeper-{self.shop.handle}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close it; waits for what is being done."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=10)
            self._thread = None

    def _run(self) -> None:
        while not self._stop.wait(self.interval):
            self.step()

    def step(self) -> str:
        """Do one thing; returns its name. What the shop refuses is left alone."""
        deeds = (self.order, self.arrive, self.announce_goods, self.cancel, self.ship)
        deed = self.random.choices(deeds, weights=CALM if sum(self.owed().values()) < MANY_SHORT else SHORT)[
            0
        ]
        try:
            deed()
        except Refused:
            return f"{deed.__name__} refused"
        return deed.__name__

    def order(self) -> None:
        """Somebody buys one or two things, more than there are as often as not."""
        first, last, locale, country = self.random.choice(BUYERS)
        goods = self.random.sample(self.goods, k=min(len(self.goods), self.random.choice((1, 1, 2))))
        order = self.shop.place_order(
            [(item, self.random.choice((1, 1, 2, 3, 5))) for item in goods],
            email=f"{first}.{last}@example.com".lower(),
            first_name=first,
            last_name=last,
            locale=locale,
            country=country,
            financial=self.random.choice(("AUTHORIZED", "PAID")),
        )
        self.placed.append(order)
        self.shop.route(order)

    def arrive(self) -> None:
        """Goods come in: what was announced, or unannounced what is owed most."""
        if self.coming and self.random.random() < 0.6:
            self.shop.receive_transfer(self.coming.pop(0))
            return
        owed = self.owed()
        item = max(self.goods, key=lambda one: owed[one.gid])
        if not owed[item.gid]:
            item = self.random.choice(self.goods)
        self.shop.receive(item, self.shop.locations[0].gid, self.random.randint(2, 7))

    def announce_goods(self) -> None:
        """Goods are on their way."""
        arrives = self.shop.now() + timedelta(days=self.random.randint(3, 21))
        wanted = {self.random.choice(self.goods): self.random.randint(2, 10)}
        self.coming.append(
            self.shop.add_transfer(to=self.shop.locations[0].gid, items=wanted, arrives_at=arrives)
        )

    def cancel(self) -> None:
        """A buyer thinks again."""
        waiting = [one for one in self.placed if not one.cancelled_at and one.unfulfilled]
        if waiting:
            self.shop.cancel_order(self.random.choice(waiting))

    def ship(self) -> None:
        """The warehouse sends what is not held and is there, the oldest orders first."""
        ready = [one for one in self.placed if not one.cancelled_at and one.unfulfilled and self.stocked(one)]
        for order in ready[:PARCELS]:
            if self.stocked(order):
                self.shop.fulfil(order)

    def stocked(self, order: Order) -> bool:
        """Whether every unit that is not held lies on the shelf."""
        parts = [part for work in order.live_works if not work.holds for part in work.lines]
        return bool(parts) and all(
            self.on_hand(part.line.variant) >= part.remaining_quantity for part in parts
        )

    def owed(self) -> dict[str, int]:
        """Units of each item that were sold and are not there, by its gid."""
        place = self.shop.locations[0].gid
        return {one.gid: max(0, -self.shop.levels(one, place)["available"]) for one in self.goods}

    def on_hand(self, variant: Variant | None) -> int:
        """Units that the warehouse holds of it."""
        return self.shop.levels(variant, self.shop.locations[0].gid)["on_hand"] if variant else 0

    @property
    def goods(self) -> list[Variant]:
        """What is sold by the piece."""
        return [one for one in self.shop.variants if not one.components]
