"""Which order states are demand, and which may be shipped: a table per platform.

An order that is *demand* has a place in the queue. One that is not *releasable* keeps its place and
its stock, but nothing is let go until that changes (payment guard: nothing is released unless it is
captured, authorised, prepaid or within agreed credit; a fraud review stops both).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """`why` completes the sentence "This order ..." and is shown to the merchant."""

    key: str
    demand: bool
    releasable: bool
    why: str


def _table(*rows: tuple[str, bool, bool, str]) -> dict[str, Standing]:
    return {row[0]: Standing(*row) for row in rows}


# Source: Shopify OrderDisplayFinancialStatus (Admin API 2026-10) and the platform's inventory rule:
# units of an order that is not cancelled stay committed.
SHOPIFY = _table(
    ("PENDING", True, False, "waits for its payment: it keeps its place, nothing is let go"),
    ("CASH_ON_DELIVERY", True, True, "is paid when it is handed over"),
    ("AUTHORIZED", True, True, "is authorised: nothing was charged yet"),
    ("PARTIALLY_PAID", True, True, "is paid in part"),
    ("PAID", True, True, "is paid"),
    ("PARTIALLY_REFUNDED", True, True, "was refunded in part: what is left is owed"),
    ("REFUNDED", True, False, "was refunded: what is left on it waits for a person"),
    ("EXPIRED", True, False, "lost its authorisation: it keeps its place, nothing is let go"),
    ("VOIDED", False, False, "lost its payment: its goods go to the next buyer"),
    ("HIGH_RISK", True, False, "is under fraud review: it keeps its place, nothing is let go"),
    ("CANCELLED", False, False, "is cancelled"),
    ("DELETED", False, False, "was deleted at the shop"),
)

# Source: recorded WooCommerce 11.0.1: stock falls on on-hold, processing and completed, and is given
# back on cancelled, pending and failed. A status of a plugin is demand while its lines hold stock.
WOOCOMMERCE = _table(
    ("checkout-draft", False, False, "is still a draft"),
    ("pending", False, False, "was not paid yet and holds no stock"),
    ("failed", False, False, "failed to be paid: its stock went back"),
    ("on-hold", True, False, "waits for its payment: it keeps its place, nothing is let go"),
    ("on-hold_authorised", True, True, "is authorised: nothing was charged yet"),
    ("processing", True, True, "is accepted and waits for its goods"),
    ("custom", True, True, "is in a state of this shop's own and holds stock"),
    ("custom_empty", False, False, "is in a state of this shop's own and holds no stock"),
    ("completed", False, False, "is completed"),
    ("cancelled", False, False, "is cancelled"),
    ("refunded", False, False, "was refunded in full"),
    ("trash", False, False, "lies in the shop's trash"),
    ("DELETED", False, False, "was deleted at the shop"),
)


def shopify(financial_status: str, *, cancelled: bool, high_risk: bool, pays_at_the_door: bool) -> Standing:
    """The standing of a Shopify order. An unknown financial status counts as PENDING: it keeps its place."""
    if cancelled:
        return SHOPIFY["CANCELLED"]
    if high_risk and SHOPIFY.get(financial_status, SHOPIFY["PENDING"]).demand:
        return SHOPIFY["HIGH_RISK"]
    if financial_status == "PENDING" and pays_at_the_door:
        return SHOPIFY["CASH_ON_DELIVERY"]
    return SHOPIFY.get(financial_status, SHOPIFY["PENDING"])


def woocommerce(status: str, *, holds_stock: bool, authorised: bool) -> Standing:
    """The standing of a WooCommerce order; `holds_stock`: a line carries `_reduced_stock`."""
    if status == "on-hold" and authorised:
        return WOOCOMMERCE["on-hold_authorised"]
    if status in WOOCOMMERCE:
        return WOOCOMMERCE[status]
    return WOOCOMMERCE["custom" if holds_stock else "custom_empty"]
