"""The parts of WooCommerce's answers that we read; whatever else is in them is passed over.

Fields that plugins and old versions leave out or null have a default; one that is there and makes no
sense is a `Trouble` that names it.
"""

import html
import math
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeVar

import msgspec
from babel.numbers import get_currency_precision

from connector.domain.trouble import Trouble

ENDED_KEY = "_backorder_connector_ended"
"""Meta of a product that nobody counts: it was on backorder until we ended its selling."""


class Meta(msgspec.Struct):
    key: Any = ""
    value: Any = None


class Address(msgspec.Struct):
    first_name: str | None = ""
    country: str | None = ""
    email: str | None = ""


class Line(msgspec.Struct):
    id: int
    quantity: int | float
    name: str | None = ""
    product_id: int = 0
    variation_id: int = 0
    sku: str | None = ""
    meta_data: list[Meta] = []


class RefundTotal(msgspec.Struct):
    """In an order, `total` is a negative amount as text: "-49.90" (recorded)."""

    total: str


class Refund(msgspec.Struct):
    """One refund with its lines, whose quantities are negative and whose meta names the line refunded."""

    line_items: list[Line] = []


class Fulfilment(msgspec.Struct):
    """`is_fulfilled` is `true` when made and the text "1" when listed (recorded)."""

    is_fulfilled: bool | str | int | None = None
    date_deleted: str | None = None
    meta_data: list[Meta] = []


class Order(msgspec.Struct):
    id: int
    status: str
    currency: str
    total: str
    date_modified_gmt: str
    number: str | int | None = None
    date_created_gmt: str | None = None
    date_paid_gmt: str | None = None
    payment_method: str | None = ""
    customer_id: int | None = 0
    lang: str | None = ""  # Polylang for WooCommerce adds it to the answer itself
    billing: Address = msgspec.field(default_factory=Address)
    shipping: Address = msgspec.field(default_factory=Address)
    meta_data: list[Meta] = []
    line_items: list[Line] = []
    refunds: list[RefundTotal] = []


class OrderHead(msgspec.Struct):
    id: int
    date_modified_gmt: str


class Option(msgspec.Struct):
    """An attribute of a variation ("Colour": "Red"), or one of a variable product without `option`."""

    option: str | None = ""


class Product(msgspec.Struct):
    """A product or a variation; a variation's `name` is its attributes only when it comes in a list.

    What only shows it to buyers is read as it comes: plugins write all sorts of things there, and none of
    them is a reason to read no stock (see `adapters.woocommerce.display`).
    """

    id: int
    name: str | None = ""
    type: str = "simple"
    status: str = "publish"
    sku: str | None = ""
    permalink: Any = ""
    virtual: bool = False
    downloadable: bool = False
    manage_stock: bool | str | None = False
    stock_quantity: int | float | None = None
    stock_status: str | None = ""
    backorders: str | None = ""
    price: Any = None  # text, or a number where a product has variations (recorded)
    catalog_visibility: Any = "visible"
    categories: Any = None
    images: Any = None
    image: Any = None  # of a variation
    attributes: list[Option] = []
    meta_data: list[Meta] = []

    @property
    def managed(self) -> bool:
        return self.manage_stock is True

    @property
    def none_by_hand(self) -> bool:
        """Uncounted, and the merchant says that there is none. A variable product echoes its variations."""
        if self.manage_stock or self.type == "variable":
            return False
        return self.stock_status == "onbackorder" or ended_by_us(self)


def ended_by_us(product: Product) -> bool:
    """Nothing is sold of it any more, by our own doing; what was sold before is still owed."""
    return product.stock_status == "outofstock" and meta_of(product.meta_data).get(ENDED_KEY) == "yes"


class Webhook(msgspec.Struct):
    id: int
    name: str | None
    status: str
    topic: str
    delivery_url: str


class Note(msgspec.Struct):
    id: int
    note: str | None = ""


_Body = TypeVar("_Body")


def read_as(kind: type[_Body], body: object) -> _Body:
    """The body as `kind`; raises `Trouble` naming the field that could not be read."""
    try:
        return msgspec.convert(body, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Trouble(f"the shop's answer cannot be read: {error}", permanent=True) from error


def meta_of(rows: list[Meta]) -> dict[str, Any]:
    """Of several rows with one key the last counts, as in WooCommerce's own `get_meta`."""
    return {str(row.key): row.value for row in rows}


def moment(text: str) -> datetime:
    """Naive UTC text, as every `*_gmt` field is, as an aware instant."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise Trouble(f"the shop's answer cannot be read: {text!r} is no time", permanent=True) from error


def minor(amount: str, currency: str) -> int:
    """Minor units of `currency` by ISO 4217 (Babel's table): "10.50" USD is 1050, "1000" JPY is 1000."""
    try:
        value = Decimal(amount or "0").scaleb(get_currency_precision(currency))
        return int(value.to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Trouble(f"the shop's answer cannot be read: {amount!r} is no amount", permanent=True) from error


def whole(value: object) -> int:
    """A count as WooCommerce writes it: a number, or the same as text. What is neither counts as 0."""
    try:
        return math.floor(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def plain(text: str | None) -> str:
    """A name without the entities that WordPress keeps in it."""
    return html.unescape(text or "")
