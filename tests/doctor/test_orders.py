"""What an order carries at the shop, against what the ledger says: planted, found, mended, gone."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

from connector.ledger import orders, stores, tasks
from connector.ledger.orders import Order
from jobs.desk import switching
from jobs.doctor import examining
from jobs.drain import drain
from jobs.table import KINDS
from sandbox.shopify.holds import release
from sandbox.shopify.orders import touch
from tests.doctor.rounds import amiss, examined, mend, mended, rules
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant
from tests.world import World


def opened(here: World, platform: str) -> Merchant:
    """Two of three lamps on backorder, everything settled."""
    merchant = MERCHANTS[platform](here, "lamps").stock(lamp=1)
    merchant.sell("a", lamp=3)
    here.settle()
    return merchant


def shopify(here: World) -> ShopifyMerchant:
    merchant = opened(here, "shopify")
    assert isinstance(merchant, ShopifyMerchant)
    return merchant


def untold(here: World) -> None:
    """The platforms' webhooks of what was just done never arrive."""
    here.shopify.webhooks.take()
    for store in here.woo.stores.values():
        store.webhooks.take()


def let_go(merchant: ShopifyMerchant, label: str = "a") -> None:
    """Somebody at the shop takes our holds off."""
    for work in merchant.orders[label].live_works:
        if work.holds:
            release(merchant.shop, work)
    touch(merchant.shop, merchant.orders[label])
    untold(merchant.here)


def tag(merchant: ShopifyMerchant, *tags: str) -> None:
    merchant.orders["a"].tags[:] = tags
    touch(merchant.shop, merchant.orders["a"])
    untold(merchant.here)


def write_record(merchant: Merchant, owed: int | None) -> None:
    """Somebody changes our record; None: takes it away."""
    front = merchant.here.workshop.storefront(merchant.store)
    ref = merchant.ref(merchant.orders["a"])
    (marks,) = front.marks([ref], frozenset())
    front.remove_record(ref)
    if owed is not None and marks.record is not None:
        lines = tuple(replace(line, owed=owed) for line in marks.record.lines)
        front.settle_record(ref, replace(marks.record, lines=lines))
    untold(merchant.here)


def order_of(merchant: Merchant, label: str) -> Order:
    with merchant.here.ledger.reading() as unit:
        ref = merchant.ref(merchant.orders[label])
        found = orders.by_ref(unit, merchant.store.account_id, merchant.store.id, ref)
    assert found is not None
    return found


