"""What the adapter makes of orders and products as WooCommerce 11.0.1 was recorded to send them."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import responses

from adapters.outgoing import Outside
from adapters.woocommerce.bodies import minor
from adapters.woocommerce.client import WooStorefront
from connector.domain.snapshots import Buyer, Level, LineSnapshot, OrderSnapshot, Paid, Payment
from connector.domain.trouble import Trouble

RECORDED = Path(__file__).parents[1] / "data" / "woocommerce" / "rest"
API = "https://shop.example/wp-json/wc/v3"


def body(name: str) -> Any:
    return json.loads(next(RECORDED.glob(f"{name}_*.json")).read_text())["response"]["body"]


class RecordedShop:
    """A shop that answers with bodies that were recorded, changed where a test says so."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self._mock = mock
        self.storefront = WooStorefront(Outside(), "https://shop.example", "ck", "cs", currency="USD")

    def has(self, path: str, answer: Any, status: int = 200) -> None:
        self._mock.get(f"{API}/{path}", json=answer, status=status)

    def order(self, answer: Any, *products: Any) -> OrderSnapshot:
        self.has(f"orders/{answer['id']}", answer)
        self.has("products", list(products))
        return self.storefront.reread_order(str(answer["id"]))


@pytest.fixture
def shop() -> Iterator[RecordedShop]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        shop = RecordedShop(mock)
        yield shop
        shop.storefront.close()


def changed(name: str, **fields: Any) -> Any:
    return {**copy.deepcopy(body(name)), **fields}


def with_meta(order: Any, **meta: Any) -> Any:
    kept = [row for row in order["meta_data"] if row["key"] not in meta]
    return {**order, "meta_data": kept + [{"id": 1, "key": key, "value": meta[key]} for key in meta]}


LAMP = body("017")


@pytest.mark.parametrize(
    ("meta", "business"),
    [
        ({"_vat_number_is_valid": "true", "_billing_vat_number": "DE129273398"}, True),
        ({"_vat_number_validated": "valid"}, True),
        ({"backorder_business": "yes"}, True),
        ({"_vat_number_is_valid": "false", "_billing_vat_number": "DE129273398"}, False),
        ({"_vat_number_validated": "could-not-validate"}, False),
        ({"_billing_vat_number": "DE129273398", "is_vat_exempt": "yes"}, False),
    ],
)
def test_a_checked_tax_id_or_the_merchants_mark_makes_a_business(
    shop: RecordedShop, meta: dict[str, str], business: bool
) -> None:
    assert shop.order(with_meta(body("109"), **meta), LAMP).buyer.business is business


def test_a_company_typed_at_checkout_makes_no_business(shop: RecordedShop) -> None:
    order = body("109")
    order = {**order, "customer_id": 12, "billing": {**order["billing"], "company": "Lamps Ltd"}}
    buyer = shop.order(order, LAMP).buyer
    assert (buyer.business, buyer.customer_ref) == (False, "12")


def test_a_recorded_order_reads_as_it_was_placed(shop: RecordedShop) -> None:
    read = shop.order(body("109"), LAMP)
    placed = datetime(2026, 11, 22, 12, 29, 4, tzinfo=UTC)
    assert read == OrderSnapshot(
        order_id="26",
        name="#26",
        placed_at=placed,
        version=placed,
        state="processing",
        demand=True,
        releasable=True,
        standing="processing",
        payment=Payment(Paid.NOTHING, "USD", 10480, 0),
        buyer=Buyer("mary@example.com", "Mary", "", "US"),
        lines=(LineSnapshot("17", "default", "12", "Walnut Desk Lamp", "LAMP-WAL", 2, 2, taken=2, hinted=2),),
    )


@pytest.mark.parametrize(
    ("name", "changes", "paid", "taken", "standing"),
    [
        ("438", {}, Paid.AUTHORISED, 0, "on-hold_authorised"),
        ("441", {}, Paid.TAKEN, 25450, "processing"),
        ("438", {"status": "cancelled"}, Paid.RETURNED, 0, "cancelled"),
        ("438", {"status": "failed"}, Paid.NOTHING, 0, "failed"),
        ("441", {"refunds": [{"id": 1, "reason": "", "total": "-54.50"}]}, Paid.TAKEN, 20000, "processing"),
        ("441", {"refunds": [{"total": "-254.50"}]}, Paid.RETURNED, 0, "processing"),
        ("441", {"status": "refunded"}, Paid.RETURNED, 0, "refunded"),
        ("109", {}, Paid.NOTHING, 0, "processing"),
        ("102", {"line_items": []}, Paid.NOTHING, 0, "on-hold"),
        ("477", {}, Paid.NOTHING, 0, "pending"),
    ],
)
def test_a_payment_is_what_the_shop_can_prove(
    shop: RecordedShop, name: str, changes: dict[str, Any], paid: Paid, taken: int, standing: str
) -> None:
    order = changed(name, **changes)
    shop.has(f"orders/{order['id']}/refunds", [])
    read = shop.order(order, LAMP)
    assert (read.payment.paid, read.payment.taken, read.standing) == (paid, taken, standing)


