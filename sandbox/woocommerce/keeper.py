"""A shopkeeper for demonstrations: buyers order, goods arrive, orders are cancelled and completed."""

import random
import threading

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.ordering import OutOfStock
from sandbox.woocommerce.store import WooStore

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
        deeds = (self._order, self._receive, self._cancel, self._complete)
        self._chance.choices(deeds, weights=(60, 20, 8, 12))[0]()

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
        owed = [p for p in self._goods() if p.keeper and (p.keeper.quantity or 0) < 3]
        if owed:
            self._store.receive(self._chance.choice(owed), self._chance.randint(2, 8))

    def _cancel(self) -> None:
        self._move("cancelled")

    def _complete(self) -> None:
        self._move("completed")

    def _move(self, status: str) -> None:
        with self._store.shop.lock:
            open_orders = [
                o for o in self._store.shop.orders.values() if o.status in ("on-hold", "processing")
            ]
            if open_orders:
                self._store.set_status(self._chance.choice(open_orders), status)

    def _goods(self) -> list[Product]:
        with self._store.shop.lock:
            return [p for p in self._store.shop.products.values() if p.kind != "variable"]
