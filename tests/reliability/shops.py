"""Two shops that sell what they have not got, and what must be true in the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from connector.ledger import tasks
from connector.ledger.backorders import Backorder
from connector.ledger.inbox import Received
from connector.ledger.letters import Letter
from connector.ledger.orders import Order
from connector.ledger.stores import Store
from connector.ledger.tasks import DONE, Task
from connector.ledger.tenancy import ACROSS
from sandbox.shopify import Shop
from sandbox.woocommerce import WooStore
from tests.world import World

STOCK, WANTED = 3, 5


@dataclass
class Shops:
    """Each order asks for five of a thing of its own, of which there are three: two are owed."""

    here: World
    shopify: Shop
    woo: WooStore
    stores: tuple[Store, Store]
    berlin: str
    sold: int = 0
    on_shopify: list[Any] = field(default_factory=list)
    on_woo: list[Any] = field(default_factory=list)

    def sell(self, each: int = 1) -> None:
        """Orders at both shops; their deliveries wait in the outboxes."""
        for _ in range(each):
            self.sold += 1
            n = self.sold
            lamp = self.shopify.add_product(
                f"Lamp {n}", sku=f"S{n}", price="80.00", stock={self.berlin: STOCK}
            )
            shelf = self.woo.add_product(
                f"Shelf {n}", sku=f"W{n}", price="49.90", stock=STOCK, backorders="yes"
            )
            self.on_shopify.append(
                self.shopify.place_order(
                    [(lamp, WANTED)], routing="now", financial="AUTHORIZED", email=f"s{n}@example.com"
                )
            )
            self.on_woo.append(
                self.woo.place_order(
                    [(shelf, WANTED)], status="processing", email=f"w{n}@example.com", paid=True
                )
            )

    @property
    def addresses(self) -> set[str]:
        return {f"{letter}{n}@example.com" for n in range(1, self.sold + 1) for letter in "sw"}


def open_shops(here: World, switches: Sequence[str] = ("tags", "record", "holds", "letters")) -> Shops:
    shop, store = here.add_shop(switches=tuple(switches))
    # What a shop of the largest plan may ask: waiting for points is another test's matter.
    shop.bucket.maximum, shop.bucket.restore_rate = 40_000, 4_000
    woo, kept = here.add_woo(switches=tuple(switches))
    return Shops(here, shop, woo, (store, kept), shop.add_location("Berlin"))


def nothing_is_open(shops: Shops) -> bool:
    with shops.here.ledger.reading() as unit:
        wanted = select(func.count()).where(Task.state.in_((tasks.OWED, tasks.CLAIMED)))
        return not unit.scalar(wanted, execution_options=ACROSS)


def assert_everything_is_known(shops: Shops) -> None:
    """Every delivery read, every order kept, two units owed on each."""
    with shops.here.ledger.reading() as unit:
        unread = unit.scalar(select(func.count()).where(Received.read_at.is_(None)), execution_options=ACROSS)
        kept = unit.scalar(select(func.count()).select_from(Order), execution_options=ACROSS)
        owed = unit.execute(
            select(Backorder.order_id, func.sum(Backorder.quantity))
            .where(Backorder.quantity > 0, Backorder.state == "waiting")
            .group_by(Backorder.order_id),
            execution_options=ACROSS,
        ).all()
        stuck = unit.scalars(
            select(Task).where(Task.state != DONE, Task.kind != "letter"), execution_options=ACROSS
        ).all()
    assert not unread
    assert kept == 2 * shops.sold
    assert [(task.kind, task.state, task.trouble) for task in stuck] == []
    assert Counter(int(units) for _, units in owed) == {WANTED - STOCK: 2 * shops.sold}


def assert_the_platforms_have_it(shops: Shops) -> None:
    """Tag, record and hold, once each, as they are at the shops themselves."""
    for placed in shops.on_shopify:
        seen = shops.shopify.order(placed.gid)
        assert seen.tags == ("Backorder",)
        assert sum(seen.held.values()) == WANTED - STOCK
        assert {len(work.holds) for work in seen.fulfilment_orders} <= {0, 1}
        assert len(seen.metafields) == 1
    for bought in shops.on_woo:
        ours = [one for one in shops.woo.order(bought)["meta_data"] if "backorder" in one["key"].lower()]
        assert len(ours) == len({one["key"] for one in ours}) >= 1
        told = [note for note in shops.woo.notes(bought) if note["author"] != "WooCommerce"]
        assert len(told) <= 1


def assert_one_letter_each(shops: Shops, unknown: int = 0) -> None:
    """No letter twice; at most `unknown` wait for a person, who alone may send them again."""
    arrived = Counter(address for to, _ in shops.here.mailbox.raw for address in to)
    assert set(arrived) <= shops.addresses
    assert set(arrived.values()) <= {1}
    with shops.here.ledger.reading() as unit:
        rows = unit.execute(select(Letter.to_address, Letter.state), execution_options=ACROSS)
        states = dict(map(tuple, rows))
        waiting = unit.scalars(
            select(Task).where(Task.kind == "letter", Task.state == tasks.UNKNOWN), execution_options=ACROSS
        ).all()
    assert set(states) == shops.addresses
    lost = {address for address, state in states.items() if state == "unknown"}
    assert {address for address, state in states.items() if state == "sent"} == shops.addresses - lost
    assert len(lost) == len(waiting) <= unknown
    assert shops.addresses - lost <= set(arrived)
