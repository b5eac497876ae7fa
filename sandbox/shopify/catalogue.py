"""What a shop sells: products with their variants, as its online store shows them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypedDict

from sandbox.shopify import inventory, rest_products
from sandbox.shopify.store import ShopState
from sandbox.shopify.things import InventoryItem, Location, Product, Variant


class Shown(TypedDict, total=False):
    """How the online store shows a product; everything has a default."""

    handle: str
    status: Literal["ACTIVE", "ARCHIVED", "DRAFT", "UNLISTED"]
    published: bool
    product_type: str
    vendor: str
    description: str
    image_url: str


class Sold(TypedDict, total=False):
    """How a variant is sold and counted; everything has a default."""

    option: str
    tracked: bool
    policy: Literal["CONTINUE", "DENY"]
    requires_shipping: bool
    gift_card: bool
    cost: str | None


def product(shop: ShopState, title: str, shown: Shown) -> Product:
    """A product without variants; its handle is made of the title, once a shop."""
    handle = shown.get("handle") or free_handle(title, shop.handles)
    shop.handles.add(handle)
    about = {name: value for name, value in shown.items() if name != "handle"}
    return shop.make(Product, title=title, handle=handle, **about)


def free_handle(title: str, taken: set[str]) -> str:
    """The title in small letters and hyphens, with a number where another product has it."""
    plain = re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "product"
    found, number = plain, 1
    while found in taken:
        found, number = f"{plain}-{number}", number + 1
    return found


def variant(
    shop: ShopState, of: Product, sku: str, price: str, stock: Mapping[Location, int], sold: Sold
) -> Variant:
    """A variant with its inventory item, stocked where `stock` says (available units)."""
    cost = sold.get("cost")
    item = shop.make(
        InventoryItem,
        sku=sku,
        tracked=sold.get("tracked", True),
        requires_shipping=sold.get("requires_shipping", True),
        cost=None if cost is None else Decimal(cost),
    )
    for place, units in stock.items():
        inventory.level_at(shop, item, place).available = units
    made = shop.make(
        Variant,
        product=of,
        inventory_item=item,
        sku=sku,
        price=Decimal(price),
        inventory_policy=sold.get("policy", "CONTINUE"),
        option=sold.get("option", ""),
        gift_card=sold.get("gift_card", False),
    )
    shop.variants.append(made)
    of.variants.append(made)
    item.sold_as.append(made)
    return made


def change(shop: ShopState, one: Product, shown: Shown) -> None:
    """The merchant changes how it is shown, or whether."""
    for name, value in shown.items():
        setattr(one, name, value)
    tell(shop, one)


def tell(shop: ShopState, one: Product) -> None:
    """Who listens hears that it changed."""
    if shop.wants("products/update"):
        shop.emit("products/update", rest_products.product(shop, one))


def remove(shop: ShopState, one: Variant) -> None:
    """The merchant deletes it; its product goes with its last variant."""
    shop.variants.remove(one)
    one.product.variants.remove(one)
    things = [one, one.inventory_item, *([] if one.product.variants else [one.product])]
    for thing in things:
        del shop.things[thing.gid]


def page_of(shop: ShopState, one: Product) -> str | None:
    """Its page in the online store; None where it is not shown there."""
    shown = one.published and one.status in ("ACTIVE", "UNLISTED")
    return f"{shop.online_store}/products/{one.handle}" if shown else None
