"""A shop's history, drawn at random, and the post that brings it late, twice, in disorder, or not at all."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import requests

from connector.ledger import items, locks, tasks
from connector.ledger.tasks import Owe
from jobs import progress
from sandbox.shopify.store import Refused
from sandbox.woocommerce.errors import RestError
from tests.flows.merchants import Merchant, ShopifyMerchant, WooMerchant

SKUS = ("LAMP", "SHADE")


class Step(NamedTuple):
    """One thing that happens in the shop; `pick` chooses the order, `units` how many."""

    event: str
    pick: int
    units: int
    seconds: int


@dataclass
class History:
    """`tell` does a step; what makes no sense in the shop's state is passed over."""

    shop: Merchant
    done: list[Step] = field(default_factory=list)

    def tell(self, step: Step) -> None:
        self.shop.here.clock.ahead += timedelta(seconds=step.seconds)
        try:
            EVENTS[step.event](self.shop, step)
        except (Refused, RestError, StopIteration, IndexError, ValueError):
            return
        self.done.append(step)


def _label(shop: Merchant, step: Step) -> str:
    return sorted(shop.orders)[step.pick % len(shop.orders)] if shop.orders else ""


def _sku(step: Step) -> str:
    return SKUS[step.units % len(SKUS)]


def _place(shop: Merchant, step: Step) -> None:
    units = {"LAMP": step.units + 1} | ({"SHADE": step.units} if step.pick % 3 == 0 and step.units else {})
    how: dict[str, Any] = {}
    if step.pick % 4 == 1:
        how = {"financial": "PENDING"} if isinstance(shop, ShopifyMerchant) else {"status": "on-hold"}
    shop.sell_how(f"O{len(shop.orders):03}", units, **how)


def _existing(act: Callable[[Merchant, str, Step], None]) -> Callable[[Merchant, Step], None]:
    def on_an_order(shop: Merchant, step: Step) -> None:
        if label := _label(shop, step):
            act(shop, label, step)

    return on_an_order


def _pay(shop: Merchant, label: str, _step: Step) -> None:
    if isinstance(shop, ShopifyMerchant | WooMerchant):
        shop.shop.pay(shop.orders[label])


def _ship(shop: Merchant, label: str, step: Step) -> None:
    """No more than is there and open: a parcel needs goods."""
    open_units = {
        "shopify": lambda line: line.unfulfilled_quantity,
        "woocommerce": lambda line: line.quantity,
    }[shop.platform]
    assert isinstance(shop, ShopifyMerchant | WooMerchant)
    shop.ship(label, "LAMP", min(step.units + 1, open_units(shop.line(label, "LAMP"))))


EVENTS: dict[str, Callable[[Merchant, Step], None]] = {
    "place": _place,
    "edit": _existing(lambda shop, label, step: shop.edit(label, "LAMP", step.units + 1)),
    "add": _existing(lambda shop, label, step: shop.add(label, "SHADE", step.units + 1)),
    "swap": _existing(lambda shop, label, _step: shop.swap(label, "LAMP", "SHADE")),
    "cancel": _existing(lambda shop, label, _step: shop.cancel(label)),
    "ship": _existing(_ship),
    "refund": _existing(lambda shop, label, step: shop.refund(label, "LAMP", 1, restock=step.units % 2 == 0)),
    "pay": _existing(_pay),
    "lose payment": _existing(lambda shop, label, _step: shop.lose_payment(label)),
    "receive": lambda shop, step: shop.receive(_sku(step), step.units + 1),
    "recount": lambda shop, step: shop.recount(_sku(step), step.units),
}


@dataclass
class Post:
    """Deliveries on their way; `chance` decides which go when."""

    shop: Merchant
    chance: random.Random
    waiting: list[Any] = field(default_factory=list)
    lost: int = 0

    def collect(self) -> None:
        for one in self._box.take():
            if self.chance.random() < 0.25:
                self.lost += 1
            else:
                self.waiting += [one] * self.chance.choice((1, 1, 2))

    def bring(self, share: float) -> None:
        """A part of what waits, in any order."""
        self.chance.shuffle(self.waiting)
        count = round(len(self.waiting) * share)
        now, self.waiting = self.waiting[:count], self.waiting[count:]
        with requests.Session() as session:
            for one in now:
                self._send(session, one)

    @property
    def _box(self) -> Any:
        assert isinstance(self.shop, ShopifyMerchant | WooMerchant)
        return self.shop.here.shopify.webhooks if self.shop.platform == "shopify" else self.shop.shop.webhooks

    def _send(self, session: requests.Session, one: Any) -> None:
        status = self._box.post(session, one) if self.shop.platform == "shopify" else self._box.post(one)
        assert status == 200


def read_again(shop: Merchant) -> None:
    """What was lost on the way is found by reading: every listing, and the orders that changed since."""
    here, store = shop.here, shop.store
    with here.ledger.writing() as unit:
        refs: Sequence[str] = [
            listing.ref
            for item in items.of_account(unit, store.account_id)
            for listing in items.listings_of(unit, store.account_id, item.id)
            if listing.store_id == store.id
        ]
        owed = [Owe("intake", "reread_item", ref, here.clock()) for ref in refs]
        # A shop whose every delivery was lost has no listing yet; its open orders are looked at again.
        progress.begin(unit, locks.store(unit, store.account_id, store.id), "whole", here.clock())
        tasks.owe(unit, store.account_id, store.id, owed, here.clock())
