"""Holds converge: from whatever is held to exactly what is wanted, and others' holds stay."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.outgoing import Outside
from adapters.shopify.client import ShopifyStorefront
from adapters.shopify.refusals import UserErrors
from connector.domain.storefront import HeldLine, HeldUnits
from connector.domain.trouble import Trouble
from sandbox.shopify.sales import Line, Order
from tests.sandbox.shopify_box import TOKEN, Box, open_box

NOTE = "2 arrive on 1 December"


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    box.sandbox.faults.clear()
    storefront = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    box.shop.bucket.give_back(2000)
    yield storefront
    storefront.close()


def place(box: Box, quantity: int = 5) -> tuple[Order, Line]:
    order = box.shop.place_order([(box.lamp, quantity)], routing="now", financial="AUTHORIZED")
    return order, order.lines[0]


def want(box: Box, line: Line, quantity: int, note: str = NOTE) -> list[HeldLine]:
    return [HeldLine(line.gid, box.berlin, quantity, note)]


def kept(box: Box, order: Order, *, ours: bool = True) -> Counter[str]:
    """Units of each line that our holds, or anybody's, keep back."""
    units: Counter[str] = Counter()
    for work in box.shop.order(order.gid).fulfilment_orders:
        if any(hold.ours or not ours for hold in work.holds):
            units.update(work.lines)
    return units


def writes(box: Box, since: int) -> list[str | None]:
    return [one.operation for one in box.sandbox.log[since:] if one.operation in ("HoldWork", "ReleaseWork")]


def test_a_partial_hold_splits_the_fulfilment_order(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    assert shop.settle_holds(order.gid, want(box, line, 2))
    works = box.shop.order(order.gid).fulfilment_orders
    assert sorted((work.status, work.lines[line.gid]) for work in works) == [("ON_HOLD", 2), ("OPEN", 3)]
    (hold,) = next(work.holds for work in works if work.holds)
    assert (hold.reason, hold.reason_notes) == ("INVENTORY_OUT_OF_STOCK", NOTE)
    assert (hold.handle or "").startswith("backorder-")


def test_the_rest_can_still_be_shipped(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 2))
    box.shop.fulfil(order)
    view = box.shop.order(order.gid)
    assert view.lines[0].fulfilled == 3
    assert kept(box, order)[line.gid] == 2


def test_a_whole_fulfilment_order_is_held_without_a_split(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 5))
    (work,) = box.shop.order(order.gid).fulfilment_orders
    assert (work.status, work.lines) == ("ON_HOLD", {line.gid: 5})


def test_several_lines_of_a_fulfilment_order_are_held_by_one_call(box: Box, shop: ShopifyStorefront) -> None:
    vase = box.shop.add_product("Vase", sku="V", price="9", stock={box.berlin: 0})
    order = box.shop.place_order([(box.lamp, 4), (vase, 2), (box.lamp, 1)], routing="now")
    first, second, third = order.lines
    since = len(box.sandbox.log)
    wanted = [*want(box, first, 1, "lamps later"), *want(box, second, 2, "vases later")]
    assert shop.settle_holds(order.gid, wanted)
    assert kept(box, order) == {first.gid: 1, second.gid: 2}
    assert third.gid not in kept(box, order)
    assert writes(box, since) == ["HoldWork"]
    (hold,) = [one for work in box.shop.order(order.gid).fulfilment_orders for one in work.holds]
    assert hold.reason_notes == "lamps later; vases later"


def test_what_is_reached_is_not_written_again(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 2))
    since = len(box.sandbox.log)
    assert not shop.settle_holds(order.gid, want(box, line, 2))
    assert not shop.settle_holds(order.gid, want(box, line, 2, "another date"))
    assert writes(box, since) == []


def test_fewer_units_are_released_and_the_rest_held_again(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 4))
    assert shop.settle_holds(order.gid, want(box, line, 1))
    assert kept(box, order)[line.gid] == 1


