"""Products and variants of the sandbox, as the schema answers them and as an online store reads them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.shopify_box import Box, open_box

LOOK = """query Look($id: ID!) { nodes(ids: [$id]) { ... on ProductVariant {
  title displayName price position inventoryPolicy
  metafield(namespace: "$app", key: "k") { namespace type value jsonValue compareDigest }
  product { handle status productType onlineStoreUrl hasOnlyDefaultVariant
    featuredMedia { preview { image { url } } ... on MediaImage { image { url } } }
    variants(first: 9) { nodes { id } }
    priceRangeV2 { minVariantPrice { amount currencyCode } maxVariantPrice { amount } } } } } }"""
SET = """mutation Set($fields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $fields) { metafields { key } userErrors { code message } } }"""
DELETE = """mutation Delete($fields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $fields) { deletedMetafields { ownerId } userErrors { message } } }"""


@pytest.fixture
def box() -> Iterator[Box]:
    with open_box() as opened:
        yield opened


def look(box: Box, gid: str) -> dict[str, Any]:
    found: dict[str, Any] = box.ask(LOOK, id=gid)["nodes"][0]
    return found


def set_value(box: Box, gid: str, value: Any, **more: Any) -> list[str]:
    field = {"ownerId": gid, "namespace": "$app", "key": "k", "type": "json", "value": json.dumps(value)}
    answer = box.ask(SET, fields=[{**field, **more}])["metafieldsSet"]
    return [one["code"] for one in answer["userErrors"]]


def test_a_product_with_nothing_to_choose_has_a_default_variant(box: Box) -> None:
    found = look(box, box.lamp.gid)
    product = found.pop("product")
    assert found == {
        "title": "Default Title",
        "displayName": "Walnut Lamp - Default Title",
        "price": "80.00",
        "position": 1,
        "inventoryPolicy": "CONTINUE",
        "metafield": None,
    }
    assert product == {
        "handle": "walnut-lamp",
        "status": "ACTIVE",
        "productType": "",
        "onlineStoreUrl": "https://demo-lamps.myshopify.com/products/walnut-lamp",
        "hasOnlyDefaultVariant": True,
        "featuredMedia": None,
        "variants": {"nodes": [{"id": box.lamp.gid}]},
        "priceRangeV2": {
            "minVariantPrice": {"amount": "80.00", "currencyCode": "EUR"},
            "maxVariantPrice": {"amount": "80.00"},
        },
    }


def test_a_product_of_two_sizes_says_which_is_which(box: Box) -> None:
    image = "https://cdn.example/shade.jpg"
    small = box.shop.add_product(
        "Shade", sku="S", price="20.00", option="Small", shown={"product_type": "Shades", "image_url": image}
    )
    large = box.shop.add_variant(small.product, sku="L", price="24.50", option="Large")
    found = look(box, large.gid)
    assert (found["title"], found["displayName"], found["position"]) == ("Large", "Shade - Large", 2)
    product = found["product"]
    assert (product["hasOnlyDefaultVariant"], product["productType"]) == (False, "Shades")
    assert product["featuredMedia"] == {"preview": {"image": {"url": image}}, "image": {"url": image}}
    assert product["priceRangeV2"]["minVariantPrice"]["amount"] == "20.00"
    assert product["priceRangeV2"]["maxVariantPrice"]["amount"] == "24.50"
    (line,) = box.shop.place_order([(large, 1)]).lines
    assert (line.title, line.name) == ("Shade", "Shade - Large")


def test_two_products_of_one_name_have_two_pages(box: Box) -> None:
    again = box.shop.add_product("Walnut Lamp", sku="LAMP-2", price="1.00")
    assert again.product.handle == "walnut-lamp-1"
    assert [one.title for one in box.shop.products()] == ["Walnut Lamp", "Walnut Lamp"]


@pytest.mark.parametrize(
    ("published", "status", "shown"),
    [(True, "ACTIVE", True), (True, "UNLISTED", True), (True, "DRAFT", False), (False, "ACTIVE", False)],
)
def test_only_what_is_published_has_a_page(box: Box, published: bool, status: str, shown: bool) -> None:
    box.lamp.product.published, box.lamp.product.status = published, status
    assert (look(box, box.lamp.gid)["product"]["onlineStoreUrl"] is not None) == shown
    assert (box.shop.page_of(box.lamp.product) is not None) == shown


def test_a_variant_keeps_what_an_app_writes_and_guards_it_by_its_digest(box: Box) -> None:
    assert set_value(box, box.lamp.gid, {"a": 1}, compareDigest=None) == []
    found = look(box, box.lamp.gid)["metafield"]
    assert (found["type"], found["value"], found["jsonValue"]) == ("json", '{"a": 1}', {"a": 1})
    assert set_value(box, box.lamp.gid, {"a": 2}, compareDigest=None) == ["STALE_OBJECT"]
    assert set_value(box, box.lamp.gid, {"a": 2}, compareDigest=found["compareDigest"]) == []
    assert box.shop.own_values(box.lamp.gid) == {"k": {"a": 2}}


def test_another_apps_values_are_not_ours(box: Box) -> None:
    set_value(box, box.lamp.gid, 1, namespace="custom")
    assert box.shop.own_values(box.lamp.gid) == {}


def test_what_is_deleted_is_named_and_what_was_not_there_is_null(box: Box) -> None:
    shade = box.shop.add_product("Shade", sku="S", price="1.00")
    set_value(box, box.lamp.gid, 1)
    fields = [{"ownerId": one.gid, "namespace": "$app", "key": "k"} for one in (box.lamp, shade)]
    answer = box.ask(DELETE, fields=fields)["metafieldsDelete"]
    assert answer == {"deletedMetafields": [{"ownerId": box.lamp.gid}, None], "userErrors": []}
    assert box.shop.own_values(box.lamp.gid) == {}


def test_who_listens_hears_that_a_product_changed(box: Box) -> None:
    box.shop.subscribe("http://127.0.0.1:9/", ["products/update"])
    update = """mutation M($id: ID!, $variants: [ProductVariantsBulkInput!]!) {
      productVariantsBulkUpdate(productId: $id, variants: $variants) { userErrors { message } } }"""
    box.shop.change_product(box.lamp.product, title="Oak Lamp", status="DRAFT")
    box.shop.change_price(box.lamp, "95")
    given = [{"id": box.lamp.gid, "inventoryPolicy": "DENY"}]
    box.ask(update, id=box.lamp.product.gid, variants=given)
    told = [json.loads(one.body) for one in box.sandbox.webhooks.pending]
    assert [(one["title"], one["status"]) for one in told] == [("Oak Lamp", "draft")] * 3
    variants = [one["variants"][0] for one in told]
    assert [(one["price"], one["inventory_policy"]) for one in variants] == [
        ("80.00", "continue"),
        ("95.00", "continue"),
        ("95.00", "deny"),
    ]
    assert {one["inventory_item_id"] for one in variants} == {box.lamp.inventory_item.number}


def test_a_deleted_variant_takes_its_product_along_when_it_was_the_last(box: Box) -> None:
    large = box.shop.add_variant(box.lamp.product, sku="L", price="1.00", option="Large")
    box.shop.remove_variant(large)
    assert box.lamp.product.variants == [box.lamp]
    box.shop.remove_variant(box.lamp)
    assert box.shop.products() == []
    assert box.ask(LOOK, id=box.lamp.gid)["nodes"] == [None]


def test_each_line_carries_the_properties_that_the_buyer_put_on_it(box: Box) -> None:
    shade = box.shop.add_product("Shade", sku="S", price="1.00")
    order = box.shop.place_order(
        [(box.lamp, 1), (shade, 2)],
        properties={"Gift": "yes"},
        line_properties=[{"_backorder_shown": "2026-12-03"}, {}],
    )
    query = """query Q($id: ID!) { order(id: $id) { lineItems(first: 9) { nodes {
      customAttributes { key value } } } } }"""
    lines = box.ask(query, id=order.gid)["order"]["lineItems"]["nodes"]
    told = [{one["key"]: one["value"] for one in line["customAttributes"]} for line in lines]
    assert told == [{"Gift": "yes", "_backorder_shown": "2026-12-03"}, {"Gift": "yes"}]
