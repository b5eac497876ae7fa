"""A shopkeeper for demonstrations: buyers order, goods arrive, orders are cancelled and completed."""

import random
import threading
from itertools import chain

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.ordering import OutOfStock
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.store import WooStore

PARCELS = 3
"""How many orders are paid, or leave, at one time."""
BUYERS = ("ada", "grace", "mary", "katherine", "dorothy")


class StoreKeeper:
    """Does one thing every `interval` seconds in a thread; the same seed does the same things."""

    def __init__(self, store: WooStore, interval: float = 5.0, seed: int = 0) -> None:
        self._store, self._interval = store, interval
        self._chance = random.Random(seed)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=10)

    def step(self) -> None:
        """One thing that happens in the store."""
        deeds = (self._order, self._receive, self._cancel, self._pay, self._complete)
        self._chance.choices(deeds, weights=(46, 22, 6, 12, 14))[0]()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self.step()

    def _order(self) -> None:
        goods = self._goods()
        if not goods:
            return
        buyer = self._chance.choice(BUYERS)
        method = self._chance.choice(("bacs", "cod", "lab_card"))
        items = [(self._chance.choice(goods), self._chance.randint(1, 4))]
        try:
            self._store.place_order(
                items, email=f"{buyer}@example.com", first_name=buyer.title(), payment_method=method
            )
        except OutOfStock:
            # The buyer leaves; that is what a sold-out page does.
            return

    def _receive(self) -> None:
        owed = [p for p in self._goods() if p.keeper and (p.keeper.quantity or 0) < 1]
        if owed:
            most = min(owed, key=lambda one: one.quantity or 0)
            self._store.receive(most, self._chance.randint(2, 8))

    def _cancel(self) -> None:
        found = self._in("on-hold", "processing")
        if found:
            self._store.cancel(self._chance.choice(found))

    def _pay(self) -> None:
        for order in self._in("on-hold")[:PARCELS]:
            self._store.pay(order)

    def _complete(self) -> None:
        """Parcels leave for paid orders that the shelf reaches, the oldest first."""
        for order in [one for one in self._reached() if one.status == "processing"][:PARCELS]:
            self._store.complete(order)

    def _in(self, *statuses: str) -> list[Order]:
        with self._store.shop.lock:
            return [one for one in self._store.shop.orders.values() if one.status in statuses]

    def _reached(self) -> list[Order]:
        """Open orders whose units lie on the shelf when the oldest orders take theirs first."""
        found = []
        with self._store.shop.lock:
            open_orders = self._in("on-hold", "processing")
            shelf = {one.id: one.quantity or 0 for one in self._store.shop.products.values()}
            wanted = [
                [
                    (line.product.keeper.id, line.reduced)
                    for line in one.lines
                    if line.product and line.product.keeper
                ]
                for one in open_orders
            ]
            for keeper_id, units in chain.from_iterable(wanted):
                shelf[keeper_id] += units
            for order, lines in zip(open_orders, wanted, strict=True):
                if all(shelf[keeper_id] >= units for keeper_id, units in lines):
                    found.append(order)
                for keeper_id, units in lines:
                    shelf[keeper_id] = max(0, shelf[keeper_id] - units)
        return found

    def _goods(self) -> list[Product]:
        with self._store.shop.lock:
            return [p for p in self._store.shop.products.values() if p.kind != "variable"]
