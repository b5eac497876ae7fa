"""Before it leaves, nothing of ours stays at the store; after it left, nobody is bothered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from connector.ledger import leaving, locks, offers, stores, tasks
from connector.ledger.history import Happened
from connector.ledger.items import Listing
from connector.ledger.leaving import Progress
from connector.ledger.offers import NewOffer, Offer
from connector.ledger.stores import Store
from connector.ledger.tasks import Task
from jobs import leaving as jobs_leaving
from jobs import tidying
from tests.flows.everywhere import found
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant
from tests.world import World

OURS = {"Backorder", "Backorder ready"}


def begin(here: World, store: Store) -> None:
    with here.ledger.writing() as unit:
        row = locks.store(unit, store.account_id, store.id)
        jobs_leaving.begin(unit, row, "Ada", here.clock())


def progress(here: World, store: Store) -> Progress:
    with here.ledger.reading() as unit:
        return leaving.progress(unit, stores.get(unit, store.account_id, store.id))


def test_nothing_of_ours_is_left_and_all_of_others_is_untouched(here: World) -> None:
    merchant = ShopifyMerchant(here, "leaves")
    merchant.stock(LAMP=1)
    for label in "abc":
        merchant.sell(label, LAMP=2)
    here.settle()
    for label in "ab":
        order = merchant.orders[label]
        order.tags = [*order.tags, "VIP"]
        merchant.shop.mark_hold_by_another_app(order, "theirs", "OTHER")
    before = {label: merchant.shop.order(merchant.orders[label].gid) for label in "abc"}
    assert all(OURS & set(one.tags) and one.metafields for one in before.values())
    begin(here, merchant.store)
    here.settle()
    for label, was in before.items():
        now = merchant.shop.order(merchant.orders[label].gid)
        assert not OURS & set(now.tags)
        assert ("VIP" in now.tags) == (label in "ab")
        assert now.metafields == {}
        assert others(now) == others(was)
        assert ours(now) == []
    assert progress(here, merchant.store) == Progress(False, 3, 0, 3)
    with here.ledger.reading() as unit:
        assert stores.switches(unit, merchant.store.account_id, merchant.store.id) == {}


def others(order: Any) -> list[str]:
    return sorted(hold.gid for work in order.fulfilment_orders for hold in work.holds if not hold.ours)


def ours(order: Any) -> list[Any]:
    return [hold for work in order.fulfilment_orders for hold in work.holds if hold.ours]


def test_a_woocommerce_orders_record_goes_and_its_other_meta_stays(here: World) -> None:
    merchant = MERCHANTS["woocommerce"](here, "leaves").stock(LAMP=1)
    order = merchant.sell_how("a", {"LAMP": 2}, meta={"gift_wrap": "yes"})
    here.settle()
    keys = {row["key"] for row in merchant.shop.order(order)["meta_data"]}  # type: ignore[attr-defined]
    begin(here, merchant.store)
    here.settle()
    left = {row["key"] for row in merchant.shop.order(order)["meta_data"]}  # type: ignore[attr-defined]
    assert "gift_wrap" in left
    assert keys - left == {"_backorder_connector"} or any("backorder" in key for key in keys - left)
    assert not any("backorder" in key for key in left)


@pytest.fixture
def crowded(here: World) -> Merchant:
    merchant = ShopifyMerchant(here, "uninstalls")
    merchant.stock(LAMP=1)
    for label in "abcd":
        merchant.sell(label, LAMP=2)
    here.settle()
    return merchant


def test_taking_the_app_off_drops_the_tokens_and_ends_quietly(here: World, crowded: Merchant) -> None:
    """Also what failed in the moment between the uninstall and our hearing of it."""
    store = crowded.store
    crowded.receive("LAMP", 5)
    here.deliver()
    crowded.shop.uninstall()  # type: ignore[attr-defined]
    here.settle()
    with here.ledger.reading() as unit:
        left = stores.get(unit, store.account_id, store.id)
        assert left.left_at is not None
        assert set(left.sealed) <= {"client_secret"}
        assert tasks.waiting_for_person(unit, store.account_id) == []
        mine = select(Task).where(Task.account_id == store.account_id, Task.state != "done")
        assert list(unit.scalars(mine)) == []
        told = select(Happened.who, Happened.what).where(
            Happened.account_id == store.account_id, Happened.order_id.is_(None)
        )
        assert unit.execute(told.order_by(Happened.id)).all() == [
            ("operator", f"{left.name} was added; its webhooks were made"),
            ("shopify", f"{left.name} was taken off: its webhooks and keys are gone"),
        ]


def test_what_is_older_than_its_time_is_forgotten_by_itself(here: World) -> None:
    merchant = MERCHANTS["woocommerce"](here, "tidies").stock(LAMP=1)
    merchant.sell_how("a", {"LAMP": 1}, email="settled@example.com", first_name="Severin")
    merchant.sell_how("b", {"LAMP": 2}, email="waits@example.com", first_name="Waiting")
    here.settle()
    merchant.ship("a", "LAMP", 1)
    here.settle()
    store = merchant.store
    with here.ledger.writing() as unit:
        row = stores.get(unit, store.account_id, store.id)
        row.settings = {**row.settings, "retention_days": 45}
    here.clock.ahead += timedelta(days=31)
    tidied(here)
    assert kept(here, "settled@example.com") == {"orders.email"}
    here.clock.ahead += timedelta(days=20)
    tidied(here)
    assert kept(here, "settled@example.com", "Severin") == set()
    assert "orders.email" in kept(here, "waits@example.com")
    assert tidying.owe_due(here.workshop) == 0


def test_offers_that_ended_long_ago_are_evidence_of_nothing_any_more(here: World) -> None:
    merchant = MERCHANTS["woocommerce"](here, "offers").stock(LAMP=0)
    here.settle()
    store, now = merchant.store, here.clock()
    with here.ledger.writing() as unit:
        listing = unit.scalars(select(Listing).where(Listing.account_id == store.account_id)).one()
        made = NewOffer(store.id, listing.id, listing.item_id, {"regions": {}, "note": ""}, "x")
        for day in (500, 300):
            offers.renew(unit, store.account_id, [made], [], now - timedelta(days=day))
        offers.renew(unit, store.account_id, [], [listing.id], now)
    here.clock.ahead += timedelta(days=150)
    tidied(here)
    assert offers_kept(here, store) == 1
    here.clock.ahead += timedelta(days=270)
    tidied(here)
    assert offers_kept(here, store) == 0


def offers_kept(here: World, store: Store) -> int:
    with here.ledger.reading() as unit:
        wanted = select(func.count(Offer.id)).where(Offer.account_id == store.account_id)
        return unit.scalar(wanted) or 0


def tidied(here: World) -> None:
    assert tidying.owe_due(here.workshop) == 1
    here.work()


def kept(here: World, *words: str) -> set[str]:
    return set(found(here.ledger, here.workshop.settings.redis_url, *words))
