"""Keys, throttling and faults: what a caller meets on a bad day."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.shopify_box import Box, open_box

SET = """
mutation InventorySetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta quantityAfterChange } }
    userErrors { code message }
  }
}
"""
TAG = 'mutation TagsAdd($id: ID!) { tagsAdd(id: $id, tags: ["late"]) { userErrors { message } } }'
NAME = "query Name { shop { name } }"
ORDER = "query Order($id: ID!) { order(id: $id) { id note email } }"


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as made:
        yield made


def count(box: Box, units: int, *, key: str, was: int | None = None) -> Any:
    """Set the lamp's available units."""
    entry = {
        "inventoryItemId": box.lamp.inventory_item_gid,
        "locationId": box.berlin,
        "quantity": units,
        "changeFromQuantity": was,
    }
    given = {"name": "available", "reason": "correction", "quantities": [entry]}
    return box.ask(SET, input=given, key=key)["inventorySetQuantities"]


def test_the_same_key_replays_the_answer_and_changes_nothing(box: Box) -> None:
    first = count(box, 10, key="k1")
    box.shop.receive(box.lamp, box.berlin, 5)

    assert count(box, 10, key="k1") == first
    assert box.shop.levels(box.lamp, box.berlin)["available"] == 15


def test_the_same_key_with_other_arguments_is_refused(box: Box) -> None:
    count(box, 10, key="k1")

    assert count(box, 11, key="k1")["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    assert box.shop.levels(box.lamp, box.berlin)["available"] == 10


def test_a_mutation_that_demands_a_key_fails_without_one(box: Box) -> None:
    bare = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    entry = {
        "inventoryItemId": box.lamp.inventory_item_gid,
        "locationId": box.berlin,
        "quantity": 1,
        "changeFromQuantity": None,
    }
    given = {"name": "available", "reason": "correction", "quantities": [entry]}

    body = box.post(bare, {"input": given}).json()

    assert "@idempotent" in body["errors"][0]["message"]
    assert box.shop.levels(box.lamp, box.berlin)["available"] == 3


def test_a_stale_count_is_refused(box: Box) -> None:
    assert count(box, 9, key="k", was=2)["userErrors"][0]["code"] == "CHANGE_FROM_QUANTITY_STALE"


def test_an_empty_bucket_throttles_with_status_200_and_refills(box: Box) -> None:
    box.shop.bucket.maximum, box.shop.bucket.restore_rate = 1, 50
    assert box.post(NAME).json()["data"]
    box.shop.bucket.spend(box.shop.bucket.available)

    response = box.post(NAME)

    assert response.status_code == 200
    body = response.json()
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in body
    assert body["extensions"]["cost"]["actualQueryCost"] is None
    time.sleep(0.05)
    assert box.post(NAME).json()["data"]


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("500", 500), ("502", 502), ("throttled_429", 429)]
)
def test_a_fault_answers_instead_of_the_shop_and_only_once(box: Box, kind: Any, status: int) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.sandbox.faults.next("TagsAdd", kind, seconds=2)

    response = box.post(TAG, {"id": order.gid})

    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("2.0" if kind == "429" else None)
    assert box.shop.order(order.gid).tags == ()
    box.ask(TAG, id=order.gid)
    assert box.shop.order(order.gid).tags == ("late",)


def test_a_fault_waits_for_its_operation_as_often_as_asked(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.sandbox.faults.next("TagsAdd", "500", times=2)

    assert box.post(NAME).status_code == 200
    assert [box.post(TAG, {"id": order.gid}).status_code for _ in range(3)] == [500, 500, 200]


def test_a_dropped_call_was_not_applied(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.sandbox.faults.next("TagsAdd", "drop")

    with pytest.raises(requests.ConnectionError):
        box.post(TAG, {"id": order.gid})
    assert box.shop.order(order.gid).tags == ()


def test_a_lost_answer_was_applied(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.sandbox.faults.next("TagsAdd", "timeout_after_applying", seconds=0.05)

    with pytest.raises(requests.ConnectionError):
        box.post(TAG, {"id": order.gid})
    assert box.shop.order(order.gid).tags == ("late",)


def test_partial_data_comes_with_an_error_of_one_field(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    order.note = "please ring"
    box.sandbox.faults.next(None, "partial")

    body = box.post(ORDER, {"id": order.gid}).json()

    assert body["data"]["order"]["id"] == order.gid
    assert body["data"]["order"]["note"] is None
    assert body["data"]["order"]["email"] == order.email
    assert body["errors"][0]["path"] == ["order", "note"]


def test_html_slowness_and_throttling_can_be_had(box: Box) -> None:
    box.sandbox.faults.next(None, "html")
    assert "html" in box.post(NAME).headers["Content-Type"]
    box.sandbox.faults.next(None, "throttled")
    assert box.post(NAME).json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    box.sandbox.faults.next(None, "slow", seconds=0.1)
    begun = time.monotonic()
    assert box.post(NAME).status_code == 200
    assert time.monotonic() - begun >= 0.1


def test_the_log_counts_every_call_and_how_it_ended(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    box.sandbox.faults.next("TagsAdd", "500")
    box.post(TAG, {"id": order.gid})
    box.post(TAG, {"id": order.gid})
    box.post(TAG, {"id": "gid://shopify/Order/1"})

    told = [(one.shop, one.operation, one.outcome) for one in box.sandbox.log]

    assert told == [
        ("demo-lamps", "TagsAdd", "500"),
        ("demo-lamps", "TagsAdd", "ok"),
        ("demo-lamps", "TagsAdd", "user_errors"),
    ]
    assert box.sandbox.log[0].variables == {"id": order.gid}


def test_one_connection_serves_many_calls_quickly(box: Box) -> None:
    box.post(NAME)
    begun = time.monotonic()
    for _ in range(20):
        box.post(NAME)

    assert time.monotonic() - begun < 0.8
