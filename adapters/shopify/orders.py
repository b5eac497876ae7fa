"""One order re-read: its lines, its work, its payment and, where we may know, its buyer."""

from collections.abc import Iterator
from datetime import UTC, datetime

from adapters.shopify.answers import (
    Bag,
    Connection,
    Contact,
    ContactAnswer,
    Order,
    OrderAnswer,
    OrderLine,
    OrderLinesAnswer,
    Work,
    minor,
    rest_of,
)
from adapters.shopify.facts import ALL_ORDERS, read_facts
from adapters.shopify.lines import line_snapshots
from adapters.shopify.transport import GraphQL
from adapters.shopify.work import read_work
from connector.domain import standing
from connector.domain.snapshots import Buyer, LineSnapshot, OrderSnapshot, Paid, Payment
from connector.domain.trouble import Trouble

READS = 3
"""How often an order that changes between its documents is read again."""

PAID = {
    "PENDING": Paid.NOTHING,
    "AUTHORIZED": Paid.AUTHORISED,
    "PARTIALLY_PAID": Paid.PARTLY,
    "PAID": Paid.TAKEN,
    "REFUNDED": Paid.RETURNED,
    "VOIDED": Paid.RETURNED,
    "EXPIRED": Paid.RETURNED,
}
"""OrderDisplayFinancialStatus; PARTIALLY_REFUNDED is told by the amounts."""


def reread_order(graphql: GraphQL, order_id: str, now: datetime) -> OrderSnapshot:
    """The order as it is; `now` (aware) is the version of one that is gone."""
    order, works = _read(graphql, order_id)
    if order is None:
        return _gone(graphql, order_id, now)
    lines = line_snapshots(_all_lines(graphql, order), works)
    return snapshot(order, lines, _contact(graphql, order))


def snapshot(order: Order, lines: tuple[LineSnapshot, ...], contact: Contact | None) -> OrderSnapshot:
    """The order in our words; `contact` is None where Shopify keeps protected data from the app."""
    buyer, url = _buyer(order, contact)
    status = order.display_financial_status or "PENDING"
    found = standing.shopify(
        status,
        cancelled=order.cancelled_at is not None,
        high_risk=_high_risk(order),
        pays_at_the_door=any("cash on delivery" in name.lower() for name in order.payment_gateway_names),
    )
    return OrderSnapshot(
        order_id=order.id,
        name=order.name,
        placed_at=order.created_at.astimezone(UTC),
        version=order.updated_at.astimezone(UTC),
        state="CANCELLED" if order.cancelled_at else status,
        demand=found.demand,
        releasable=found.releasable,
        standing=found.key,
        payment=payment(order),
        buyer=buyer,
        lines=lines,
        url=url,
    )


def _read(graphql: GraphQL, order_id: str) -> tuple[Order | None, list[Work]]:
    """Order and work of one moment, if it holds still; else the last try, and a delivery will follow."""
    order, works = None, list[Work]()
    for _ in range(READS):
        order = graphql.ask("Order", OrderAnswer, id=order_id).order
        if order is None:
            return None, []
        works, seen = read_work(graphql, order_id)
        if seen is None:
            return None, []
        if seen == order.updated_at:
            break
    return order, works


def _all_lines(graphql: GraphQL, order: Order) -> Iterator[OrderLine]:
    def more(after: str) -> Connection[OrderLine]:
        found = graphql.ask("OrderLines", OrderLinesAnswer, id=order.id, after=after).order
        if found is None:
            raise Trouble("the order went away while it was read")
        return found.line_items

    return rest_of(order.line_items, more)


def _contact(graphql: GraphQL, order: Order) -> Contact | None:
    answer = graphql.ask_partly("OrderContact", ContactAnswer, {"ACCESS_DENIED"}, id=order.id).data
    return answer.order if answer else None


def _buyer(order: Order, contact: Contact | None) -> tuple[Buyer, str]:
    """Who ordered, and the order's status page; empty where Shopify keeps protected data from the app."""
    locale = order.customer_locale or ""
    if contact is None:
        return Buyer(locale=locale), ""
    customer = contact.customer
    known = customer.default_email_address if customer else None
    address = contact.shipping_address
    entity = contact.purchasing_entity
    buyer = Buyer(
        email=contact.email or (known.email_address if known else "") or "",
        first_name=(customer.first_name if customer else "") or "",
        locale=locale,
        country=(address.country_code_v2 if address else "") or "",
        customer_ref=customer.id if customer else "",
        business=entity is not None and entity.kind == "PurchasingCompany",
        tags=tuple(sorted(customer.tags)) if customer else (),
    )
    return buyer, contact.status_page_url or ""


def payment(order: Order) -> Payment:
    """What the payment records prove, in minor units of the currency that the buyer pays in."""
    total, taken = _minor(order.current_total_price_set), _minor(order.net_payment_set)
    return Payment(
        paid=_paid(order.display_financial_status or "", total, taken),
        currency=order.current_total_price_set.presentment_money.currency_code,
        total=total,
        taken=taken,
        authorised_until=_authorised_until(order),
    )


def _paid(status: str, total: int, taken: int) -> Paid:
    if status in ("PAID", "PARTIALLY_REFUNDED") and total == taken == 0:
        return Paid.NOTHING  # a free order is "paid" without a cent
    if status == "PARTIALLY_REFUNDED":
        return Paid.TAKEN if taken >= total else Paid.PARTLY
    return PAID.get(status, Paid.UNKNOWN)


def _minor(bag: Bag) -> int:
    money = bag.presentment_money
    return minor(money.amount, money.currency_code)


def _authorised_until(order: Order) -> datetime | None:
    """The first expiry of a reserved amount; only Plus shops are told one."""
    if order.display_financial_status != "AUTHORIZED":
        return None
    return min(
        (
            one.authorization_expires_at.astimezone(UTC)
            for one in order.transactions
            if one.kind == "AUTHORIZATION" and one.status == "SUCCESS" and one.authorization_expires_at
        ),
        default=None,
    )


def _high_risk(order: Order) -> bool:
    """Shopify advises to cancel, or one of its providers sees a high risk."""
    levels = {one.risk_level for one in order.risk.assessments}
    return order.risk.recommendation == "CANCEL" or "HIGH" in levels


def _gone(graphql: GraphQL, order_id: str, now: datetime) -> OrderSnapshot:
    if ALL_ORDERS in read_facts(graphql).missing_access:
        message = f"the order is deleted, or older than 60 days and hidden: {ALL_ORDERS} was not granted"
        raise Trouble(message, permanent=True)
    found = standing.SHOPIFY["DELETED"]
    return OrderSnapshot(
        order_id=order_id,
        name="",
        placed_at=now,
        version=now,
        state="DELETED",
        demand=found.demand,
        releasable=found.releasable,
        standing=found.key,
        payment=Payment(Paid.UNKNOWN, "", 0),
        buyer=Buyer(),
        lines=(),
        gone=True,
    )