def test_a_woopayments_order_that_waits_for_its_capture_is_authorised(shop: RecordedShop) -> None:
    order = with_meta(body("438"), _stripe_charge_captured="", _intention_status="requires_capture")
    assert shop.order(order, LAMP).standing == "on-hold_authorised"


def test_refunded_units_are_no_longer_asked_for(shop: RecordedShop) -> None:
    order = changed("109", refunds=[{"total": "-49.90"}])
    one_unit = next(refund for refund in body("121") if refund["id"] == 27)
    shop.has("orders/26/refunds", [one_unit])
    (line,) = shop.order(order, LAMP).lines
    # The refund gave no stock back, so the shop still counts two units as taken for this line.
    assert (line.ordered, line.open, line.shipped, line.taken) == (1, 1, 0, 2)


def test_fulfilled_units_have_left_and_their_stock_with_them(shop: RecordedShop) -> None:
    shop.has("orders/56/fulfillments", body("535"))
    (line,) = shop.order(body("539"), LAMP).lines
    assert (line.ordered, line.open, line.shipped, line.taken) == (5, 3, 2, 3)


def test_a_shop_that_switched_its_fulfilments_off_again_has_shipped_nothing(shop: RecordedShop) -> None:
    order = with_meta(body("109"), _fulfillment_status="fulfilled")
    shop.has("orders/26/fulfillments", body("086"), status=404)
    assert shop.order(order, LAMP).lines[0].open == 2


def test_a_fulfilment_that_was_deleted_or_is_a_draft_ships_nothing(shop: RecordedShop) -> None:
    drafted, dropped = copy.deepcopy(body("535")[0]), copy.deepcopy(body("535")[0])
    drafted["is_fulfilled"], dropped["date_deleted"] = "0", "2026-11-22T13:00:00Z"
    shop.has("orders/56/fulfillments", [drafted, dropped])
    assert shop.order(body("539"), LAMP).lines[0].shipped == 0


def test_a_completed_order_has_shipped_all_that_was_not_refunded(shop: RecordedShop) -> None:
    order = changed("109", status="completed", refunds=[{"total": "-49.90"}])
    shop.has("orders/26/refunds", [next(refund for refund in body("121") if refund["id"] == 27)])
    read = shop.order(order, LAMP)
    assert (read.lines[0].ordered, read.lines[0].open, read.lines[0].shipped) == (1, 0, 1)
    assert (read.demand, read.lines[0].taken) == (False, 0)


def test_more_units_fulfilled_than_ordered_make_nothing_negative(
    shop: RecordedShop,
) -> None:
    many = copy.deepcopy(body("535")[0])
    many["meta_data"][0]["value"][0]["qty"] = 99
    shop.has("orders/56/fulfillments", [many])
    (line,) = shop.order(body("539"), LAMP).lines
    assert (line.open, line.shipped, line.taken) == (0, 5, 0)


def test_lines_of_variations_go_by_what_holds_their_stock(shop: RecordedShop) -> None:
    own, parents = body("202"), body("015")[0]
    shop.has("products/16/variations", [own])
    shop.has("products/19/variations", [parents])
    read = shop.order(body("102"), LAMP, changed("017", id=14), body("466"), changed("466", id=19))
    assert {line.sku: line.listing_ref for line in read.lines} == {
        "LAMP-WAL": "12",
        "CUSH-LI": "14",
        "STOOL-OAK": "15",
        "RUG-S": "16/17",
        "THROW-R": "19",
    }
    assert {line.sku for line in read.lines if not line.backorderable} == {"STOOL-OAK"}, "15 is gone"


@pytest.mark.parametrize(
    ("product", "backorderable"),
    [
        ({}, True),
        ({"virtual": True}, False),
        ({"downloadable": True}, False),
        ({"status": "trash"}, False),
        ({"manage_stock": False, "stock_quantity": None, "stock_status": "onbackorder"}, True),
        ({"manage_stock": False, "stock_quantity": None, "stock_status": "instock"}, False),
    ],
)
def test_only_counted_goods_and_those_marked_by_hand_are_ever_backordered(
    shop: RecordedShop, product: dict[str, Any], backorderable: bool
) -> None:
    assert shop.order(body("109"), changed("017", **product)).lines[0].backorderable == backorderable


@pytest.mark.parametrize(("key", "hinted"), [("Backordered", 3), ("Lieferrückstand", 3), ("Odloženo", 0)])
def test_the_hint_is_read_in_the_languages_that_we_know(shop: RecordedShop, key: str, hinted: int) -> None:
    order = copy.deepcopy(body("438"))
    order["line_items"][0]["meta_data"][0]["key"] = key
    assert shop.order(order, LAMP).lines[0].hinted == hinted


