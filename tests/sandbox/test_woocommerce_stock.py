"""The stock rules of the sandbox' WooCommerce, by hand and as a property."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.woocommerce import Order, OutOfStock, Product, WooSandbox, WooStore

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., WooStore]:
    sandbox = WooSandbox(tls_folder=tmp_path_factory.mktemp("tls"), clock=lambda: NOW)

    def make(**more: Any) -> WooStore:
        return sandbox.add_store("lamps", key="ck", secret="cs", **more)

    return make


@pytest.fixture
def store(new_store: Callable[..., WooStore]) -> WooStore:
    return new_store()


def _lamp(store: WooStore, stock: int = 3, backorders: str = "notify") -> Product:
    return store.add_product(
        "Walnut Desk Lamp", sku="LAMP", price="49.90", stock=stock, backorders=backorders
    )


def _metas(store: WooStore, order: Order, line: int = 0) -> dict[str, str]:
    return {row["key"]: row["value"] for row in store.order(order)["line_items"][line]["meta_data"]}


def test_an_order_of_five_with_three_in_stock_leaves_minus_two_and_says_backordered_two(
    store: WooStore,
) -> None:
    lamp = _lamp(store)
    order = store.place_order([(lamp, 5)])
    body = store.product(lamp)
    assert (body["stock_quantity"], body["stock_status"], body["backordered"]) == (-2, "onbackorder", True)
    assert _metas(store, order) == {"Backordered": "2", "_reduced_stock": "5"}


def test_a_pending_order_takes_nothing_and_failed_gives_back(store: WooStore) -> None:
    lamp = _lamp(store)
    order = store.place_order([(lamp, 2)], payment_method="lab_redirect")
    assert (store.order(order)["status"], lamp.quantity) == ("pending", 3)
    store.pay(order)
    assert (store.order(order)["status"], lamp.quantity) == ("processing", 1)
    store.set_status(order, "failed")
    assert lamp.quantity == 3


def test_an_order_over_rest_is_never_checked_and_never_hinted(store: WooStore) -> None:
    hook = _lamp(store, stock=2, backorders="no")
    order = store.place_order([(hook, 5)], via="rest", status="processing")
    assert (hook.quantity, hook.stock_status) == (-3, "outofstock")
    assert _metas(store, order) == {"_reduced_stock": "5"}


def test_the_storefront_refuses_what_is_not_there_and_what_an_unpaid_checkout_holds(store: WooStore) -> None:
    hook = _lamp(store, stock=2, backorders="no")
    unpaid = store.place_order([(hook, 2)], payment_method="lab_redirect")
    with pytest.raises(OutOfStock):
        store.place_order([(hook, 1)])
    store.expire(unpaid)
    store.place_order([(hook, 1)])
    assert hook.quantity == 1


def test_the_hint_is_named_in_the_stores_language(new_store: Callable[..., WooStore]) -> None:
    store = new_store(backordered_key="Lieferrückstand")
    order = store.place_order([(_lamp(store, stock=0), 1)])
    assert _metas(store, order)["Lieferrückstand"] == "1"


def test_backorders_without_notice_leave_no_hint(store: WooStore) -> None:
    order = store.place_order([(_lamp(store, stock=1, backorders="yes"), 3)])
    assert _metas(store, order) == {"_reduced_stock": "3"}


def test_a_parents_stock_serves_a_variation_that_does_not_count_itself(store: WooStore) -> None:
    throw = store.add_variable("Cotton Throw", attribute="Colour", stock=3, backorders="notify")
    red = store.add_variation(throw, "Red", price="60")
    store.place_order([(red, 5)])
    assert store.product(red)["manage_stock"] == "parent"
    assert (throw.quantity, store.product(red)["stock_quantity"]) == (-2, -2)


def test_an_unmanaged_product_on_backorder_has_no_count_and_no_hint(store: WooStore) -> None:
    stool = store.add_product("Oak Stool", stock_status="onbackorder")
    order = store.place_order([(stool, 1)])
    body = store.product(stool)
    assert (body["stock_quantity"], body["backordered"], body["backorders_allowed"]) == (None, True, False)
    assert _metas(store, order) == {}


def test_a_refund_gives_units_back_only_with_restock(store: WooStore) -> None:
    lamp = _lamp(store, stock=0)
    order = store.place_order([(lamp, 4)])
    store.refund(order, {order.lines[0]: 1})
    assert lamp.quantity == -4
    store.refund(order, {order.lines[0]: 2}, restock=True)
    assert lamp.quantity == -2
    assert _metas(store, order) == {"Backordered": "4", "_reduced_stock": "2", "_restock_refunded_items": "2"}


def test_an_edited_line_moves_stock_and_keeps_the_old_hint(store: WooStore) -> None:
    lamp = _lamp(store)
    order = store.place_order([(lamp, 5)])
    store.edit_line(order, order.lines[0], 2)
    assert (lamp.quantity, store.order(order)["total"]) == (1, "99.80")
    assert _metas(store, order) == {"Backordered": "2", "_reduced_stock": "2"}
    store.edit_line(order, order.lines[0], 0)
    assert (lamp.quantity, order.lines) == (3, [])


def test_a_swap_gives_one_product_back_and_takes_the_other(store: WooStore) -> None:
    lamp, stool = _lamp(store), store.add_product("Oak Stool", stock=5)
    order = store.place_order([(lamp, 2)])
    store.swap_line(order, order.lines[0], stool)
    assert (lamp.quantity, stool.quantity) == (3, 3)
    assert [line["name"] for line in store.order(order)["line_items"]] == ["Oak Stool"]


def test_a_forced_delete_never_returns_the_stock(store: WooStore) -> None:
    lamp = _lamp(store)
    store.force_delete(store.place_order([(lamp, 2)]))
    assert lamp.quantity == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("order"), st.integers(1, 6), st.sampled_from(["bacs", "cod", "lab_card", "lab_redirect"])
        ),
        st.tuples(
            st.just("move"),
            st.integers(0, 9),
            st.sampled_from(["pending", "on-hold", "processing", "completed", "cancelled", "failed"]),
        ),
        st.tuples(st.just("edit"), st.integers(0, 9), st.integers(1, 6)),
        st.tuples(st.just("restock"), st.integers(0, 9), st.just(1)),
    ),
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_stock_and_what_lines_took_always_add_up_to_what_was_counted(
    steps: list[Any], new_store: Callable[..., WooStore]
) -> None:
    store = new_store()
    lamp, orders = _lamp(store, stock=7), []
    for deed, which, what in steps:
        if deed == "order":
            orders.append(store.place_order([(lamp, which)], payment_method=what))
        elif orders:
            _change(store, orders[which % len(orders)], deed, what)
        taken = sum(line.reduced for order in orders for line in order.lines)
        assert (lamp.quantity or 0) + taken == 7


def _change(store: WooStore, order: Order, deed: str, what: Any) -> None:
    line = order.lines[0]
    if deed == "move":
        store.set_status(order, what)
    elif deed == "edit":
        store.edit_line(order, line, what)
    elif line.reduced and not order.refunds:
        store.refund(order, {line: what}, restock=True)
