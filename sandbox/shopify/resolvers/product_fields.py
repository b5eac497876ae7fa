"""Fields of products and variants that are not plain attributes."""

from decimal import Decimal
from typing import Any

from sandbox.shopify import catalogue, rest
from sandbox.shopify.resolvers.connection import Connection, page
from sandbox.shopify.resolvers.table import Call, serves
from sandbox.shopify.things import Product, Variant

NOTHING_TO_CHOOSE = "Default Title"
"""The title of a product's only variant."""


@serves("ProductVariant", "title")
def variant_title(call: Call) -> str:
    return call.source.option or NOTHING_TO_CHOOSE


@serves("ProductVariant", "displayName")
def display_name(call: Call) -> str:
    return f"{call.source.product.title} - {variant_title(call)}"


@serves("ProductVariant", "price")
def price(call: Call) -> str:
    return rest.money(call.shop.currency, call.source.price)


@serves("Product", "onlineStoreUrl")
def page_in_store(call: Call) -> str | None:
    return catalogue.page_of(call.shop, call.source)


@serves("Product", "isGiftCard")
def is_gift_card(call: Call) -> bool:
    return any(one.gift_card for one in call.source.variants)


@serves("Product", "variants")
def variants(call: Call) -> Connection[Variant]:
    return page(call.source.variants, call.args)


@serves("Product", "featuredMedia")
def featured_media(call: Call) -> dict[str, Any] | None:
    product: Product = call.source
    if not product.image_url:
        return None
    image = {"url": product.image_url}
    gid = f"gid://shopify/MediaImage/{product.number}"
    return {"__typename": "MediaImage", "id": gid, "image": image, "preview": {"image": image}}


@serves("Product", "priceRangeV2")
def price_range(call: Call) -> dict[str, Any]:
    prices = [one.price for one in call.source.variants] or [Decimal(0)]
    ends = {"minVariantPrice": min(prices), "maxVariantPrice": max(prices)}
    currency = call.shop.currency
    return {
        name: {"amount": rest.money(currency, amount), "currencyCode": currency}
        for name, amount in ends.items()
    }