def test_a_healthy_store_has_nothing_amiss(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    assert rules(here, merchant.store) == []


def test_a_backorder_that_nothing_keeps_back_is_held_again(here: World) -> None:
    merchant = shopify(here)
    let_go(merchant)
    mended(here, merchant.store, "hold_missing")
    assert merchant.held("a") == 2


def test_a_hold_that_nothing_waits_for_is_released_and_anothers_stays(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps").stock(lamp=9)
    merchant.sell("a", lamp=3)
    merchant.sell("b", lamp=1)
    merchant.shop.mark_hold_by_another_app(merchant.orders["b"], "theirs", "OTHER")
    here.settle()
    (work,) = merchant.orders["a"].live_works
    merchant.shop.hold(work, handle="backorder-of-another-day")
    untold(here)

    mended(here, merchant.store, "hold_left")

    assert merchant.held("a") == 0
    assert merchant.held("b") == 1


def test_a_hold_of_another_app_in_the_place_of_ours_is_no_fault(here: World) -> None:
    merchant = shopify(here)
    let_go(merchant)
    merchant.shop.mark_hold_by_another_app(merchant.orders["a"], "theirs", "OTHER")
    untold(here)
    assert rules(here, merchant.store) == []


def test_a_missing_tag_is_set_and_others_stay(here: World) -> None:
    merchant = shopify(here)
    tag(merchant, "VIP")
    mended(here, merchant.store, "tag_missing")
    assert merchant.orders["a"].tags == ["VIP", "Backorder"]


def test_a_tag_left_behind_is_taken_off_and_others_stay(here: World) -> None:
    merchant = shopify(here)
    tag(merchant, "VIP", "Backorder", "Backorder ready")
    mended(here, merchant.store, "tag_left")
    assert merchant.orders["a"].tags == ["VIP", "Backorder"]


def test_a_tag_of_our_text_on_an_order_that_never_owed_anything_is_somebody_elses(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps").stock(lamp=9)
    merchant.sell("a", lamp=3)
    here.settle()
    tag(merchant, "Backorder")
    assert rules(here, merchant.store) == []


def test_a_record_that_is_gone_is_written_again(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    write_record(merchant, None)
    mended(here, merchant.store, "record_missing")


def test_a_record_that_says_something_else_is_written_again(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    write_record(merchant, 7)
    mended(here, merchant.store, "record_stale")


def test_a_record_of_an_order_that_owes_nothing_any_more_is_emptied(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    front = here.workshop.storefront(merchant.store)
    ref = merchant.ref(merchant.orders["a"])
    (before,) = front.marks([ref], frozenset())
    assert before.record is not None
    merchant.cancel("a")
    here.settle()
    front.settle_record(ref, before.record)
    untold(here)
    mended(here, merchant.store, "record_left")


def test_goods_shipped_although_we_believed_them_kept_back_are_told_and_read(
    here: World, platform: str
) -> None:
    merchant = opened(here, platform)
    if isinstance(merchant, ShopifyMerchant):
        let_go(merchant)
    merchant.receive("lamp", 2)
    merchant.ship("a", "lamp", 3)
    untold(here)

    found = examined(here, merchant.store)

    assert [(one.rule, one.gaps["units"]) for one in found] == [("shipped_held", 2)]
    assert mend(here, merchant.store, "shipped_held") == ""
    assert amiss(here, merchant.store) == []
    assert rules(here, merchant.store) == []


def test_a_ledger_that_is_merely_behind_is_read_again_and_nothing_is_said(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    merchant.receive("lamp", 5)
    merchant.sell("b", lamp=9)
    merchant.cancel("a")
    untold(here)
    assert rules(here, merchant.store) == []
    assert order_of(merchant, "a").standing in ("CANCELLED", "cancelled")


def test_an_order_that_the_shop_deleted_is_no_fault(here: World, platform: str) -> None:
    merchant = opened(here, platform)
    merchant.delete("a")
    untold(here)
    assert rules(here, merchant.store) == []


@pytest.mark.parametrize("refusal", ["paused", "off", "older"])
def test_nothing_is_mended_against_the_pause_or_a_switch(here: World, refusal: str) -> None:
    merchant = shopify(here)
    let_go(merchant)
    store = merchant.store
    assert rules(here, store) == ["hold_missing"]
    with here.ledger.writing() as unit:
        if refusal == "paused":
            switching.pause(unit, store.account_id, "Ada", here.clock())
        else:
            kept = stores.get(unit, store.account_id, store.id)
            on_at = here.clock() + timedelta(hours=1) if refusal == "older" else None
            stores.turn(unit, kept, "holds", on_at, "Ada")

    assert mend(here, store, "hold_missing") == refusal

    assert merchant.held("a") == 0
    with here.ledger.reading() as unit:
        order = order_of(merchant, "a")
        assert not tasks.any_open(unit, store.account_id, store.id, {"holds"}, {str(order.id)})
    if refusal != "paused":
        assert rules(here, store) == []  # a person chose that nothing keeps it back


def test_a_hold_left_behind_with_the_switch_off_is_told_and_left_to_a_person(here: World) -> None:
    merchant = ShopifyMerchant(here, "lamps").stock(lamp=1)
    merchant.sell("a", lamp=3)
    here.settle()
    with here.ledger.writing() as unit:
        kept = stores.get(unit, merchant.store.account_id, merchant.store.id)
        stores.turn(unit, kept, "holds", None, "Ada")
    assert rules(here, merchant.store) == []
    merchant.cancel("a")
    here.settle()
    merchant.sell("b", lamp=1)
    here.settle()
    (work,) = merchant.orders["b"].live_works
    merchant.shop.hold(work, handle="backorder-of-another-day")
    untold(here)

    assert rules(here, merchant.store) == ["hold_left"]
    assert mend(here, merchant.store, "hold_left") == "off"
    assert merchant.held("b") == 1


def test_two_rounds_at_once_say_the_same_as_one(here: World) -> None:
    merchant = shopify(here)
    let_go(merchant)
    with here.ledger.writing() as unit:
        examining.owe(unit, merchant.store.account_id, merchant.store.id, here.clock())
    rivals = [Thread(target=drain, args=(here.workshop, "intake", KINDS, 10.0)) for _ in range(2)]
    for one in rivals:
        one.start()
    for one in rivals:
        one.join()

    assert rules(here, merchant.store) == ["hold_missing"]
    assert len(amiss(here, merchant.store)) == 1
    assert mend(here, merchant.store, "hold_missing") == ""
    assert merchant.held("a") == 2


def test_a_fault_that_comes_back_opens_again_and_counts_from_then(here: World) -> None:
    merchant = shopify(here)
    let_go(merchant)
    (first,) = examined(here, merchant.store)
    (seen_again,) = examined(here, merchant.store)
    assert seen_again.id == first.id
    assert seen_again.first_seen_at == first.first_seen_at < seen_again.seen_at
    assert mend(here, merchant.store, "hold_missing") == ""
    let_go(merchant)
    (again,) = examined(here, merchant.store)
    assert again.id == first.id
    assert again.first_seen_at > first.first_seen_at
    assert again.mended_by == ""
