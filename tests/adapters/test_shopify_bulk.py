"""A whole shop in bulk: what is refused, lost, late or broken, against the sandbox over HTTP."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.outgoing import Outside
from adapters.shopify import bulk
from adapters.shopify.client import ShopifyStorefront
from connector.domain.leftovers import Left
from connector.domain.snapshots import Buyer
from connector.domain.trouble import Trouble
from sandbox.shopify.bulk import Operation
from tests.adapters.driver import whole_catalogue, whole_orders
from tests.sandbox.shopify_box import TOKEN, Box, open_box


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


@pytest.fixture
def shop(box: Box) -> Iterator[ShopifyStorefront]:
    storefront = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
    yield storefront
    storefront.close()


def operations(box: Box) -> list[Operation]:
    return [one for one in box.shop.things.values() if isinstance(one, Operation)]


def test_without_approval_the_orders_come_without_their_buyers(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.protected_data = False
    order = box.shop.place_order([(box.lamp, 5)], routing="now")
    (read,) = whole_orders(shop)
    assert read.buyer == Buyer(locale="en")
    assert read == shop.reread_order(order.gid)
    assert [one.status for one in operations(box)] == ["FAILED", "COMPLETED"]


def test_a_query_that_still_runs_is_waited_for(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.bulk_patience = 2
    part = shop.read_catalogue("")
    assert (part.items, part.wait) == ((), bulk.SOON)
    part = shop.read_catalogue(part.mark)
    assert part.wait
    part = shop.read_catalogue(part.mark)
    assert (len(part.items), part.mark, part.total) == (1, "", 1)


@pytest.mark.parametrize("status", ["EXPIRED", "CANCELED", "FAILED"])
def test_a_query_that_came_to_nothing_is_begun_again(box: Box, shop: ShopifyStorefront, status: str) -> None:
    box.shop.bulk_patience = 1
    part = shop.read_catalogue("")
    operations(box)[0].status = status
    part = shop.read_catalogue(part.mark)
    assert (part.items, part.wait) == ((), bulk.LATER)
    box.shop.bulk_patience = 0
    assert len(shop.read_catalogue(part.mark).items) == 1


def test_a_shop_that_never_finishes_is_told_in_the_end(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.bulk_patience = 1
    with pytest.raises(Trouble, match="does not finish"):
        _read_and_fail(box, shop)


def _read_and_fail(box: Box, shop: ShopifyStorefront) -> None:
    mark = ""
    for _ in range(3 * bulk.MOST_STARTS):
        mark = shop.read_catalogue(mark).mark
        for one in operations(box):
            one.status = "FAILED"


def test_while_five_others_run_it_is_asked_again_later(box: Box, shop: ShopifyStorefront) -> None:
    box.shop.bulk_patience = 99
    for _ in range(5):
        shop.read_catalogue("")
    part = shop.read_catalogue("")
    assert part.wait == bulk.LATER
    for one in operations(box):
        one.status = "CANCELED"
    box.shop.bulk_patience = 0
    assert len(shop.read_catalogue(part.mark).items) == 1


def test_a_file_that_breaks_off_is_gone_on_with_at_the_same_place(
    box: Box, shop: ShopifyStorefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 2048)
    for n in range(30):
        box.shop.add_product(f"P{n}", sku=f"P{n}", price="1", stock={box.berlin: n})
    first = shop.read_catalogue("")
    box.sandbox.faults.next("BulkFile", "500")
    with pytest.raises(Trouble) as caught:
        shop.read_catalogue(first.mark)
    assert not caught.value.permanent
    found, mark = list(first.items), first.mark
    while mark:
        part = shop.read_catalogue(mark)
        found, mark = [*found, *part.items], part.mark
    assert len(first.items) < 31
    assert [one.title for one in found] == ["Walnut Lamp", *(f"P{n}" for n in range(30))]


def test_what_other_tools_left_is_told(box: Box, shop: ShopifyStorefront) -> None:
    plan = box.shop.add_selling_plan("Pay now, get it in May")
    box.shop.add_selling_plan("Monthly", "SUBSCRIPTION", group="Coffee")
    told = {"_backorder_eta": "2026-12-24", "Engraving": "Mia"}
    order = box.shop.place_order([(box.lamp, 1)], tags=["PreOrder", "VIP"], properties=told, plan=plan)
    (line,) = order.lines
    left = set(shop.read_open_orders("").left)
    title = f"{order.name} Walnut Lamp"
    assert left == {
        Left("selling_plan", plan.gid, "Pre-orders: Pay now, get it in May"),
        Left("selling_plan", line.gid, title, order.gid, line.gid),
        Left("tag", "PreOrder", f"PreOrder ({order.name})", order.gid),
        Left(
            "line_property",
            f"{line.gid} _backorder_eta",
            f"{title}: _backorder_eta = 2026-12-24",
            order.gid,
            line.gid,
            date(2026, 12, 24),
        ),
    }


STEPS = st.lists(
    st.sampled_from(["sell", "sell two", "ship", "refund", "lose", "cancel", "edit", "add", "pay", "risk"]),
    min_size=1,
    max_size=14,
)


@given(steps=STEPS, size=st.sampled_from([700, 4096, bulk.PART]), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_in_bulk_is_what_alone_is(
    monkeypatch: pytest.MonkeyPatch, steps: list[str], size: int, data: st.DataObject
) -> None:
    monkeypatch.setattr(bulk, "PART", size)
    with open_box() as box:
        shade = box.shop.add_product("Shade", sku="SHADE", price="9", stock={box.berlin: 2})
        for step in steps:
            _act(box, shade, step, data)
        shop = ShopifyStorefront(Outside(allow_loopback=True), "demo-lamps", TOKEN, box.sandbox.base_url)
        found = {one.order_id: one for one in whole_orders(shop)}
        for gid, order in box.shop.orders.items():
            if gid in found:
                assert found[gid] == shop.reread_order(gid)
            else:
                assert order.cancelled_at or not order.unfulfilled
        refs = [one.inventory_item_gid for one in (box.lamp, shade)]
        assert whole_catalogue(shop) == shop.reread_items(refs)
        shop.close()


def _act(box: Box, shade: object, step: str, data: st.DataObject) -> None:
    placed = [one for one in box.shop.orders.values() if not one.cancelled_at and one.unfulfilled]
    if step.startswith("sell") or not placed:
        goods = [(box.lamp, 5)] if step != "sell two" else [(box.lamp, 1), (shade, 3)]
        box.shop.place_order(goods, routing=data.draw(st.sampled_from(["now", "later"])))  # type: ignore[arg-type]
        return
    order = data.draw(st.sampled_from(placed))
    line = next(one for one in order.lines if one.unfulfilled_quantity)
    match step:
        case "ship":
            box.shop.fulfil(order, {line: 1})
        case "refund" | "lose":
            box.shop.refund(order, {line: 1}, restock=step == "refund")
        case "cancel":
            box.shop.cancel_order(order)
        case "edit":
            box.shop.edit_order(order, line, line.current_quantity + 2)
        case "add":
            box.shop.add_line(order, shade, 1)  # type: ignore[arg-type]
        case "risk":
            order.risk_level = "HIGH"