def test_more_units_are_held_beside_the_first(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 1))
    since = len(box.sandbox.log)
    assert shop.settle_holds(order.gid, want(box, line, 3))
    assert kept(box, order)[line.gid] == 3
    assert writes(box, since) == ["HoldWork"]


def test_nothing_wanted_releases_everything_of_ours(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 2))
    assert shop.settle_holds(order.gid, [])
    assert kept(box, order) == {}
    assert not shop.settle_holds(order.gid, [])


def test_a_hold_of_another_app_is_counted_and_left(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    box.shop.mark_hold_by_another_app(order, "fraud", "HIGH_RISK_OF_FRAUD")
    assert not shop.settle_holds(order.gid, want(box, line, 2))
    assert not shop.settle_holds(order.gid, [])
    assert kept(box, order, ours=False)[line.gid] == 5


def test_our_hold_under_anothers_is_released_alone(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 5))
    box.shop.mark_hold_by_another_app(order, "fraud", "HIGH_RISK_OF_FRAUD")
    assert shop.settle_holds(order.gid, [])
    assert kept(box, order) == {}
    assert kept(box, order, ours=False)[line.gid] == 5


def test_work_that_is_being_packed_is_left_alone(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    box.shop.report_progress(order)
    assert not shop.settle_holds(order.gid, want(box, line, 2))


def test_another_location_keeps_its_own_units(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    assert not shop.settle_holds(order.gid, [HeldLine(line.gid, "gid://shopify/Location/1", 2, NOTE)])


def test_a_hold_whose_answer_is_lost_is_found_done(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    box.sandbox.faults.next("HoldWork", "timeout_after_applying", seconds=0.1)
    with pytest.raises(Trouble) as trouble:
        shop.settle_holds(order.gid, want(box, line, 2))
    assert trouble.value.unknown
    assert not shop.settle_holds(order.gid, want(box, line, 2))
    assert kept(box, order)[line.gid] == 2


def test_a_release_that_failed_midway_is_finished_by_the_next_try(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    shop.settle_holds(order.gid, want(box, line, 4))
    box.sandbox.faults.next("HoldWork", "502")
    with pytest.raises(Trouble):
        shop.settle_holds(order.gid, want(box, line, 1))
    assert kept(box, order)[line.gid] == 0
    assert shop.settle_holds(order.gid, want(box, line, 1))
    assert kept(box, order)[line.gid] == 1


def test_a_refusal_that_stays_is_raised(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    (work,) = order.works
    hidden = box.shop.things.pop(work.gid)  # its order still lists it, and nobody can hold it
    with pytest.raises(UserErrors) as trouble:
        shop.settle_holds(order.gid, want(box, line, 5))
    box.shop.things[work.gid] = hidden
    assert trouble.value.codes == ("FULFILLMENT_ORDER_NOT_FOUND",)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    goals=st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_any_series_of_wishes_ends_exactly_held(
    box: Box, shop: ShopifyStorefront, sizes: list[int], goals: list[list[int]]
) -> None:
    box.shop.bucket.give_back(2000)
    order = box.shop.place_order([(box.lamp, size) for size in sizes], routing="now")
    for goal in goals:
        wanted = {line.gid: min(line.quantity, units) for line, units in zip(order.lines, goal, strict=False)}
        held = [HeldLine(line, box.berlin, units, NOTE) for line, units in wanted.items() if units]
        shop.settle_holds(order.gid, held)
        assert kept(box, order) == +Counter(wanted)
        assert not shop.settle_holds(order.gid, held)


def test_what_ours_cannot_keep_back_is_told_apart(box: Box, shop: ShopifyStorefront) -> None:
    order, line = place(box)
    box.shop.mark_hold_by_another_app(order, "theirs", "OTHER")
    packed, other = place(box)
    box.shop.report_progress(packed)

    first, second = shop.marks([order.gid, packed.gid], frozenset())

    assert (first.held, first.beyond) == ((), (HeldUnits(line.gid, box.berlin, 5),))
    assert (second.held, second.beyond) == ((), (HeldUnits(other.gid, box.berlin, 5),))