@pytest.mark.parametrize(
    ("status", "reduced", "standing"), [("awaiting-parts", "5", "custom"), ("quote", None, "custom_empty")]
)
def test_a_state_of_the_shops_own_is_demand_while_it_holds_stock(
    shop: RecordedShop, status: str, reduced: str | None, standing: str
) -> None:
    order = changed("438", status=status)
    if reduced is None:
        order["line_items"][0]["meta_data"] = []
    read = shop.order(order, LAMP)
    assert (read.standing, read.demand) == (standing, reduced is not None)


def test_an_order_in_the_trash_is_gone_and_asks_for_nothing(shop: RecordedShop) -> None:
    read = shop.order(body("285"), LAMP)
    assert (read.gone, read.demand, read.standing) == (True, False, "trash")
    assert all(line.taken == 0 for line in read.lines)


def test_an_order_that_the_shop_has_no_more_is_gone(shop: RecordedShop) -> None:
    shop.has("orders/9", {"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID."}, 404)
    read = shop.storefront.reread_order("9")
    assert (read.gone, read.demand, read.standing, read.lines) == (True, False, "DELETED", ())


@pytest.mark.parametrize("order_id", ["", "../products/1", "26?x=1", "x", "٣", "-1"])
def test_what_is_no_number_is_no_order_and_is_never_asked_for(shop: RecordedShop, order_id: str) -> None:
    assert shop.storefront.reread_order(order_id).gone


@pytest.mark.parametrize(
    ("meta", "locale"),
    [
        ({"wpml_language": "ja"}, "ja"),
        ({"trp_language": "de_DE"}, "de_DE"),
        ({"_locale": ["x"]}, ""),
        ({}, ""),
    ],
)
def test_the_buyers_language_is_what_the_shops_translation_plugin_left(
    shop: RecordedShop, meta: dict[str, Any], locale: str
) -> None:
    assert shop.order(with_meta(body("109"), **meta), LAMP).buyer.locale == locale


def test_names_lose_the_entities_that_wordpress_keeps(shop: RecordedShop) -> None:
    order = copy.deepcopy(body("109"))
    order["line_items"][0]["name"] = "Salt &amp; Pepper"
    assert shop.order(order, LAMP).lines[0].title == "Salt & Pepper"


@pytest.mark.parametrize(
    "broken",
    [{"date_modified_gmt": None}, {"total": "ten"}, {"line_items": {}}, {"date_modified_gmt": "now"}],
)
def test_an_order_that_makes_no_sense_is_trouble(shop: RecordedShop, broken: dict[str, Any]) -> None:
    with pytest.raises(Trouble):
        shop.order(changed("109", **broken), LAMP)


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("254.50", "USD", 25450),
        ("-49.90", "USD", -4990),
        ("1000", "JPY", 1000),
        ("1000.00", "JPY", 1000),
        ("1.2345", "KWD", 1235),
        ("0.1", "EUR", 10),
        ("", "EUR", 0),
        ("99999999999999.99", "EUR", 9999999999999999),
    ],
)
def test_money_is_exact_in_the_minor_units_of_its_currency(amount: str, currency: str, units: int) -> None:
    assert minor(amount, currency) == units


def test_items_are_answered_in_the_order_asked_with_what_each_holds(shop: RecordedShop) -> None:
    stool = changed("017", id=15, manage_stock=False, stock_quantity=None, stock_status="onbackorder")
    cup = changed("017", id=21, manage_stock=False, stock_quantity=None, stock_status="instock")
    shop.has("products", [LAMP, stool, cup, body("466")])
    shop.has("products/16/variations", [body("202")])
    rug, nothing, lamp, marked, plain, strange = shop.storefront.reread_items(
        ["16/17", "99", "12", "15", "21", "gid://x"]
    )
    assert (lamp.tracked, lamp.levels) == (True, (Level("default", LAMP["stock_quantity"], adds_taken=True),))
    assert (rug.title, rug.sku, rug.levels[0].adds_taken) == ("Wool Rug - S", "RUG-S", True)
    assert (marked.tracked, marked.levels) == (True, (Level("default", 0),))
    assert (plain.tracked, plain.levels, plain.gone) == (False, (), False)
    assert nothing.gone
    assert (strange.gone, strange.listing_ref) == (True, "gid://x")


def test_a_variation_that_its_parent_counts_for_is_no_shelf_of_its_own(shop: RecordedShop) -> None:
    shop.has("products", [changed("466", id=19, manage_stock=True, stock_quantity=3)])
    shop.has("products/19/variations", body("015"))
    own, parents = shop.storefront.reread_items(["19/20", "19"])
    assert own.gone
    assert (parents.tracked, parents.levels[0].count) == (True, 3)


def test_a_variable_product_without_a_count_of_its_own_holds_nothing(
    shop: RecordedShop,
) -> None:
    shop.has("products", [changed("466", manage_stock=False, stock_status="onbackorder")])
    assert not shop.storefront.reread_items(["16"])[0].tracked
