"""What the documents ask for, as far as it is read; one struct each, named as Shopify names it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec
from babel.numbers import get_currency_precision

from connector.domain.trouble import Trouble

T = TypeVar("T")


class PageInfo(msgspec.Struct, rename="camel", frozen=True):
    has_next_page: bool
    end_cursor: str | None = None


class Connection(msgspec.Struct, Generic[T], rename="camel"):
    """One page of things."""

    nodes: list[T]
    page_info: PageInfo = PageInfo(has_next_page=False)


def every(fetch: Callable[[str | None], Connection[T]]) -> Iterator[T]:
    """All things of all pages; `fetch` is given the cursor after which to go on."""
    yield from rest_of(fetch(None), fetch)


def rest_of(page: Connection[T], fetch: Callable[[str], Connection[T]]) -> Iterator[T]:
    """All things from this page on. Raises `Trouble` when the pages lead nowhere."""
    yield from page.nodes
    while page.page_info.has_next_page:
        cursor = page.page_info.end_cursor
        if not cursor:
            raise Trouble("Shopify speaks of a next page and names none")
        page = fetch(cursor)
        yield from page.nodes


class Named(msgspec.Struct):
    id: str


class Money(msgspec.Struct, rename="camel"):
    amount: Decimal
    currency_code: str


class Bag(msgspec.Struct, rename="camel"):
    """Only what the buyer sees: letters speak of the currency that was paid in."""

    presentment_money: Money


def minor(amount: Decimal, currency: str) -> int:
    """In minor units of the currency (ISO 4217)."""
    return int(amount.scaleb(get_currency_precision(currency)).quantize(Decimal(1)))


class Transaction(msgspec.Struct, rename="camel"):
    kind: str
    status: str
    authorization_expires_at: datetime | None


class Assessment(msgspec.Struct, rename="camel"):
    risk_level: str


class Risk(msgspec.Struct):
    recommendation: str
    assessments: list[Assessment]


class Item(msgspec.Struct, rename="camel"):
    id: str
    tracked: bool
    requires_shipping: bool


class Variant(msgspec.Struct, rename="camel"):
    requires_components: bool
    inventory_item: Item


class Attribute(msgspec.Struct):
    """What the buyer, or the theme for them, wrote on a line."""

    key: str
    value: str | None


class OrderLine(msgspec.Struct, rename="camel"):
    id: str
    name: str
    sku: str | None
    current_quantity: int
    unfulfilled_quantity: int
    requires_shipping: bool
    is_gift_card: bool
    selling_plan: dict[str, Any] | None
    custom_attributes: list[Attribute]
    variant: Variant | None


class Order(msgspec.Struct, rename="camel"):
    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    customer_locale: str | None
    display_financial_status: str | None
    payment_gateway_names: list[str]
    current_total_price_set: Bag
    net_payment_set: Bag
    transactions: list[Transaction]
    risk: Risk
    line_items: Connection[OrderLine]


class OrderAnswer(msgspec.Struct):
    order: Order | None


class OrderLinesPart(msgspec.Struct, rename="camel"):
    line_items: Connection[OrderLine]


class OrderLinesAnswer(msgspec.Struct):
    order: OrderLinesPart | None


class Email(msgspec.Struct, rename="camel"):
    email_address: str | None = None


class Customer(msgspec.Struct, rename="camel"):
    id: str = ""
    first_name: str | None = None
    tags: list[str] = []
    default_email_address: Email | None = None


class Address(msgspec.Struct, rename="camel"):
    country_code_v2: str | None = msgspec.field(default=None, name="countryCodeV2")


class Entity(msgspec.Struct):
    """Who bought: a Customer, or a PurchasingCompany that the merchant made one."""

    kind: str = msgspec.field(default="", name="__typename")


class Contact(msgspec.Struct, rename="camel"):
    email: str | None = None
    status_page_url: str | None = None
    shipping_address: Address | None = None
    customer: Customer | None = None
    purchasing_entity: Entity | None = None


class ContactAnswer(msgspec.Struct):
    order: Contact | None


class Place(msgspec.Struct, rename="camel"):
    id: str
    is_fulfillment_service: bool


class AssignedLocation(msgspec.Struct):
    name: str
    location: Place | None


class Hold(msgspec.Struct, rename="camel"):
    id: str
    handle: str | None
    held_by_requesting_app: bool


class WorkLine(msgspec.Struct, rename="camel"):
    id: str
    inventory_item_id: str | None
    total_quantity: int
    remaining_quantity: int
    line_item: Named


class Work(msgspec.Struct, rename="camel"):
    """A fulfilment order."""

    id: str
    status: str
    assigned_location: AssignedLocation
    fulfillment_holds: list[Hold]
    line_items: Connection[WorkLine]

    @property
    def location_ref(self) -> str:
        place = self.assigned_location.location
        return place.id if place else ""


class OrderWork(msgspec.Struct, rename="camel"):
    updated_at: datetime
    fulfillment_orders: Connection[Work]


class OrderWorkAnswer(msgspec.Struct):
    order: OrderWork | None


class WorkLinesPart(msgspec.Struct, rename="camel"):
    line_items: Connection[WorkLine]


class WorkLinesAnswer(msgspec.Struct, rename="camel"):
    fulfillment_order: WorkLinesPart | None


class WorkOwner(msgspec.Struct, rename="camel"):
    order_id: str


class OrderOfWorkAnswer(msgspec.Struct, rename="camel"):
    fulfillment_order: WorkOwner | None


class Anything(msgspec.Struct):
    """A mutation's answer: that it came without user errors is all that is asked."""
