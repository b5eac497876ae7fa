"""Products and variations as REST bodies; a variation read as a product looks different from itself."""

from decimal import Decimal
from typing import Any

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.order_body import ALL_METHODS
from sandbox.woocommerce.shelving import slug_of
from sandbox.woocommerce.shop import SYMBOLS, Shop

UNCATEGORIZED = {"id": 15, "name": "Uncategorized", "slug": "uncategorized"}


def product_body(shop: Shop, product: Product, edited: bool = False) -> dict[str, Any]:
    """`edited`: the answer to a write, which is made in WordPress' edit context and says a little more."""
    body = _head(shop, product) | _selling(product) | _stock(product) | _shape(product) | _shelves(product)
    body["price_html"] = _price_html(shop, product)
    body["average_rating"] = "0" if edited else "0.00"
    body["meta_data"] = product.meta.plain()
    if edited:
        template = f"{shop.url}/product/%pagename%/"
        body |= {"permalink_template": template, "generated_slug": slug_of(product.name)}
    return body


def variation_body(shop: Shop, variation: Product, edited: bool = False) -> dict[str, Any]:
    """As `products/<parent>/variations/<id>` has it; the tax class reads differently after a write."""
    parent_id = variation.parent.id if variation.parent else 0
    path = f"products/{parent_id}/variations/{variation.id}"
    common = _selling(variation) | _stock(variation) | _dates(shop, variation) | _parcel(variation)
    for name in ("featured", "catalog_visibility", "external_url", "button_text", "total_sales"):
        del common[name]
    return common | {
        "id": variation.id,
        "type": "variation",
        "description": "",
        "permalink": permalink(shop, variation),
        "sku": variation.sku,
        "global_unique_id": "",
        "status": variation.status,
        "tax_class": "parent" if edited else "",
        "image": _images(variation)[0] if variation.images else None,
        "gallery_image_ids": [],
        "attributes": _chosen(variation),
        "menu_order": 0,
        "meta_data": variation.meta.plain(),
        "name": ", ".join(variation.chosen.values()),
        "parent_id": parent_id,
        "_links": shop.links(path, ALL_METHODS, up=f"products/{parent_id}"),
    }


def _head(shop: Shop, product: Product) -> dict[str, Any]:
    parent = product.parent
    name = product.full_name
    return {
        "id": product.id,
        "name": name,
        "slug": product.slug or slug_of(name),
        "permalink": permalink(shop, product),
        **_dates(shop, product),
        "type": product.kind,
        "status": product.status,
        "sku": product.sku,
        "global_unique_id": "",
        "description": "",
        "short_description": "",
        "parent_id": parent.id if parent else 0,
        "_links": shop.links(
            f"products/{product.id}", ALL_METHODS, f"products/{parent.id}" if parent else None
        ),
    }


def _dates(shop: Shop, product: Product) -> dict[str, Any]:
    return shop.stamps("date_created", product.created) | shop.stamps("date_modified", product.modified)


def _selling(product: Product) -> dict[str, Any]:
    sale_dates = ("date_on_sale_from", "date_on_sale_from_gmt", "date_on_sale_to", "date_on_sale_to_gmt")
    return dict.fromkeys(sale_dates, None) | {
        "featured": False,
        "catalog_visibility": product.visibility,
        "price": product.price,
        "regular_price": product.regular_price,
        "sale_price": "",
        "on_sale": False,
        "purchasable": bool(product.price),
        # A variation keeps no sales of its own and says so with a string.
        "total_sales": "0" if product.parent else product.total_sales,
        "virtual": product.virtual,
        "downloadable": False,
        "downloads": [],
        "download_limit": -1,
        "download_expiry": -1,
        "external_url": "",
        "button_text": "",
        "tax_status": "taxable",
        "tax_class": "",
    }


def _stock(product: Product) -> dict[str, Any]:
    keeper = product.keeper
    return {
        # The string "parent" in a boolean's place: the parent counts for this variation.
        "manage_stock": "parent" if keeper is not None and keeper is not product else keeper is not None,
        "stock_quantity": keeper.quantity if keeper else None,
        "stock_status": product.stock_status,
        "backorders": keeper.backorders if keeper else "no",
        "backorders_allowed": keeper is not None and keeper.backorders != "no",
        "backordered": product.stock_status == "onbackorder",
        "low_stock_amount": None,
    }


def _parcel(product: Product) -> dict[str, Any]:
    return {
        "weight": product.weight,
        "dimensions": {"length": "", "width": "", "height": ""},
        "shipping_class": "",
        "shipping_class_id": 0,
    }


def _shape(product: Product) -> dict[str, Any]:
    return _parcel(product) | {
        "sold_individually": False,
        "shipping_required": not product.virtual,
        "shipping_taxable": not product.virtual,
        "reviews_allowed": product.parent is None,
        "rating_count": 0,
        "purchase_note": "",
        "menu_order": 0,
        "has_options": product.kind == "variable",
        "post_password": "",
    }


def _shelves(product: Product) -> dict[str, Any]:
    empty = ("upsell_ids", "cross_sell_ids", "brands", "tags", "default_attributes")
    more = ("grouped_products", "related_ids")
    lists: dict[str, Any] = {name: [] for name in (*empty, *more)}
    return lists | {
        "categories": _categories(product),
        "images": _images(product),
        "attributes": _chosen(product) if product.parent else product.attributes,
        "variations": [variation.id for variation in product.variations],
    }


def _categories(product: Product) -> list[dict[str, Any]]:
    """A product that is in none is in the one that every store has; variations are in none."""
    if product.parent:
        return []
    named = [{"id": 16 + n, "name": c, "slug": slug_of(c)} for n, c in enumerate(product.categories)]
    return named or [UNCATEGORIZED]


def _images(product: Product) -> list[dict[str, Any]]:
    return [{"id": 900 + n, "src": src, "name": "", "alt": ""} for n, src in enumerate(product.images)]


def _chosen(variation: Product) -> list[dict[str, Any]]:
    return [{"id": 0, "name": n, "slug": n.lower(), "option": o} for n, o in variation.chosen.items()]


def permalink(shop: Shop, product: Product) -> str:
    if product.status == "trash":
        return f"{shop.url}/?post_type=product&p={product.id}"
    query = "&".join(f"attribute_{name.lower()}={option}" for name, option in product.chosen.items())
    return f"{shop.url}/product/{(product.parent or product).slug}/" + (f"?{query}" if query else "")


def _price_html(shop: Shop, product: Product) -> str:
    if not product.price:
        return ""
    symbol = SYMBOLS.get(shop.settings.currency, shop.settings.currency)
    return f"<span>{symbol}{shop.money(Decimal(product.price))}</span>"
