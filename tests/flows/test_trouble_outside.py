"""Slow, busy and broken stores: each delays only itself, is left alone when it asks, and is shown."""

import threading
import time

import pytest

from connector.ledger import orders, stores, tasks
from connector.ledger.tasks import GIVEN_UP, Task
from jobs.desk import trying_again
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant, WooMerchant
from tests.flows.seen import owed
from tests.world import World

SLOW = 4.0


def calls(here: World) -> int:
    return len(here.shopify.log) + len(here.woo.log)


def is_known(shop: Merchant, label: str) -> bool:
    with shop.here.ledger.reading() as unit:
        ref = shop.ref(shop.orders[label])
        return orders.by_ref(unit, shop.store.account_id, shop.store.id, ref) is not None


def given_up(shop: Merchant) -> list[Task]:
    with shop.here.ledger.reading() as unit:
        return tasks.waiting_for_person(unit, shop.store.account_id)


def test_a_slow_store_delays_only_itself(here: World) -> None:
    slow, quick = ShopifyMerchant(here, "slow", ()), WooMerchant(here, "quick", ())
    for shop in (slow, quick):
        shop.stock(LAMP=1)
        shop.sell("A", LAMP=3)
    here.shopify.faults.next("Order", "slow", seconds=SLOW)
    here.deliver()
    working = threading.Thread(target=here.work)
    began = time.monotonic()
    working.start()
    while not owed(quick, "A") and time.monotonic() - began < SLOW:
        time.sleep(0.05)
    assert working.is_alive(), "the slow store is still being waited for"
    assert owed(quick, "A") == 2
    assert not is_known(slow, "A")
    working.join(timeout=30)
    here.settle()
    assert owed(slow, "A") == 2


def test_a_store_that_asks_for_quiet_gets_it_for_as_long_as_it_asked(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "busy", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    trouble = here.shopify.faults if platform == "shopify" else here.woo.faults
    trouble.next(None, "429", seconds=60.0)
    here.deliver()
    here.work()
    asked = calls(here)
    with here.ledger.reading() as unit:
        quiet_until = stores.get(unit, shop.store.account_id, shop.store.id).quiet_until
    assert quiet_until
    assert 50 < (quiet_until - here.clock()).total_seconds() <= 60
    here.wait_and_work(30.0)
    assert calls(here) == asked
    assert not is_known(shop, "A")
    here.wait_and_work(35.0)
    here.settle()
    assert owed(shop, "A") == 2


@pytest.mark.parametrize("kind", ["500", "502", "drop"])
def test_trouble_that_passes_is_tried_again_until_it_works(here: World, platform: str, kind: str) -> None:
    shop = MERCHANTS[platform](here, "shaky", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    trouble = here.shopify.faults if platform == "shopify" else here.woo.faults
    trouble.next(None, kind, times=4)
    here.deliver()
    for _ in range(8):
        here.wait_and_work(40.0)
    here.settle()
    assert owed(shop, "A") == 2
    assert given_up(shop) == []


def test_a_write_whose_answer_was_lost_is_looked_for_and_not_repeated(here: World) -> None:
    shop = ShopifyMerchant(here, "lost")
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.shopify.faults.next("HoldWork", "timeout_after_applying", seconds=0.2)
    here.settle()
    for _ in range(4):
        here.wait_and_work(40.0)
    here.settle()
    works = shop.shop.order(shop.orders["A"].gid).fulfilment_orders
    assert shop.held("A") == 2
    assert sum(len(work.holds) for work in works) == 1


def test_keys_that_no_longer_open_the_store_are_shown_and_the_task_can_be_replayed(here: World) -> None:
    shop = WooMerchant(here, "locked", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    here.deliver()
    shop.shop.revoke_key("ck_locked")
    for _ in range(3):
        here.wait_and_work(40.0)
    shown = given_up(shop)
    assert {task.state for task in shown} == {GIVEN_UP}
    assert all(task.trouble for task in shown)
    asked = calls(here)
    here.wait_and_work(4000.0)
    assert calls(here) == asked, "what is given up is not tried again by itself"
    shop.shop.add_key("ck_locked", "cs_locked")
    with here.ledger.writing() as unit:
        for task in shown:
            trying_again.replay(unit, shop.store.account_id, task.id, "mia", here.clock())
    here.settle()
    assert given_up(shop) == []
    assert owed(shop, "A") == 2


def test_a_store_in_trouble_leaves_the_other_of_the_same_merchant_alone(here: World) -> None:
    broken, well = WooMerchant(here, "broken", ()), ShopifyMerchant(here, "well", ())
    broken.shop.revoke_key("ck_broken")
    for shop in (broken, well):
        shop.stock(LAMP=0)
        shop.sell("A", LAMP=2)
    here.settle()
    assert owed(well, "A") == 2
    assert {task.store_id for task in given_up(well)} == {broken.store.id}
