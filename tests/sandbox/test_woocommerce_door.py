"""The sandbox' HTTPS side: its certificate, its faults on request, its cards and its keeper."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.woocommerce import StoreKeeper, WooSandbox, WooStore


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[WooSandbox]:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    running = WooSandbox(tls_folder=tmp_path, clock=lambda: now)
    running.add_store("lamps", key="ck", secret="cs")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def store(sandbox: WooSandbox) -> WooStore:
    return sandbox.stores["lamps"]


def _ask(sandbox: WooSandbox, method: str, path: str, **more: Any) -> requests.Response:
    url = f"{sandbox.stores['lamps'].url}/wp-json/wc/v3/{path}"
    asked: dict[str, Any] = {"auth": ("ck", "cs"), "verify": str(sandbox.ca_file)}
    return requests.request(method, url, allow_redirects=False, timeout=2, **(asked | more))


def test_the_certificate_is_good_for_those_who_trust_the_sandboxs_authority_only(sandbox: WooSandbox) -> None:
    assert _ask(sandbox, "GET", "orders").status_code == 200
    with pytest.raises(requests.exceptions.SSLError):
        _ask(sandbox, "GET", "orders", verify=True)


def test_a_taken_port_is_an_error_and_not_the_end_of_the_process(sandbox: WooSandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        sandbox.add_store("rugs", key="ck", secret="cs", port=taken.getsockname()[1])


def test_two_stores_have_two_servers_and_share_nothing(sandbox: WooSandbox, store: WooStore) -> None:
    other = sandbox.add_store("rugs", key="ck2", secret="cs2", currency="JPY", timezone="Asia/Tokyo")
    rug = other.add_product("Rug", price="1200", stock=1)
    order = other.order(other.place_order([(rug, 2)], via="rest"))
    assert (order["total"], order["date_created"], order["currency_symbol"]) == (
        "2400",
        "2026-11-22T21:00:00",
        "¥",
    )
    assert other.url != store.url
    assert _ask(sandbox, "GET", "orders").json() == []


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("500", 500), ("502", 502), ("html", 200), ("redirect", 301)]
)
def test_a_fault_takes_the_place_of_the_answer_once(sandbox: WooSandbox, kind: str, status: int) -> None:
    sandbox.faults.next("GET orders", kind, seconds=7)
    assert _ask(sandbox, "GET", "products").headers["Content-Type"] == "application/json"
    faulty = _ask(sandbox, "GET", "orders")
    assert (faulty.status_code, faulty.headers.get("Retry-After")) == (status, "7" if kind == "429" else None)
    assert _ask(sandbox, "GET", "orders").json() == []
    assert [entry.outcome for entry in sandbox.log] == ["200", kind, "200"]


def test_a_timeout_after_applying_has_applied(sandbox: WooSandbox, store: WooStore) -> None:
    order = store.place_order([])
    sandbox.faults.next("POST orders/*/notes", "timeout_after_applying", seconds=0.01)
    with pytest.raises(requests.ConnectionError):
        _ask(sandbox, "POST", f"orders/{order.id}/notes", json={"note": "late"})
    assert "late" in [note["note"] for note in store.notes(order)]


def test_a_dropped_request_has_done_nothing(sandbox: WooSandbox, store: WooStore) -> None:
    order = store.place_order([])
    sandbox.faults.next("PUT orders", "drop")
    with pytest.raises(requests.ConnectionError):
        _ask(sandbox, "PUT", f"orders/{order.id}", json={"status": "completed"})
    assert store.order(order)["status"] == "on-hold"


def test_a_slow_answer_comes_late_but_right(sandbox: WooSandbox) -> None:
    sandbox.faults.next(None, "slow", seconds=0.05)
    assert _ask(sandbox, "GET", "orders").elapsed.total_seconds() >= 0.05


def test_a_huge_answer_is_small_on_the_wire(sandbox: WooSandbox) -> None:
    sandbox.faults.next(None, "huge")
    with _ask(sandbox, "GET", "orders", stream=True) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert int(answer.headers["Content-Length"]) < 200_000


def test_a_card_is_captured_when_the_order_moves_and_may_be_declined(
    sandbox: WooSandbox, store: WooStore
) -> None:
    lamp = store.add_product("Lamp", price="10.00", stock=5)
    good, bad = (store.place_order([(lamp, 1)], payment_method="lab_card") for _ in range(2))
    store.decline_captures(bad)
    moved = [_ask(sandbox, "PUT", f"orders/{o.id}", json={"status": "processing"}) for o in (good, bad)]
    assert [(a.status_code, a.json()["status"]) for a in moved] == [(200, "processing"), (200, "failed")]
    assert good.meta.get("_stripe_charge_captured") == "yes"
    assert lamp.quantity == 4


def test_an_authorisation_is_let_go_when_the_order_is_cancelled(store: WooStore) -> None:
    order = store.place_order([], payment_method="lab_card")
    assert order.meta.get("_stripe_charge_captured") == "no"
    store.cancel(order)
    assert order.meta.get("_stripe_charge_captured") is None


def test_a_status_whose_plugin_is_gone_is_in_no_list_but_still_read_by_id(
    sandbox: WooSandbox, store: WooStore
) -> None:
    store.add_status("backordered", "Backordered")
    order = store.place_order([])
    store.set_status(order, "backordered")
    assert [row["id"] for row in _ask(sandbox, "GET", "orders?status=backordered").json()] == [order.id]
    store.remove_status("backordered")
    assert _ask(sandbox, "GET", "orders").json() == []
    assert _ask(sandbox, "GET", f"orders/{order.id}").json()["status"] == "backordered"


def test_a_revoked_key_looks_like_a_missing_permission(sandbox: WooSandbox, store: WooStore) -> None:
    store.revoke_key("ck")
    refused = _ask(sandbox, "GET", "orders")
    assert (refused.status_code, refused.json()["code"]) == (401, "woocommerce_rest_cannot_view")


def test_the_keeper_does_the_same_things_for_the_same_seed(sandbox: WooSandbox) -> None:
    seen = []
    for name in ("one", "two"):
        store = sandbox.add_store(name, key="ck", secret="cs")
        lamp = store.add_product("Lamp", stock=4, backorders="notify")
        keeper = StoreKeeper(store, seed=5)
        for _ in range(40):
            keeper.step()
        orders = [(o.status, o.billing["email"]) for o in store.shop.orders.values()]
        seen.append((lamp.quantity, orders))
    assert seen[0] == seen[1]
    assert {status for status, _ in seen[0][1]} > {"cancelled", "completed"}


def test_the_keeper_keeps_the_store_from_a_thread(sandbox: WooSandbox, store: WooStore) -> None:
    store.add_product("Lamp", stock=4, backorders="notify")
    keeper = StoreKeeper(store, interval=0.001)
    keeper.start()
    for _ in range(1000):
        if len(store.shop.orders) >= 3:
            break
        sandbox.faults.wait(0.002)
    keeper.stop()
    assert len(store.shop.orders) >= 3
