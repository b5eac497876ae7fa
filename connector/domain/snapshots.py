"""An order and an item as a platform has them now, in our words."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Paid(StrEnum):
    """What the platform's payment records prove about an order."""

    NOTHING = "nothing"  # nothing was charged and nothing is reserved
    AUTHORISED = "authorised"  # an amount is reserved on the card, nothing was taken
    PARTLY = "partly"  # a part was taken
    TAKEN = "taken"  # everything was taken before the goods left: prepaid
    RETURNED = "returned"  # what was taken or reserved went back (refunded, voided, expired)
    UNKNOWN = "unknown"  # the platform does not say


@dataclass(frozen=True, slots=True)
class Payment:
    """`total` and `taken` in minor units of `currency` (ISO 4217)."""

    paid: Paid
    currency: str
    total: int
    taken: int = 0
    authorised_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom the letters go to: the orderer. Empty strings where the platform keeps it from us."""

    email: str = ""
    first_name: str = ""
    locale: str = ""  # as the platform has it: "en", "ja-JP", ""
    country: str = ""  # ISO 3166-1 alpha-2 of the ship-to address
    customer_ref: str = ""  # the platform's id of the buyer; empty for a guest
    business: bool = False  # a company that the platform knows as one; a name typed at checkout is not enough
    tags: tuple[str, ...] = ()  # what the merchant calls this customer, in order of the alphabet


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """Units of one order line that one location must ship.

    A line that ships from two locations is two of these. `ordered = open + shipped`: what is still
    on the order after edits, refunds and returns. `in_progress` of the open units are being packed
    and are frozen. `taken` is how many units the platform has already subtracted from its count for
    this line and that have not left (WooCommerce's `_reduced_stock`; 0 where the platform keeps
    such units inside its own sum).
    """

    line_id: str
    location_ref: str  # "" on a platform with one shelf, or while nobody said which location ships
    listing_ref: str  # what holds the stock: an inventory item or a product; "" where there is none
    title: str
    sku: str
    ordered: int
    open: int
    shipped: int = 0
    in_progress: int = 0
    taken: int = 0
    backorderable: bool = True  # False: gift card, service, untracked, sold at a till
    hinted: int = 0  # units the platform itself marked as backordered: shown, never believed
    shown_on: date | None = None  # the day that the shop's pages showed before the purchase


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """One order as re-read from its platform. The newest `version` wins; `read_at` breaks ties."""

    order_id: str
    name: str
    placed_at: datetime
    version: datetime
    state: str  # the platform's own word, for people: "AUTHORIZED", "on-hold"
    demand: bool  # its open units ask for supply (connector.domain.standing)
    releasable: bool  # and may be let go for shipping when their stock is there
    standing: str  # why: a key of connector.domain.standing's words
    payment: Payment
    buyer: Buyer
    lines: tuple[LineSnapshot, ...]
    gone: bool = False  # deleted at the platform
    url: str = ""  # the buyer's own status page, where the platform has one


@dataclass(frozen=True, slots=True)
class Level:
    """Units of an item at a location that the platform says are there for open and new orders.

    For Shopify `count` is available + committed. For WooCommerce it is `stock_quantity`; the units
    taken by open lines are added by the ledger, which knows all of them. May be negative as told.
    """

    location_ref: str
    count: int
    name: str = ""
    adds_taken: bool = False
    committed: int | None = None  # what the platform itself believes is promised to open orders


@dataclass(frozen=True, slots=True)
class Display:
    """How the shop shows a listing to buyers. Empty where the platform does not say.

    `product_ref`: of the product that it is a variant of; `variant_ref`: what goes into a cart. `price` in
    minor units of the store's currency. `visible`: buyers can find it. `beyond`: the platform's own word for
    whether it sells more than its stock. `lead_days` and `note`: the merchant's own product fields.
    """

    product_ref: str = ""
    variant_ref: str = ""
    url: str = ""
    image_url: str = ""
    price: int | None = None
    category: str = ""
    visible: bool = False
    beyond: str = ""
    lead_days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemSnapshot:
    """A listing and its stock. Not `tracked`: never backordered (supply without end)."""

    listing_ref: str
    title: str
    sku: str
    tracked: bool
    levels: tuple[Level, ...]
    gone: bool = False
    display: Display = Display()


@dataclass(frozen=True, slots=True)
class Inbound:
    """A delivery that a platform itself knows to be on its way. `expected_at` aware, or not said."""

    ref: str  # the platform's id of the transfer's or shipment's line
    listing_ref: str
    location_ref: str
    quantity: int
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderVersion:
    """An order that changed, and when, as a list of changes names it."""

    order_id: str
    version: datetime
