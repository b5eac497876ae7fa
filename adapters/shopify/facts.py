"""Who the shop is, and whether it granted what we need."""

import msgspec

from adapters.shopify.answers import Address, Connection
from adapters.shopify.transport import GraphQL
from connector.domain import approvals
from connector.domain.storefront import StoreFacts

ALL_ORDERS = "read_all_orders"
"""Without it, orders older than 60 days look as if they had been deleted."""

NEEDED = (
    "read_orders",
    ALL_ORDERS,
    "write_orders",
    "read_products",
    "write_products",
    "read_inventory",
    "read_locations",
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_inventory_transfers",
    "read_inventory_shipments",
)
"""Access that our documents ask for. Source: `requiredAccess` of the introspection result, 2026-10."""

MAY_LACK = frozenset(
    {
        ALL_ORDERS,
        "write_products",
        "read_customers",
        "read_inventory_transfers",
        "read_inventory_shipments",
    }
)
"""What Shopify must approve or a merchant may withhold: what needs it is off, the rest works."""
REQUIRED = tuple(scope for scope in NEEDED if scope not in MAY_LACK)
APP_PROXY = "write_app_proxy"
"""What no document needs, but the public app's own address in each shop (`[app_proxy]` of its file)."""
APPROVED_APPS = ("read_purchase_options",)
"""Asked for only once Shopify approved the app for it; a store without it is told what it lacks."""


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


class _Contact(msgspec.Struct):
    email: str | None = None


class _Protected(msgspec.Struct):
    orders: Connection[_Contact]


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
        missing_access=(
            *(one for one in (*NEEDED, *APPROVED_APPS) if one not in granted),
            *_protected(graphql),
        ),
    )


def _protected(graphql: GraphQL) -> tuple[str, ...]:
    """Whether buyers' names and addresses are kept from the app: no scope says so, only a refusal does."""
    refused = graphql.ask_partly("Protected", _Protected, {"ACCESS_DENIED"}).errors
    return (approvals.PROTECTED,) if refused else ()
