"""An order and what hangs on it: lines, refunds, notes, fulfilments."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.meta import MetaBag

REDUCED = "_reduced_stock"
RESTOCKED = "_restock_refunded_items"


@dataclass(eq=False, slots=True)
class Line:
    """A product line; money in the order's currency, as decimals."""

    id: int
    product: Product | None
    name: str
    quantity: int
    subtotal: Decimal
    total: Decimal
    meta: MetaBag

    @property
    def reduced(self) -> int:
        """How many units this line took from the shelf (`_reduced_stock`, a string there)."""
        return int(self.meta.get(REDUCED) or 0)

    @property
    def restocked(self) -> int:
        return int(self.meta.get(RESTOCKED) or 0)


@dataclass(eq=False, slots=True)
class ShippingLine:
    id: int
    method_id: str
    method_title: str
    instance_id: str
    total: Decimal
    meta: MetaBag


@dataclass(eq=False, slots=True)
class Refund:
    id: int
    created: datetime
    amount: Decimal
    reason: str
    refunded_payment: bool
    meta: MetaBag
    lines: list[Line] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Note:
    id: int
    created: datetime
    text: str
    for_customer: bool
    author: str = "WooCommerce"


@dataclass(eq=False, slots=True)
class Fulfilment:
    id: int
    updated: datetime
    status: str
    is_fulfilled: bool
    meta: list[dict[str, Any]]


@dataclass(eq=False, slots=True)
class Order:
    id: int
    created: datetime
    modified: datetime
    key: str
    meta: MetaBag
    status: str = "pending"
    created_via: str = "rest-api"
    billing: dict[str, str] = field(default_factory=dict)
    shipping: dict[str, str] = field(default_factory=dict)
    payment_method: str = ""
    payment_method_title: str = ""
    transaction_id: str = ""
    customer_ip_address: str = ""
    customer_user_agent: str = ""
    customer_note: str = ""
    customer_id: int = 0
    cart_hash: str = ""
    completed: datetime | None = None
    paid: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    shipping_lines: list[ShippingLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    stock_reduced: bool = False
    sales_counted: bool = False
    card_declines: bool = False

    @property
    def total(self) -> Decimal:
        amounts = [line.total for line in self.lines] + [row.total for row in self.shipping_lines]
        return sum(amounts, Decimal(0))

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), Decimal(0))

    @property
    def needs_processing(self) -> bool:
        """Whether a payment leads to processing; only downloads would not, and none are sold here."""
        return any(line.product for line in self.lines)

    def line(self, line_id: int) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)
