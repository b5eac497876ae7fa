"""Who the shop is, and whether it granted what we need."""

import msgspec

from adapters.shopify.answers import Address
from adapters.shopify.transport import GraphQL
from connector.domain.storefront import StoreFacts

ALL_ORDERS = "read_all_orders"
"""Without it, orders older than 60 days look as if they had been deleted."""

NEEDED = (
    "read_orders",
    ALL_ORDERS,
    "write_orders",
    "read_products",
    "read_inventory",
    "read_locations",
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_inventory_transfers",
    "read_inventory_shipments",
)
"""Access that our documents ask for. Source: `requiredAccess` of the introspection result, 2026-10."""


class _Scope(msgspec.Struct):
    handle: str


class _Installation(msgspec.Struct, rename="camel"):
    access_scopes: list[_Scope]


class _Shop(msgspec.Struct, rename="camel"):
    name: str
    email: str
    currency_code: str
    iana_timezone: str
    shop_address: Address


class _Facts(msgspec.Struct, rename="camel"):
    current_app_installation: _Installation
    shop: _Shop


def read_facts(graphql: GraphQL) -> StoreFacts:
    """The shop's own data. Granted `write_x` implies `read_x`."""
    found = graphql.ask("Facts", _Facts)
    granted = {one.handle for one in found.current_app_installation.access_scopes}
    granted |= {"read_" + one.removeprefix("write_") for one in granted if one.startswith("write_")}
    shop = found.shop
    return StoreFacts(
        name=shop.name,
        email=shop.email,
        timezone=shop.iana_timezone,
        currency=shop.currency_code,
        country=shop.shop_address.country_code_v2 or "",
        missing_access=tuple(one for one in NEEDED if one not in granted),
    )
