"""How the online store shows what a variant sells."""

from decimal import Decimal

import msgspec

from adapters.shopify.answers import minor
from connector.domain.snapshots import Display

FOR_SALE = "ACTIVE"
"""ProductStatus; UNLISTED is for sale too, but only for whoever was given its address."""
WITH_A_PAGE = frozenset((FOR_SALE, "UNLISTED"))


class _Image(msgspec.Struct):
    url: str


class _Preview(msgspec.Struct):
    image: _Image | None


class _Media(msgspec.Struct):
    preview: _Preview | None


class _Money(msgspec.Struct, rename="camel"):
    currency_code: str


class _Range(msgspec.Struct, rename="camel"):
    min_variant_price: _Money


class _Product(msgspec.Struct, rename="camel"):
    id: str
    title: str
    status: str
    product_type: str
    online_store_url: str | None
    has_only_default_variant: bool
    featured_media: _Media | None
    price_range_v2: _Range = msgspec.field(name="priceRangeV2")


class ShownVariant(msgspec.Struct, rename="camel"):
    """A variant with its product."""

    id: str
    display_name: str
    price: Decimal
    inventory_policy: str
    product: _Product


def title_of(variant: ShownVariant) -> str:
    """As an order line names it: Shopify calls the only variant of a product "Default Title"."""
    product = variant.product
    return product.title if product.has_only_default_variant else variant.display_name


def display_of(variant: ShownVariant) -> Display:
    """`price` is in the shop's currency, which the product's range of prices names."""
    product = variant.product
    return Display(
        product_ref=product.id,
        variant_ref=variant.id,
        url=_page(variant),
        image_url=_image(product.featured_media),
        price=minor(variant.price, product.price_range_v2.min_variant_price.currency_code),
        category=product.product_type,
        visible=product.status == FOR_SALE and product.online_store_url is not None,
        beyond=variant.inventory_policy.lower(),
    )


def _page(variant: ShownVariant) -> str:
    """The product's page with this variant chosen; empty where it is not published to the online store."""
    page = variant.product.online_store_url if variant.product.status in WITH_A_PAGE else None
    if not page or variant.product.has_only_default_variant:
        return page or ""
    return f"{page}{'&' if '?' in page else '?'}variant={variant.id.rpartition('/')[2]}"


def _image(media: _Media | None) -> str:
    """None while Shopify still works on it."""
    image = media.preview.image if media and media.preview else None
    return image.url if image else ""
