"""What Liquid finds on a page: products, variants, the cart, with the names that Shopify gives them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sandbox.shopify import metafields
from sandbox.shopify.shop import Shop
from sandbox.shopify.storefront.carts import Cart
from sandbox.shopify.things import Product, Variant

Drop = dict[str, Any]


def cents(price: Decimal) -> int:
    """Shopify's Liquid counts money in hundredths."""
    return int(price * 100)


def stock(one: Variant) -> int:
    """Units that are available over all locations."""
    return sum(level.available for level in one.inventory_item.levels.values())


def can_be_bought(one: Variant) -> bool:
    """Whether the shop sells it now: it has some, or sells beyond its stock."""
    return not one.counted or one.inventory_policy == "CONTINUE" or stock(one) > 0


def variant(shop: Shop, one: Variant, root: str) -> Drop:
    """`variant`. Its metafields are those of the app whose block reads them."""
    own = metafields.own_values(shop, one.gid)
    return {
        "id": one.number,
        "title": one.option or "Default Title",
        "sku": one.sku,
        "price": cents(one.price),
        "available": can_be_bought(one),
        "inventory_quantity": stock(one),
        "inventory_policy": one.inventory_policy.lower(),
        "inventory_management": "shopify" if one.counted else None,
        "quantity_rule": {"min": 1, "max": None, "increment": 1},
        "url": f"{root}/products/{one.product.handle}?variant={one.number}",
        "metafields": {"$app": {key: {"value": value} for key, value in own.items()}},
    }


def product(shop: Shop, one: Product, root: str, chosen: str = "") -> Drop:
    """`product`. `chosen`: the number of the variant that the address names."""
    variants = [variant(shop, each, root) for each in one.variants]
    selected = next((each for each in variants if str(each["id"]) == chosen), None)
    first = next((each for each in variants if each["available"]), variants[0])
    return {
        "id": one.number,
        "title": one.title,
        "handle": one.handle,
        "url": f"{root}/products/{one.handle}",
        "description": one.description,
        "image_url": one.image_url,
        "available": any(each["available"] for each in variants),
        "price_min": min(each["price"] for each in variants),
        "has_only_default_variant": one.has_only_default_variant,
        "variants": variants,
        "selected_variant": selected,
        "selected_or_first_available_variant": selected or first,
    }


def shown(shop: Shop) -> list[Product]:
    """The products that the online store shows, oldest first."""
    return [one for one in shop.products() if one.variants and shop.page_of(one)]


def collection(shop: Shop, root: str, page: int, size: int) -> Drop:
    """`collection`: everything that the shop shows. Outside `paginate` it has its first fifty products."""
    everything = [product(shop, one, root) for one in shown(shop)]
    return {
        "title": "",
        "handle": "all",
        "products_count": len(everything),
        "all_products": everything,
        "products": everything[:50],
        "pages": -(-len(everything) // size),
        "page": page,
    }


def cart(shop: Shop, one: Cart, root: str) -> Drop:
    """`cart`. Properties whose names begin with "_" are kept, and not shown."""
    items = [
        {
            "key": f"{line.variant.number}:{number}",
            "quantity": line.quantity,
            "variant_id": line.variant.number,
            "variant": variant(shop, line.variant, root),
            "product": product(shop, line.variant.product, root),
            "url": f"{root}/products/{line.variant.product.handle}?variant={line.variant.number}",
            "line_price": cents(line.variant.price) * line.quantity,
            "properties": visible(line.properties),
        }
        for number, line in enumerate(one.lines, 1)
    ]
    return {
        "items": items,
        "item_count": sum(line.quantity for line in one.lines),
        "total_price": sum(each["line_price"] for each in items),
    }


def visible(properties: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Name and value of those that the buyer sees."""
    return [(name, value) for name, value in properties.items() if not name.startswith("_")]
