"""What a shop has sold: orders, their lines, fulfilment orders, holds, transactions, refunds."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sandbox.shopify.things import Location, Metafields, Thing, Variant

APP_NUMBER = 580111
APP_GID = f"gid://shopify/App/{APP_NUMBER}"
"""The app that asks; holds of other apps carry another gid."""


@dataclass(eq=False, kw_only=True, repr=False)
class LineGroup(Thing):
    """The bundle that component lines were bought as."""

    kind: ClassVar[str] = "LineItemGroup"
    title: str
    quantity: int


@dataclass(eq=False, kw_only=True, repr=False)
class SellingPlan(Thing):
    """A way of selling: PRE_ORDER or SUBSCRIPTION."""

    kind: ClassVar[str] = "SellingPlan"
    name: str
    category: str


@dataclass(eq=False, kw_only=True, repr=False)
class PlanGroup(Thing):
    """Plans that one app offers together."""

    kind: ClassVar[str] = "SellingPlanGroup"
    name: str
    plans: list[SellingPlan]


@dataclass(eq=False, kw_only=True, repr=False)
class Line(Thing):
    """One line of an order. `quantity` never falls; what was taken off is counted beside it."""

    kind: ClassVar[str] = "LineItem"
    variant: Variant | None
    title: str
    sku: str
    price: Decimal
    quantity: int
    location: Location
    option: str = ""
    requires_shipping: bool = True
    gift_card: bool = False
    group: LineGroup | None = None
    plan: SellingPlan | None = None
    properties: dict[str, str] = field(default_factory=dict)
    fulfilled: int = 0
    removed_unfulfilled: int = 0
    removed_fulfilled: int = 0

    @property
    def name(self) -> str:
        """The product's title and what was chosen of it."""
        return f"{self.title} - {self.option}" if self.option else self.title

    @property
    def current_quantity(self) -> int:
        """Units that the buyer still has bought."""
        return self.quantity - self.removed_unfulfilled - self.removed_fulfilled

    @property
    def unfulfilled_quantity(self) -> int:
        """Units still to be shipped."""
        return self.quantity - self.removed_unfulfilled - self.fulfilled

    @property
    def counted(self) -> bool:
        """Whether the line moves stock."""
        return self.variant is not None and self.variant.counted


@dataclass(eq=False, kw_only=True, repr=False)
class Hold(Thing):
    """A reason why a fulfilment order waits, and whose it is."""

    kind: ClassVar[str] = "FulfillmentHold"
    reason: str
    app: str
    handle: str | None = None
    reason_notes: str | None = None
    external_id: str | None = None


@dataclass(eq=False, kw_only=True, repr=False)
class WorkLine(Thing):
    """A part of an order line inside a fulfilment order."""

    kind: ClassVar[str] = "FulfillmentOrderLineItem"
    line: Line
    total_quantity: int
    remaining_quantity: int


@dataclass(eq=False, kw_only=True, repr=False)
class Work(Thing):
    """A fulfilment order: what one location must ship for one order."""

    kind: ClassVar[str] = "FulfillmentOrder"
    order: "Order"
    location: Location
    updated_at: datetime
    status: str = "OPEN"
    request_status: str = "UNSUBMITTED"
    lines: list[WorkLine] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    fulfill_at: datetime | None = None
    fulfill_by: datetime | None = None
    progress_reported: bool = False
    displayable: bool = True

    @property
    def live(self) -> bool:
        """Whether something is still to be shipped."""
        return self.status not in ("CLOSED", "CANCELLED", "INCOMPLETE")

    @property
    def remaining(self) -> int:
        """Units still to be shipped."""
        return sum(line.remaining_quantity for line in self.lines)


@dataclass(eq=False, kw_only=True, repr=False)
class Fulfilment(Thing):
    """A parcel that left."""

    kind: ClassVar[str] = "Fulfillment"
    location: Location
    created_at: datetime
    quantities: dict[Line, int]
    status: str = "SUCCESS"
    tracking: list[dict[str, str | None]] = field(default_factory=list)


@dataclass(eq=False, kw_only=True, repr=False)
class Transaction(Thing):
    """Money asked for, set aside, taken or given back."""

    kind: ClassVar[str] = "OrderTransaction"
    type: str
    amount: Decimal
    created_at: datetime
    status: str = "SUCCESS"
    gateway: str = "shopify_payments"
    parent: "Transaction | None" = None
    error_code: str | None = None


@dataclass(eq=False, kw_only=True, repr=False)
class Refund(Thing):
    """Units and money taken back from an order."""

    kind: ClassVar[str] = "Refund"
    created_at: datetime
    quantities: list[tuple[Line, int, str]]
    amount: Decimal
    note: str | None = None


@dataclass(eq=False, kw_only=True, repr=False)
class Order(Thing):
    """An order with everything that hangs on it."""

    kind: ClassVar[str] = "Order"
    name: str
    order_number: int
    created_at: datetime
    updated_at: datetime
    currency: str
    email: str | None
    first_name: str
    last_name: str
    locale: str
    country: str
    source_name: str
    financial: str
    customer_number: int
    customer_tags: list[str] = field(default_factory=list)
    company: bool = False
    lines: list[Line] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    metafields: Metafields = field(default_factory=dict)
    note: str | None = None
    test: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    routed: bool = False
    risk_level: str = "LOW"

    @property
    def total(self) -> Decimal:
        """What the buyer has bought now, in the order's currency."""
        return sum((line.price * line.current_quantity for line in self.lines), Decimal(0))

    @property
    def unfulfilled(self) -> int:
        """Units still to be shipped."""
        return sum(line.unfulfilled_quantity for line in self.lines)

    @property
    def fulfilled(self) -> int:
        """Units that were shipped."""
        return sum(line.fulfilled for line in self.lines)

    @property
    def live_works(self) -> list[Work]:
        """Fulfilment orders that still have something to ship."""
        return [work for work in self.works if work.live]
