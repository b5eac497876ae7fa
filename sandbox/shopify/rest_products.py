"""The webhook body of a product: what it is called, and its variants with their items."""

from sandbox.shopify import rest
from sandbox.shopify.store import Body, ShopState
from sandbox.shopify.things import Product, Variant


def product(shop: ShopState, one: Product) -> Body:
    """The product as products/update tells it."""
    now = rest.stamp(shop, shop.now())
    return {
        "id": one.number,
        "admin_graphql_api_id": one.gid,
        "title": one.title,
        "body_html": one.description,
        "handle": one.handle,
        "product_type": one.product_type,
        "vendor": one.vendor,
        "status": one.status.lower(),
        "published_at": now if one.published else None,
        "updated_at": now,
        "tags": "",
        "variants": [variant(shop, each) for each in one.variants],
        "image": {"src": one.image_url} if one.image_url else None,
    }


def variant(shop: ShopState, one: Variant) -> Body:
    """A variant as its product's body holds it."""
    return {
        "id": one.number,
        "admin_graphql_api_id": one.gid,
        "product_id": one.product.number,
        "title": one.option or "Default Title",
        "sku": one.sku,
        "price": rest.money(shop.currency, one.price),
        "position": one.position,
        "inventory_policy": one.inventory_policy.lower(),
        "inventory_item_id": one.inventory_item.number,
        "inventory_quantity": sum(level.available for level in one.inventory_item.levels.values()),
    }
