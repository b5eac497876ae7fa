"""Access that a platform may withhold, and what each lack turns off.

Source: Shopify's pages on protected customer data, `read_all_orders` and purchase options (2026-10).
"""

from collections.abc import Collection, Mapping
from typing import Final

PROTECTED: Final = "protected_customer_data"
"""No scope of its own: Shopify reviews the app, and refuses buyers' names and addresses until then."""

TURNS_OFF: Final[Mapping[str, frozenset[str]]] = {
    "read_all_orders": frozenset(),  # orders older than 60 days are out of sight
    "read_purchase_options": frozenset(),  # selling plans of other tools are out of sight
    "read_inventory_transfers": frozenset(),  # what is on its way must be told by hand
    "read_inventory_shipments": frozenset(),
    "read_customers": frozenset({"letters"}),
    PROTECTED: frozenset({"letters"}),
    "write_orders": frozenset({"tags", "record"}),
    "write_merchant_managed_fulfillment_orders": frozenset({"holds"}),
    "write_products": frozenset({"offers", "selling"}),
    "write": frozenset({"tags", "record", "holds", "offers", "selling"}),  # WooCommerce's keys that only read
}
"""Effects that cannot be turned on while the access is missing. What is not named here works no effect."""


def lacking(effect: str, missing_access: Collection[str]) -> str:
    """The access for want of which this effect cannot be turned on; empty when nothing stands against it."""
    return next((one for one in missing_access if effect in TURNS_OFF.get(one, ())), "")
