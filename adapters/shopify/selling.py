"""Whether a variant is sold beyond its stock: its inventory policy, which only the shop's pages obey."""

from collections import defaultdict
from typing import Final

import msgspec

from adapters.shopify.answers import Anything, Connection, Named
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

POLICIES: Final = {True: "CONTINUE", False: "DENY"}
"""ProductVariantInventoryPolicy, by whether it sells beyond the stock."""
GONE: Final = frozenset({"PRODUCT_DOES_NOT_EXIST", "PRODUCT_VARIANT_DOES_NOT_EXIST"})


class _Variant(msgspec.Struct, rename="camel"):
    id: str
    inventory_policy: str
    product: Named


class _Item(msgspec.Struct):
    variants: Connection[_Variant] | None


class _Found(msgspec.Struct, rename="camel"):
    inventory_item: _Item | None


def settle_selling(graphql: GraphQL, listing_ref: str, beyond: bool) -> str:
    """Every variant of the inventory item is sold so. The policy before, in small letters; "": as it was."""
    item = graphql.ask("VariantSelling", _Found, id=listing_ref).inventory_item
    variants = item.variants.nodes if item and item.variants else []
    due = [one for one in variants if one.inventory_policy != POLICIES[beyond]]
    by_product: dict[str, list[str]] = defaultdict(list)
    for one in due:
        by_product[one.product.id].append(one.id)
    for product, ids in by_product.items():
        _set(graphql, product, ids, POLICIES[beyond])
    return due[0].inventory_policy.lower() if due else ""


def _set(graphql: GraphQL, product: str, ids: list[str], policy: str) -> None:
    variants = [{"id": one, "inventoryPolicy": policy} for one in ids]
    try:
        graphql.ask("SellingSet", Anything, product=product, variants=variants)
    except UserErrors as error:
        if GONE.issuperset(error.codes):
            raise Trouble("the variant went away while it was written") from error
        raise
