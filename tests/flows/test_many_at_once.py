"""Four workers and two thousand orders over five items, all at once: the queue is exact all the same."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from connector.config import Settings
from connector.domain.backorders import WAITING
from connector.domain.pegging import ON_HAND
from connector.ledger.backorders import Backorder
from connector.ledger.orders import Line, Order
from connector.ledger.pegs import Peg
from connector.ledger.supply import OnHand
from connector.ledger.tasks import CLAIMED, GIVEN_UP, OWED, UNKNOWN, Task
from sandbox.woocommerce.purchase import Order as WooOrder
from tests.conftest import POSTGRES
from tests.flows.many import work
from tests.flows.merchants import WooMerchant
from tests.flows.seen import check_queues
from tests.world import World

ORDERS, WORKERS = 2_000, 4
STOCK = {"LAMP": 1000, "SHADE": 950, "BULB": 2000, "CABLE": 800, "STAND": 1000}
"""About a thousand units of each are ordered."""

pytestmark = [
    pytest.mark.skipif(
        not POSTGRES, reason="SQLite has one writer at a time: this is about many on PostgreSQL"
    ),
    pytest.mark.slow,
    pytest.mark.timeout(400),
]


@contextmanager
def workers(settings: Settings) -> Iterator[None]:
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    them = [spawn.Process(target=work, args=(settings, at, stop)) for at in range(WORKERS)]
    for one in them:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in them:
            one.join(timeout=30)
        assert [one.exitcode for one in them] == [0] * WORKERS


def place_all(shop: WooMerchant) -> list[WooOrder]:
    """In a few seconds of the shop's own time, so that many orders are of the same age."""
    chance = random.Random(7)
    began = shop.here.clock() - timedelta(minutes=5)
    placed = []
    for number in range(ORDERS):
        skus = chance.sample(sorted(STOCK), chance.choice((1, 1, 2)))
        basket = [(shop.items[sku], chance.randint(1, 3)) for sku in skus]
        placed.append(
            shop.shop.place_order(
                basket,
                status="processing",
                paid=True,
                email=f"buyer{number}@example.com",
                created=began + timedelta(seconds=number // 200),
            )
        )
    return placed


def deliver_all(shop: WooMerchant) -> None:
    """By several connections, in disorder, some twice."""
    post = shop.shop.webhooks.take()
    post += random.Random(8).sample(post, len(post) // 10)
    random.Random(9).shuffle(post)
    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(shop.shop.webhooks.post, post))
    assert set(answers) == {200}


def wait_until_nothing_is_owed(here: World, seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with here.ledger.reading() as unit:
            wanted = select(func.count()).where(Task.account_id > 0, Task.state.in_((OWED, CLAIMED)))
            owed = unit.scalar(wanted, execution_options={"across_accounts": True})
        if not owed:
            nobody_has_to_look(here)
            return
        time.sleep(0.25)
    raise AssertionError(f"{owed} tasks are still owed")


def nobody_has_to_look(here: World) -> None:
    with here.ledger.reading() as unit:
        wanted = select(Task.kind, Task.trouble).where(
            Task.account_id > 0, Task.state.in_((GIVEN_UP, UNKNOWN))
        )
        stuck = unit.execute(wanted, execution_options={"across_accounts": True}).all()
    assert not stuck, f"{len(stuck)} tasks wait for a person: {stuck[:3]}"


def expected(placed: list[WooOrder]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """(order, SKU) -> units that are here, and that wait: oldest first, told from the shop's own orders."""
    left, here, waits = dict(STOCK), {}, {}
    for order in sorted(placed, key=lambda one: (one.created, one.id)):
        for line in order.lines:
            assert line.product
            key = (str(order.id), line.product.sku)
            served = min(left[line.product.sku], line.quantity)
            left[line.product.sku] -= served
            if served:
                here[key] = served
            if line.quantity > served:
                waits[key] = line.quantity - served
    return here, waits


def in_the_ledger(shop: WooMerchant) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    account_id = shop.store.account_id
    mine = (Line.account_id == account_id, Order.account_id == account_id, Order.id == Line.order_id)
    pegged = select(Order.order_ref, Line.sku, Peg.quantity).where(
        *mine, Peg.account_id == account_id, Peg.line_id == Line.id, Peg.supply_id == ON_HAND
    )
    waiting = select(Order.order_ref, Line.sku, Backorder.quantity).where(
        *mine,
        Backorder.account_id == account_id,
        Backorder.line_id == Line.id,
        Backorder.state == WAITING,
        Backorder.quantity > 0,
    )
    with shop.here.ledger.reading() as unit:
        return tuple(  # type: ignore[return-value]  # two of them
            {(ref, sku): units for ref, sku, units in unit.execute(wanted)} for wanted in (pegged, waiting)
        )


def test_two_thousand_orders_and_four_workers_peg_no_unit_twice_and_write_one_letter_an_order(
    here: World,
) -> None:
    shop = WooMerchant(here, "many", ("letters",))
    shop.stock(**STOCK)
    with workers(here.workshop.settings):
        placed = place_all(shop)
        deliver_all(shop)
        wait_until_nothing_is_owed(here)

    present, waits = expected(placed)
    assert in_the_ledger(shop) == (present, waits)
    check_queues(here.ledger, shop.store.account_id)
    with here.ledger.reading() as unit:
        counted = unit.scalars(select(OnHand.counted).where(OnHand.account_id == shop.store.account_id))
        assert sorted(counted) == sorted(STOCK.values())
    sent = Counter(to for recipients, _ in here.mailbox.raw for to in recipients)
    short = {ref for ref, _ in waits}
    assert sent == Counter(order.billing["email"] for order in placed if str(order.id) in short)
