"""Nothing is called free to ship while anything of it must still be kept back."""

import threading
from datetime import timedelta

import pytest

from connector.domain.backorders import READY, RELEASED, WAITING
from connector.ledger import history, locks, orders, tasks
from connector.ledger.tasks import Task
from jobs import effects
from jobs.desk.settings import saving
from tests.conftest import POSTGRES
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant
from tests.flows.seen import owed
from tests.world import World


def order_of(shop: Merchant, label: str) -> orders.Order:
    with shop.here.ledger.reading() as unit:
        ref = shop.ref(shop.orders[label])
        found = orders.by_ref(unit, shop.store.account_id, shop.store.id, ref)
    assert found
    return found


def told(shop: Merchant, label: str) -> list[str]:
    with shop.here.ledger.reading() as unit:
        return [one.what for one in history.of_order(unit, shop.store.account_id, order_of(shop, label).id)]


def given_up(shop: Merchant) -> list[Task]:
    with shop.here.ledger.reading() as unit:
        return tasks.waiting_for_person(unit, shop.store.account_id)


def test_goods_of_an_order_that_ships_together_are_let_go_when_the_last_is_here(
    here: World, platform: str
) -> None:
    shop = MERCHANTS[platform](here, "onebox")
    shop.stock(LAMP=0, SHADE=0)
    with here.ledger.writing() as unit:
        wanted = {"ships_together": True, "letter_delay_seconds": 0}
        saving.change(unit, shop.store.account_id, shop.store.id, wanted, "mia", here.clock())
    shop.sell("A", LAMP=2, SHADE=1)
    here.settle()
    shop.receive("LAMP", 2)
    here.settle()
    assert (owed(shop, "A", READY), owed(shop, "A", RELEASED), owed(shop, "A", WAITING)) == (2, 0, 1)
    assert not any("released" in line for line in told(shop, "A"))
    shop.receive("SHADE", 1)
    here.settle()
    assert (owed(shop, "A", READY), owed(shop, "A", RELEASED)) == (0, 3)


def test_released_goods_are_kept_back_again_when_the_authorisation_ends(here: World) -> None:
    shop = ShopifyMerchant(here, "review")
    shop.stock(LAMP=0)
    order = shop.sell("A", LAMP=2)
    here.settle()
    shop.receive("LAMP", 2)
    here.settle()
    assert (owed(shop, "A", RELEASED), shop.held("A")) == (2, 0)
    shop.shop.expire_authorisation(order)
    here.settle()
    assert (owed(shop, "A", READY), owed(shop, "A", RELEASED), shop.held("A")) == (2, 0, 2)
    shop.shop.pay(order)
    here.settle()
    assert (owed(shop, "A", READY), owed(shop, "A", RELEASED), shop.held("A")) == (0, 2, 0)


def test_a_deleted_order_leaves_nothing_for_a_person_to_do(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "deleted")
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=2)
    here.settle()
    shop.delete("A")
    here.settle()
    here.wait_and_work(60.0)
    assert owed(shop, "A") == 0
    assert [(task.kind, task.trouble) for task in given_up(shop)] == []


@pytest.mark.skipif(not POSTGRES, reason="on SQLite writers are alone")
def test_goods_set_aside_while_others_are_let_go_are_not_forgotten(here: World) -> None:
    """A rival sets one more unit aside between our reading what is ready and our writing it."""
    shop = ShopifyMerchant(here, "rival", ())
    shop.stock(LAMP=0)
    shop.sell_how("A", {"LAMP": 3}, financial="PENDING")
    here.settle()
    shop.receive("LAMP", 2)
    here.settle()
    order = order_of(shop, "A")
    assert (owed(shop, "A", READY), owed(shop, "A", WAITING)) == (2, 1)
    shop.receive("LAMP", 1)
    here.deliver()
    with here.ledger.writing() as unit:
        kept = locks.order(unit, order.account_id, order.id)
        effects.let_go(unit, kept, here.clock())
        rival = threading.Thread(target=here.work)
        rival.start()
        rival.join(timeout=1.0)
    rival.join(timeout=30)
    here.wait_and_work(timedelta(seconds=60).total_seconds())
    everything = sum(owed(shop, "A", state) for state in (WAITING, READY, RELEASED))
    assert (everything, owed(shop, "A", WAITING)) == (3, 0)
