"""Fields of orders, their lines, money and metafields that are not plain attributes."""

from decimal import Decimal
from typing import Any

from sandbox.shopify import metafields, payments, rest
from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.search import parse
from sandbox.shopify.resolvers.table import Call, serves
from sandbox.shopify.sales import Line, Order, Transaction, Work
from sandbox.shopify.things import Metafield


def bag(currency: str, amount: Decimal) -> dict[str, Any]:
    """A MoneyBag: shop and buyer pay in one currency here."""
    one = {"amount": rest.money(currency, amount), "currencyCode": currency}
    return {"shopMoney": one, "presentmentMoney": one}


@serves("Order", "lineItems")
def order_lines(call: Call) -> Connection[Line]:
    return page(call.source.lines, call.args)


@serves("Order", "fulfillmentOrders")
def order_works(call: Call) -> Connection[Work]:
    parse(call.args.get("query"), {})
    shown = [one for one in call.source.works if one.displayable or not call.args.get("displayable")]
    return page(shown, call.args)


@serves("Order", "displayFinancialStatus")
def financial(call: Call) -> str:
    return str(call.source.financial)


@serves("Order", "displayFulfillmentStatus")
def fulfilment_status(call: Call) -> str:
    order: Order = call.source
    if order.fulfilled:
        return "PARTIALLY_FULFILLED" if order.unfulfilled else "FULFILLED"
    states = {work.status for work in order.live_works}
    if states == {"ON_HOLD"}:
        return "ON_HOLD"
    return "IN_PROGRESS" if "IN_PROGRESS" in states else "UNFULFILLED"


@serves("Order", "closed")
def closed(call: Call) -> bool:
    return call.source.cancelled_at is not None


@serves("Order", "legacyResourceId")
def legacy_id(call: Call) -> str:
    return str(call.source.number)


@serves("Order", "currencyCode", "presentmentCurrencyCode")
def currency(call: Call) -> str:
    return str(call.source.currency)


@serves("Order", "requiresShipping")
def requires_shipping(call: Call) -> bool:
    return any(line.requires_shipping for line in call.source.lines)


@serves("Order", "capturable")
def capturable(call: Call) -> bool:
    return payments.open_authorisation(call.source) is not None


@serves("Order", "fullyPaid")
def fully_paid(call: Call) -> bool:
    order: Order = call.source
    return payments.received(order) >= order.total


@serves("Order", "unpaid")
def unpaid(call: Call) -> bool:
    return payments.received(call.source) <= 0


@serves("Order", "currentTotalPriceSet")
def current_total(call: Call) -> dict[str, Any]:
    return bag(call.source.currency, call.source.total)


@serves("Order", "totalReceivedSet")
def total_received(call: Call) -> dict[str, Any]:
    return bag(call.source.currency, payments.received(call.source))


@serves("Order", "totalOutstandingSet")
def total_outstanding(call: Call) -> dict[str, Any]:
    owed = call.source.total - payments.received(call.source)
    return bag(call.source.currency, max(owed, Decimal(0)))


@serves("Order", "totalCapturableSet")
def total_capturable(call: Call) -> dict[str, Any]:
    found = payments.open_authorisation(call.source)
    return bag(call.source.currency, found.amount if found else Decimal(0))


@serves("Order", "paymentGatewayNames")
def gateways(_call: Call) -> list[str]:
    return ["shopify_payments"]


@serves("Order", "paymentTerms")
def payment_terms(_call: Call) -> None:
    return None


@serves("Order", "paymentCollectionDetails")
def collection_details(_call: Call) -> dict[str, Any]:
    return {"additionalPaymentCollectionUrl": None, "vaultedPaymentMethods": []}


@serves("Order", "transactions")
def transactions(call: Call) -> list[tuple[Order, Transaction]]:
    found = call.source.transactions[: call.args.get("first")]
    if call.args.get("capturable"):
        found = [one for one in found if one is payments.open_authorisation(call.source)]
    return [shown_transaction(call.source, one) for one in found]


def shown_transaction(order: Order, one: Transaction) -> Any:
    """A transaction as the schema names it."""
    live = payments.open_authorisation(order) is one
    return {
        "__typename": "OrderTransaction",
        "id": one.gid,
        "kind": one.type,
        "status": one.status,
        "gateway": one.gateway,
        "test": order.test,
        "createdAt": one.created_at,
        "processedAt": one.created_at,
        "errorCode": one.error_code,
        "authorizationExpiresAt": None,
        "manuallyCapturable": live,
        "multiCapturable": False,
        "amountSet": bag(order.currency, one.amount),
        "totalUnsettledSet": bag(order.currency, one.amount if live else Decimal(0)),
        "parentTransaction": shown_transaction(order, one.parent) if one.parent else None,
        "shopifyPaymentsSet": None,
    }


@serves("Order", "metafield")
@serves("Product", "metafield")
@serves("ProductVariant", "metafield")
def metafield(call: Call) -> Metafield | None:
    key = (metafields.namespace(call.args.get("namespace")), call.args["key"])
    found: Metafield | None = call.source.metafields.get(key)
    return found


@serves("Metafield", "namespace")
def metafield_namespace(call: Call) -> str:
    return metafields.shown_namespace(call.source.namespace)


@serves("Metafield", "compareDigest")
def compare_digest(call: Call) -> str:
    return metafields.digest(call.source)


@serves("Metafield", "jsonValue")
def json_value(call: Call) -> Any:
    return metafields.json_value(call.source)


@serves("Order", "customerLocale")
def customer_locale(call: Call) -> str:
    return str(call.source.locale)


@serves("Order", "phone")
def phone(_call: Call) -> None:
    return None


@serves("Order", "canNotifyCustomer")
def can_notify(call: Call) -> bool:
    return bool(call.source.email)


@serves("Order", "statusPageUrl")
def status_page(call: Call) -> str:
    return f"https://{call.shop.domain}/{call.shop.number}/orders/{call.source.number:x}/authenticate?key=k"


@serves("Order", "customer")
def customer(call: Call) -> dict[str, Any]:
    order: Order = call.source
    address = {"emailAddress": order.email, "marketingState": "NOT_SUBSCRIBED"} if order.email else None
    return {
        "id": f"gid://shopify/Customer/{order.customer_number}",
        "firstName": order.first_name,
        "locale": order.locale,
        "tags": sorted(order.customer_tags),
        "defaultEmailAddress": address,
    }


@serves("Order", "purchasingEntity")
def purchasing_entity(call: Call) -> dict[str, Any]:
    if call.source.company:
        return {"__typename": "PurchasingCompany"}
    return {"__typename": "Customer", **customer(call)}


@serves("LineItem", "name")
def line_name(call: Call) -> str:
    return str(call.source.name)


@serves("LineItem", "isGiftCard")
def is_gift_card(call: Call) -> bool:
    return bool(call.source.gift_card)


@serves("LineItem", "nonFulfillableQuantity")
def non_fulfillable(_call: Call) -> int:
    return 0


@serves("LineItem", "lineItemGroup")
def line_group(call: Call) -> Any:
    return call.source.group


@serves("LineItem", "product")
def line_product(call: Call) -> Any:
    return call.source.variant.product if call.source.variant else None
