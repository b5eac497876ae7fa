"""Making and changing products."""

import re
from typing import Any

from sandbox.woocommerce import stock
from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.shop import Shop

PLAIN = ("name", "regular_price", "weight", "backorders", "status", "slug")


def slug_of(name: str) -> str:
    """The part of an address that WordPress makes of a title; empty where nothing of it is Latin."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def create(shop: Shop, wanted: dict[str, Any], parent: Product | None = None) -> Product:
    """Raises RestError 400 for a SKU that is taken."""
    sku = str(wanted.get("sku") or "")
    _refuse_taken(shop, sku)
    kind = "variation" if parent else str(wanted.get("type") or "simple")
    now = shop.now()
    product = Product(shop.new_id("post"), "", sku, kind, now, now, shop.new_meta("product"), parent=parent)
    write(shop, product, wanted)
    if parent:
        parent.variations.append(product)
    else:
        product.slug = product.slug or _free_slug(shop, product)
    shop.products[product.id] = product
    shop.outbox.owe("product.created", product.id)
    return product


def write(shop: Shop, product: Product, wanted: dict[str, Any]) -> None:
    """A stock status given for a managed product is ignored: the count says it."""
    if product.id in shop.locked:
        message = "Sorry, you are not allowed to edit this resource."
        raise RestError(shop.locked[product.id], "woocommerce_rest_cannot_edit", message)
    if product.id in shop.stubborn:
        wanted = {name: wanted[name] for name in wanted if name not in ("backorders", "stock_status")}
    for name in PLAIN:
        if name in wanted:
            setattr(product, name, str(wanted[name]))
    product.visibility = str(wanted.get("catalog_visibility") or product.visibility)
    _write_looks(product, wanted)
    product.virtual = bool(wanted.get("virtual", product.virtual))
    if "manage_stock" in wanted:
        product.manages_stock = wanted["manage_stock"] is True
    product.unmanaged_status = str(wanted.get("stock_status") or product.unmanaged_status)
    product.meta.apply(wanted.get("meta_data") or [])
    _write_attributes(product, wanted.get("attributes") or [])
    if product.manages_stock:
        _write_count(shop, product, wanted.get("stock_quantity"))


def _write_looks(product: Product, wanted: dict[str, Any]) -> None:
    """A product's `images` are a row, a variation's `image` is one; categories are named as they stand."""
    rows = wanted.get("images", [wanted["image"]] if wanted.get("image") else None)
    if rows is not None:
        product.images = [str(row["src"]) for row in rows]
    if "categories" in wanted:
        product.categories = [str(row["name"]) for row in wanted["categories"]]


def _free_slug(shop: Shop, product: Product) -> str:
    """The second product of one name gets a "-2" (WordPress)."""
    base = slug_of(product.name) or f"product-{product.id}"
    taken = {other.slug for other in shop.products.values()}
    return next(s for n in range(1, 1000) if (s := base if n == 1 else f"{base}-{n}") not in taken)


def trash(shop: Shop, product: Product) -> None:
    """WordPress' own hook tells both: `product.deleted` and, wrongly, `coupon.deleted` (recorded)."""
    product.meta.put("_wp_trash_meta_status", product.status)
    product.meta.put("_wp_trash_meta_time", str(int(shop.now().timestamp())))
    product.meta.put("_wp_desired_post_slug", product.slug)
    product.slug, product.status = f"{product.slug}__trashed", "trash"
    product.modified = shop.now()
    for topic in ("product.deleted", "coupon.deleted"):
        shop.outbox.owe(topic, product.id)


def _write_count(shop: Shop, product: Product, quantity: Any) -> None:
    if quantity is None:
        product.quantity = product.quantity or 0
        return
    count = int(quantity) if re.fullmatch(r"-?\d+", str(quantity)) else 0
    if product.id in shop.products:
        stock.set_count(shop, product, count)
    product.quantity = count


def _write_attributes(product: Product, attributes: list[dict[str, Any]]) -> None:
    if product.parent:
        product.chosen.update({row["name"]: row["option"] for row in attributes})
        return
    for place, row in enumerate(attributes):
        shown = {"visible": bool(row.get("visible", True)), "variation": bool(row.get("variation"))}
        spot = {"position": row.get("position", place), "options": list(row.get("options", []))}
        product.attributes.append({"id": 0, "name": row["name"], "slug": row["name"], **shown, **spot})


def _refuse_taken(shop: Shop, sku: str) -> None:
    taken = next((p for p in shop.products.values() if sku and p.sku == sku), None)
    if taken:
        message = "Invalid or duplicated SKU."
        data = {"status": 400, "resource_id": taken.id, "unique_sku": f"{sku}-1"}
        raise RestError(400, "product_invalid_sku", message, data)
