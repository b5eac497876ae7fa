"""Reading and writing over HTTP: what is served answers, what is not says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.shopify_box import Box, open_box

ORDER = """
query OrderForBackorder($id: ID!, $after: String) {
  order(id: $id) {
    id name createdAt updatedAt cancelledAt closed test tags displayFinancialStatus displayFulfillmentStatus
    capturable requiresShipping sourceName currencyCode presentmentCurrencyCode
    lineItems(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id sku name quantity currentQuantity unfulfilledQuantity nonFulfillableQuantity requiresShipping
        isGiftCard sellingPlan { sellingPlanId name } customAttributes { key value }
        lineItemGroup { id title quantity } product { id }
        variant {
          id inventoryPolicy requiresComponents sellableOnlineQuantity
          inventoryItem { id tracked requiresShipping }
        }
      }
    }
    fulfillmentOrders(first: 20, displayable: true) {
      pageInfo { hasNextPage }
      nodes {
        id status requestStatus fulfillAt fulfillBy updatedAt
        assignedLocation { name location { id isFulfillmentService } }
        fulfillmentHolds { id handle reason reasonNotes heldByRequestingApp }
        supportedActions { action }
        lineItems(first: 50) {
          nodes { id inventoryItemId totalQuantity remainingQuantity requiresShipping sku lineItem { id } }
        }
      }
    }
  }
}
"""
CONTACT = """
query OrderContact($id: ID!) {
  order(id: $id) {
    id name email phone customerLocale canNotifyCustomer statusPageUrl(audience: CUSTOMERVIEW)
    customer { id firstName locale defaultEmailAddress { emailAddress marketingState } }
  }
}
"""
PAYMENT = """
query OrderPaymentState($id: ID!) {
  order(id: $id) {
    displayFinancialStatus fullyPaid unpaid capturable
    totalCapturableSet { presentmentMoney { amount currencyCode } }
    totalReceivedSet { presentmentMoney { amount currencyCode } }
    paymentTerms { id } paymentCollectionDetails { vaultedPaymentMethods { id } }
    transactions(first: 50) { id kind status gateway manuallyCapturable parentTransaction { id } }
  }
}
"""
ITEM = """
query InventoryItemLevels($id: ID!) {
  inventoryItem(id: $id) {
    id sku tracked requiresShipping unitCost { amount currencyCode }
    variants(first: 5) { nodes { id inventoryPolicy product { id } } }
    inventoryLevels(first: 50) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id isActive updatedAt location { id name isActive fulfillsOnlineOrders isFulfillmentService }
        quantities(names: ["available", "on_hand", "committed", "incoming", "reserved"]) {
          name quantity updatedAt
        }
      }
    }
  }
}
"""
SINCE = """
query OrdersUpdatedSince($query: String!, $after: String, $first: Int!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    pageInfo { hasNextPage endCursor }
    nodes { id legacyResourceId name updatedAt tags }
  }
}
"""
TRANSFERS = """
query InventoryTransfersOpen {
  inventoryTransfers(first: 25, query: "status:READY_TO_SHIP OR status:IN_PROGRESS") {
    nodes {
      id name status destination { location { id } }
      shipments(first: 5) {
        nodes {
          id status dateShipped tracking { arrivesAt }
          lineItems(first: 50) { nodes { id quantity inventoryItem { id } } }
        }
      }
    }
  }
}
"""
ABOUT = """
query AppInstallationAndShop {
  currentAppInstallation { id accessScopes { handle } }
  shop { id name myshopifyDomain email currencyCode ianaTimezone plan { publicDisplayName shopifyPlus } }
  locations(first: 50) { nodes { id name isActive shipsInventory fulfillmentService { id } } }
  productVariants(first: 100, sortKey: ID) {
    nodes { id sku inventoryPolicy inventoryQuantity requiresComponents sellingPlanGroupsCount { count } }
  }
}
"""
NODES = """
query Batch($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename id
    ... on InventoryItem { inventoryLevels(first: 10) { nodes { location { id } } } }
    ... on Order { name }
  }
}
"""
SET_METAFIELDS = """
mutation Set($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { namespace key compareDigest }
    userErrors { field message code elementIndex }
  }
}
"""
GET_METAFIELD = """
query Get($id: ID!) { order(id: $id) { metafield(key: "backorder_lines") { jsonValue compareDigest } } }
"""


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as made:
        yield made


def test_an_order_is_read_with_its_lines_and_fulfilment_orders(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED", routing="now")

    seen = box.ask(ORDER, id=order.gid)["order"]

    assert seen["displayFinancialStatus"] == "AUTHORIZED"
    assert seen["lineItems"]["nodes"][0]["unfulfilledQuantity"] == 5
    work = seen["fulfillmentOrders"]["nodes"][0]
    assert work["assignedLocation"]["location"]["id"] == box.berlin
    assert work["lineItems"]["nodes"][0]["inventoryItemId"] == box.lamp.inventory_item_gid
    assert {"action": "HOLD"} in work["supportedActions"]


def test_fulfilment_orders_do_not_exist_before_the_order_is_routed(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    assert box.ask(ORDER, id=order.gid)["order"]["fulfillmentOrders"]["nodes"] == []

    box.shop.route(order)

    assert len(box.ask(ORDER, id=order.gid)["order"]["fulfillmentOrders"]["nodes"]) == 1


def test_contact_payment_levels_shop_and_nodes_are_read(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 5)], financial="AUTHORIZED", locale="ja", email="h@example.com")

    assert box.ask(CONTACT, id=order.gid)["order"]["customerLocale"] == "ja"
    paid = box.ask(PAYMENT, id=order.gid)["order"]
    assert paid["totalCapturableSet"]["presentmentMoney"] == {"amount": "400.00", "currencyCode": "EUR"}
    assert [one["kind"] for one in paid["transactions"]] == ["AUTHORIZATION"]
    level = box.ask(ITEM, id=box.lamp.inventory_item_gid)["inventoryItem"]["inventoryLevels"]["nodes"][0]
    assert {one["name"]: one["quantity"] for one in level["quantities"]} == {
        "available": -2,
        "on_hand": 3,
        "committed": 5,
        "incoming": 0,
        "reserved": 0,
    }
    about = box.ask(ABOUT)
    assert about["shop"]["myshopifyDomain"] == "demo-lamps.myshopify.com"
    assert about["productVariants"]["nodes"][0]["inventoryQuantity"] == -2
    nodes = box.ask(NODES, ids=[box.lamp.inventory_item_gid, "gid://shopify/Order/1", order.gid])["nodes"]
    assert [node and node["__typename"] for node in nodes] == ["InventoryItem", None, "Order"]


def test_open_transfers_show_when_their_shipments_arrive(box: Box) -> None:
    arrives = datetime(2026, 12, 15, 9, tzinfo=UTC)
    done = box.shop.add_transfer(to=box.berlin, items={box.lamp: 1}, arrives_at=arrives)
    box.shop.receive_transfer(done)
    box.shop.add_transfer(to=box.berlin, items={box.lamp: 10}, arrives_at=arrives)

    nodes = box.ask(TRANSFERS)["inventoryTransfers"]["nodes"]

    assert [node["status"] for node in nodes] == ["IN_PROGRESS"]
    shipment = nodes[0]["shipments"]["nodes"][0]
    assert shipment["tracking"]["arrivesAt"] == "2026-12-15T09:00:00Z"
    assert shipment["lineItems"]["nodes"][0]["quantity"] == 10


def test_orders_are_paged_by_their_last_change_without_loss_or_repetition() -> None:
    times = iter(range(10_000))
    start = datetime(2026, 11, 1, tzinfo=UTC)
    with open_box(clock=lambda: start + timedelta(seconds=next(times))) as box:
        orders = [box.shop.place_order([(box.lamp, 1)]) for _ in range(7)]
        since = orders[2].updated_at.isoformat()
        seen: list[str] = []
        after = None
        while True:
            query = f"updated_at:>='{since}' AND status:any"
            page = box.ask(SINCE, query=query, after=after, first=2)["orders"]
            seen += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break

    assert seen == [order.gid for order in orders[2:]]


def test_a_change_of_tags_moves_the_order_to_the_end_of_the_list() -> None:
    times = iter(range(10_000))
    start = datetime(2026, 11, 1, tzinfo=UTC)
    with open_box(clock=lambda: start + timedelta(seconds=next(times))) as box:
        first, second = (box.shop.place_order([(box.lamp, 1)]) for _ in range(2))
        add = 'mutation T($id: ID!) { tagsAdd(id: $id, tags: ["backorder"]) { userErrors { message } } }'
        box.ask(add, id=first.gid)

        nodes = box.ask(SINCE, query="", first=5)["orders"]["nodes"]

    assert [node["id"] for node in nodes] == [second.gid, first.gid]
    assert nodes[1]["tags"] == ["backorder"]


def test_a_metafield_is_compared_before_it_is_written(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    value = {"ownerId": order.gid, "key": "backorder_lines", "type": "json", "value": '{"a": 1}'}
    first = box.ask(SET_METAFIELDS, metafields=[{**value, "compareDigest": None}])["metafieldsSet"]
    assert first["metafields"][0]["namespace"] == "app--580111"
    digest = first["metafields"][0]["compareDigest"]

    stale = box.ask(SET_METAFIELDS, metafields=[{**value, "value": "{}", "compareDigest": "old"}])
    assert stale["metafieldsSet"]["userErrors"][0]["code"] == "STALE_OBJECT"
    assert box.ask(GET_METAFIELD, id=order.gid)["order"]["metafield"] == {
        "jsonValue": {"a": 1},
        "compareDigest": digest,
    }
    box.ask(SET_METAFIELDS, metafields=[{**value, "value": "{}", "compareDigest": digest}])
    assert box.shop.order(order.gid).metafields == {("$app", "backorder_lines"): "{}"}


def test_no_metafield_is_written_when_one_of_them_is_wrong(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    good = {"ownerId": order.gid, "key": "one", "type": "json", "value": "{}"}

    answer = box.ask(SET_METAFIELDS, metafields=[good, {**good, "key": "two", "value": "no json"}])

    assert answer["metafieldsSet"]["userErrors"][0]["code"] == "INVALID_VALUE"
    assert box.shop.order(order.gid).metafields == {}


def test_tags_are_added_once_and_only_named_ones_are_removed(box: Box) -> None:
    order = box.shop.place_order([(box.lamp, 1)])
    order.tags.append("vip")
    change = "mutation M($id: ID!, $tags: [String!]!) { %s(id: $id, tags: $tags) { userErrors { message } } }"

    box.ask(change % "tagsAdd", id=order.gid, tags=["backorder", "vip"])
    assert box.shop.order(order.gid).tags == ("vip", "backorder")
    box.ask(change % "tagsRemove", id=order.gid, tags=["backorder", "unknown"])
    assert box.shop.order(order.gid).tags == ("vip",)


def test_a_field_that_is_not_served_is_an_error_and_not_silently_null(box: Box) -> None:
    body = box.post("{ paymentTermsTemplates { id } }").json()
    assert body["errors"][0]["extensions"]["code"] == "NOT_IN_SANDBOX"

    order = box.shop.place_order([(box.lamp, 1)])
    sorted_oddly = "{ orders(first: 1, sortKey: DESTINATION) { nodes { id } } }"
    assert "errors" in box.post(sorted_oddly).json()
    assert "errors" in box.post('{ orders(first: 1, query: "colour:red") { nodes { id } } }').json()
    assert "errors" in box.post("{ orders { nodes { id } } }").json()
    assert "errors" in box.post("{ nothing }").json()
    assert order.gid in box.shop.orders


def test_the_token_tells_the_shop_and_a_strange_one_is_refused(box: Box) -> None:
    other = box.sandbox.add_shop("other", token="shpat_other", timezone="Asia/Tokyo", currency="JPY")
    name = "{ shop { myshopifyDomain currencyCode } }"

    assert box.post(name, token="shpat_other").json()["data"]["shop"]["currencyCode"] == "JPY"
    assert box.post(name).json()["data"]["shop"]["myshopifyDomain"] == "demo-lamps.myshopify.com"
    assert box.post(name, token="wrong").status_code == 401
    other.uninstall()
    assert box.post(name, token="shpat_other").status_code == 401


def test_every_answer_names_its_version_and_its_cost(box: Box) -> None:
    response = box.post(ITEM, {"id": box.lamp.inventory_item_gid})

    assert response.headers["X-Shopify-API-Version"] == "2026-10"
    cost: dict[str, Any] = response.json()["extensions"]["cost"]
    assert 0 < cost["actualQueryCost"] <= cost["requestedQueryCost"]
    assert cost["throttleStatus"]["maximumAvailable"] == 2000.0
