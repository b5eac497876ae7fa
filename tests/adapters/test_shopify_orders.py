"""Reading one order from answers that the sandbox does not give: odd payments, refused data, races."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import requests
import responses

from adapters.outgoing import Outside, Sender
from adapters.shopify.answers import OrderLine, Work
from adapters.shopify.lines import line_snapshots
from adapters.shopify.orders import reread_order
from adapters.shopify.transport import GraphQL
from connector.domain.snapshots import Buyer, OrderSnapshot, Paid
from connector.domain.trouble import Trouble

URL = "https://demo.myshopify.com/admin/api/2026-10/graphql.json"
GID = "gid://shopify/Order/1"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
EMPTY = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": []}
DENIED = {"message": "not approved", "path": ["order", "email"], "extensions": {"code": "ACCESS_DENIED"}}

Answers = dict[str, list[Any]]


def bag(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"presentmentMoney": {"amount": amount, "currencyCode": currency}}


def order(**changed: Any) -> dict[str, Any]:
    known = {
        "id": GID,
        "name": "#1001",
        "createdAt": "2026-11-20T10:00:00Z",
        "updatedAt": "2026-11-21T10:00:00Z",
        "cancelledAt": None,
        "customerLocale": "en",
        "displayFinancialStatus": "PAID",
        "paymentGatewayNames": ["shopify_payments"],
        "currentTotalPriceSet": bag("100.00"),
        "netPaymentSet": bag("100.00"),
        "transactions": [],
        "risk": {"recommendation": "ACCEPT", "assessments": [{"riskLevel": "LOW"}]},
        "lineItems": EMPTY,
    }
    return {"data": {"order": {**known, **changed}}}


def work(updated_at: str = "2026-11-21T10:00:00Z") -> dict[str, Any]:
    return {"data": {"order": {"updatedAt": updated_at, "fulfillmentOrders": EMPTY}}}


def contact(**known: Any) -> dict[str, Any]:
    return {"data": {"order": {"email": "a@example.com", "statusPageUrl": "https://x.example/", **known}}}


@pytest.fixture
def read() -> Iterator[Callable[[Answers], OrderSnapshot]]:
    """Re-read the order, each document answered in turn by its list; the last answer stays."""
    sender = Sender(Outside())

    def run(given: Answers) -> OrderSnapshot:
        answers = {"OrderWork": [work()], "OrderContact": [contact()], **given}

        def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
            name = json.loads(request.body or b"")["query"].split("(")[0].split()[1]
            waiting = answers[name]
            return 200, {}, json.dumps(waiting.pop(0) if len(waiting) > 1 else waiting[0])

        with responses.RequestsMock() as mock:
            mock.add_callback(responses.POST, URL, callback=reply)
            return reread_order(GraphQL(sender, "demo", "token"), GID, NOW)

    yield run
    sender.close()


@pytest.mark.parametrize(
    ("status", "total", "taken", "paid"),
    [
        ("PENDING", "100.00", "0.00", Paid.NOTHING),
        ("AUTHORIZED", "100.00", "0.00", Paid.AUTHORISED),
        ("PARTIALLY_PAID", "100.00", "40.00", Paid.PARTLY),
        ("PAID", "100.00", "100.00", Paid.TAKEN),
        ("PAID", "0.00", "0.00", Paid.NOTHING),
        ("PARTIALLY_REFUNDED", "60.00", "60.00", Paid.TAKEN),
        ("PARTIALLY_REFUNDED", "100.00", "60.00", Paid.PARTLY),
        ("REFUNDED", "0.00", "0.00", Paid.RETURNED),
        ("VOIDED", "100.00", "0.00", Paid.RETURNED),
        ("EXPIRED", "100.00", "0.00", Paid.RETURNED),
        ("SOMETHING_NEW", "100.00", "0.00", Paid.UNKNOWN),
        (None, "100.00", "0.00", Paid.UNKNOWN),
    ],
)
def test_each_financial_status_proves_its_own(
    read: Callable[[Answers], OrderSnapshot], status: str | None, total: str, taken: str, paid: Paid
) -> None:
    answer = order(displayFinancialStatus=status, currentTotalPriceSet=bag(total), netPaymentSet=bag(taken))
    payment = read({"Order": [answer]}).payment
    assert (payment.paid, payment.taken) == (paid, int(taken.replace(".", "")))


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 10050), ("JPY", 100), ("KWD", 100500)])
def test_amounts_are_in_minor_units(
    read: Callable[[Answers], OrderSnapshot], currency: str, minor: int
) -> None:
    answer = order(currentTotalPriceSet=bag("100.50" if currency != "JPY" else "100", currency))
    payment = read({"Order": [answer]}).payment
    assert (payment.total, payment.currency) == (minor, currency)


def test_an_authorisation_tells_until_when_where_the_shop_is_told(
    read: Callable[[Answers], OrderSnapshot],
) -> None:
    expiry = {"authorizationExpiresAt": "2026-11-27T10:00:00Z"}
    transactions = [
        {"kind": "AUTHORIZATION", "status": "FAILURE", "authorizationExpiresAt": "2026-11-23T10:00:00Z"},
        {"kind": "AUTHORIZATION", "status": "SUCCESS", **expiry},
        {"kind": "AUTHORIZATION", "status": "SUCCESS", "authorizationExpiresAt": None},
    ]
    answer = order(displayFinancialStatus="AUTHORIZED", transactions=transactions)
    until = read({"Order": [answer]}).payment.authorised_until
    assert until == datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_cash_on_delivery_is_releasable_while_pending(read: Callable[[Answers], OrderSnapshot]) -> None:
    answer = order(displayFinancialStatus="PENDING", paymentGatewayNames=["Cash on Delivery (COD)"])
    snapshot = read({"Order": [answer]})
    assert (snapshot.standing, snapshot.releasable) == ("CASH_ON_DELIVERY", True)


def test_advice_to_cancel_is_high_risk(read: Callable[[Answers], OrderSnapshot]) -> None:
    answer = order(risk={"recommendation": "CANCEL", "assessments": []})
    assert read({"Order": [answer]}).standing == "HIGH_RISK"


@pytest.mark.parametrize(
    "refused", [{"data": {"order": None}, "errors": [DENIED]}, {"data": None, "errors": [DENIED]}]
)
def test_refused_contact_leaves_an_order_without_a_buyer(
    read: Callable[[Answers], OrderSnapshot], refused: dict[str, Any]
) -> None:
    snapshot = read({"Order": [order()], "OrderContact": [refused]})
    assert snapshot.buyer == Buyer(locale="en")
    assert snapshot.demand


def test_contact_that_failed_is_tried_again_and_not_taken_for_empty(
    read: Callable[[Answers], OrderSnapshot],
) -> None:
    error = {"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    with pytest.raises(Trouble) as trouble:
        read({"Order": [order()], "OrderContact": [{"data": {"order": None}, "errors": [error]}]})
    assert not trouble.value.permanent


def test_the_address_of_the_account_serves_where_the_order_has_none(
    read: Callable[[Answers], OrderSnapshot],
) -> None:
    customer = {
        "id": "gid://shopify/Customer/7",
        "firstName": "Ada",
        "tags": ["vip", "news"],
        "defaultEmailAddress": {"emailAddress": "ada@example.com"},
    }
    answer = contact(email=None, customer=customer, shippingAddress={"countryCodeV2": "JP"})
    assert read({"Order": [order()], "OrderContact": [answer]}).buyer == Buyer(
        "ada@example.com", "Ada", "en", "JP", "gid://shopify/Customer/7", tags=("news", "vip")
    )


@pytest.mark.parametrize(
    ("entity", "business"),
    [
        ({"__typename": "PurchasingCompany"}, True),
        ({"__typename": "Customer"}, False),
        (None, False),
    ],
)
def test_a_company_that_the_shop_knows_is_a_business(
    read: Callable[[Answers], OrderSnapshot], entity: dict[str, str] | None, business: bool
) -> None:
    answer = contact(purchasingEntity=entity)
    assert read({"Order": [order()], "OrderContact": [answer]}).buyer.business is business


def test_an_order_that_changes_between_its_documents_is_read_again(
    read: Callable[[Answers], OrderSnapshot],
) -> None:
    later = "2026-11-21T10:00:05Z"
    snapshot = read({"Order": [order(), order(updatedAt=later)], "OrderWork": [work(later)]})
    assert snapshot.version == datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)


def line(**changed: Any) -> OrderLine:
    known = {
        "id": "L",
        "name": "Lamp",
        "sku": None,
        "currentQuantity": 2,
        "unfulfilledQuantity": 2,
        "requiresShipping": True,
        "isGiftCard": False,
        "sellingPlan": None,
        "customAttributes": [],
        "variant": {
            "requiresComponents": False,
            "inventoryItem": {"id": "I", "tracked": True, "requiresShipping": True},
        },
    }
    return msgspec.convert({**known, **changed}, OrderLine)


def work_of(status: str, total: int, remaining: int, *, service: bool = False) -> Work:
    place = {"id": "P", "isFulfillmentService": service}
    parts = [
        {
            "id": "W",
            "inventoryItemId": "I",
            "totalQuantity": total,
            "remainingQuantity": remaining,
            "lineItem": {"id": "L"},
        }
    ]
    answer = {
        "id": "F",
        "status": status,
        "assignedLocation": {"name": "Berlin", "location": place},
        "fulfillmentHolds": [],
        "lineItems": {"nodes": parts},
    }
    return msgspec.convert(answer, Work)


def test_a_line_without_its_variant_is_not_backorderable() -> None:
    (found,) = line_snapshots([line(variant=None)], [work_of("OPEN", 2, 2)])
    assert (found.listing_ref, found.backorderable) == ("I", False)


def test_a_line_bought_by_a_selling_plan_is_not_queued() -> None:
    (found,) = line_snapshots([line(sellingPlan={"sellingPlanId": "S"})], [work_of("OPEN", 2, 2)])
    assert not found.backorderable


def test_a_fulfilment_service_is_not_queued() -> None:
    (found,) = line_snapshots([line()], [work_of("OPEN", 2, 2, service=True)])
    assert not found.backorderable


def test_a_kit_is_its_components() -> None:
    variant = {
        "requiresComponents": True,
        "inventoryItem": {"id": "I", "tracked": False, "requiresShipping": True},
    }
    assert line_snapshots([line(variant=variant)], []) == ()


def test_a_parcel_that_was_cancelled_is_not_counted_as_shipped() -> None:
    works = [work_of("CLOSED", 2, 0), work_of("OPEN", 2, 2)]
    (found,) = line_snapshots([line()], works)
    assert (found.ordered, found.open, found.shipped) == (2, 2, 0)


def test_cancelled_work_counts_for_nothing() -> None:
    (found,) = line_snapshots([line()], [work_of("CANCELLED", 2, 1), work_of("SCHEDULED", 2, 2)])
    assert (found.open, found.shipped) == (2, 0)


def test_what_a_partial_shipment_left_behind_is_not_being_packed() -> None:
    (found,) = line_snapshots([line(unfulfilledQuantity=1)], [work_of("IN_PROGRESS", 2, 1)])
    assert (found.open, found.shipped, found.in_progress) == (1, 1, 0)
