"""Holds: what splits, what is refused, whose is released."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.shopify_box import Box, open_box

HOLD = """
mutation FulfillmentOrderHold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id handle reason }
    fulfillmentOrder { id status }
    remainingFulfillmentOrder { id status lineItems(first: 9) { nodes { id totalQuantity lineItem { id } } } }
    userErrors { code field message }
  }
}
"""
RELEASE = """
mutation FulfillmentOrderReleaseHold($id: ID!, $holdIds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holdIds) {
    fulfillmentOrder { id status fulfillmentHolds { id handle } }
    userErrors { code field message }
  }
}
"""


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as made:
        yield made


def held(box: Box, work: Any, *, handle: str = "backorder", part: tuple[str, int] | None = None) -> Any:
    """The payload of a hold."""
    given: dict[str, Any] = {"reason": "INVENTORY_OUT_OF_STOCK", "handle": handle, "reasonNotes": "2 owed"}
    if part:
        given["fulfillmentOrderLineItems"] = [{"id": part[0], "quantity": part[1]}]
    return box.ask(HOLD, id=work.gid, hold=given)["fulfillmentOrderHold"]


def codes(payload: Any) -> list[str | None]:
    """The codes of its user errors."""
    return [error["code"] for error in payload["userErrors"]]


def test_a_partial_hold_splits_the_fulfilment_order_and_the_held_part_keeps_its_id(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 5)], routing="now")
    work = order.works[0]

    payload = held(box, work, part=(work.lines[0].gid, 2))

    assert payload["userErrors"] == []
    assert payload["fulfillmentOrder"] == {"id": work.gid, "status": "ON_HOLD"}
    rest = payload["remainingFulfillmentOrder"]
    assert rest["status"] == "OPEN"
    assert rest["id"] != work.gid
    assert [line["totalQuantity"] for line in rest["lineItems"]["nodes"]] == [3]
    seen = box.shop.order(order.gid)
    assert seen.held == {order.lines[0].gid: 2}
    assert seen.fulfilment_orders[0].holds[0].reason_notes == "2 owed"
    assert seen.fulfilment_orders[0].holds[0].ours


def test_holding_every_unit_splits_nothing(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 2)], routing="now")
    work = order.works[0]

    payload = held(box, work, part=(work.lines[0].gid, 2))

    assert payload["remainingFulfillmentOrder"] is None
    assert len(order.works) == 1


def test_a_held_fulfilment_order_cannot_be_split_again(box: Box) -> None:
    work = box.shop.place_order([(box.lamp, 5)], routing="now").works[0]
    held(box, work, part=(work.lines[0].gid, 3))

    assert codes(held(box, work, handle="other", part=(work.lines[0].gid, 1))) == [
        "FULFILLMENT_ORDER_NOT_SPLITTABLE"
    ]


def test_a_handle_is_taken_once_and_ten_holds_are_enough(box: Box) -> None:
    work = box.shop.place_order([(box.lamp, 1)], routing="now").works[0]
    for number in range(10):
        assert codes(held(box, work, handle=f"hold-{number}")) == []

    assert codes(held(box, work, handle="hold-3")) == ["DUPLICATE_FULFILLMENT_HOLD_HANDLE"]
    assert codes(held(box, work, handle="hold-11")) == ["FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"]


def test_more_than_there_is_cannot_be_held(box: Box) -> None:
    work = box.shop.place_order([(box.lamp, 2)], routing="now").works[0]

    assert codes(held(box, work, part=(work.lines[0].gid, 3))) == ["INVALID_LINE_ITEM_QUANTITY"]
    assert work.status == "OPEN"


def test_only_the_named_hold_is_released_and_the_rest_keeps_waiting(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 2)], routing="now")
    box.shop.mark_hold_by_another_app(order, "fraud", "HIGH_RISK_OF_FRAUD")
    mine = held(box, order.works[0])["fulfillmentHold"]["id"]

    payload = box.ask(RELEASE, id=order.works[0].gid, holdIds=[mine])["fulfillmentOrderReleaseHold"]

    assert payload["fulfillmentOrder"]["status"] == "ON_HOLD"
    assert [one["handle"] for one in payload["fulfillmentOrder"]["fulfillmentHolds"]] == ["fraud"]


def test_a_release_without_ids_opens_whoever_held_it(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 2)], routing="now")
    box.shop.mark_hold_by_another_app(order, "fraud", "HIGH_RISK_OF_FRAUD")
    held(box, order.works[0])

    payload = box.ask(RELEASE, id=order.works[0].gid)["fulfillmentOrderReleaseHold"]

    assert payload["fulfillmentOrder"] == {
        "id": order.works[0].gid,
        "status": "OPEN",
        "fulfillmentHolds": [],
    }


def test_what_is_held_is_not_shipped_and_stays_committed(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 5)], routing="now")
    work = order.works[0]
    held(box, work, part=(work.lines[0].gid, 2))

    box.shop.fulfil(order)

    assert order.lines[0].fulfilled == 3
    assert box.shop.levels(box.lamp, box.berlin) == {
        "available": -2,
        "committed": 2,
        "on_hand": 0,
        "incoming": 0,
    }


def test_a_hold_stamps_the_order(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)], routing="now")
    order.updated_at = order.updated_at.replace(year=2020)

    held(box, order.works[0])

    assert order.updated_at.year > 2020
