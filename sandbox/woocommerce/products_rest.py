"""`/products`, their variations, and the products' batch."""

from typing import Any

from sandbox.woocommerce import shelving, stock
from sandbox.woocommerce.calls import Answer, Call, batch, page_of
from sandbox.woocommerce.errors import RestError, invalid, not_one_of
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.product_body import product_body, variation_body
from sandbox.woocommerce.reading import product_of, variation_of

BACKORDERS = ["no", "notify", "yes"]


def list_products(call: Call) -> Answer:
    """Variations are listed only when asked for by their SKU (recorded)."""
    found = [product for product in call.shop.products.values() if _matches(call, product)]
    rows, headers = page_of(call, _sorted(call, found))
    return Answer([product_body(call.shop, product) for product in rows], headers=headers)


def get_product(call: Call, product_id: int) -> Answer:
    return Answer(product_body(call.shop, product_of(call.shop, product_id)))


def create_product(call: Call) -> Answer:
    _refuse_bad(call.body)
    product = shelving.create(call.shop, call.body)
    return Answer(product_body(call.shop, product, edited=True), 201)


def update_product(call: Call, product_id: int) -> Answer:
    _refuse_bad(call.body)
    return Answer(_update(call, {**call.body, "id": product_id}))


def delete_product(call: Call, product_id: int) -> Answer:
    product = product_of(call.shop, product_id)
    answer = product_body(call.shop, product, edited=True)
    if call.flag("force"):
        del call.shop.products[product_id]
    elif product.status == "trash":
        message = "The product has already been deleted."
        raise RestError(410, "woocommerce_rest_already_trashed", message)
    else:
        shelving.trash(call.shop, product)
    return Answer(answer)


def batch_products(call: Call) -> Answer:
    """Single writes check their types, the rows of a batch do not: "abc" counts as 0 (recorded)."""
    return batch(call, {"update": lambda item: _update(call, item)})


def list_variations(call: Call, product_id: int) -> Answer:
    include = call.words("include")
    found = product_of(call.shop, product_id).variations
    found = [one for one in found if not include or str(one.id) in include]
    rows, headers = page_of(call, _sorted(call, found))
    return Answer([variation_body(call.shop, variation) for variation in rows], headers=headers)


def get_variation(call: Call, product_id: int, variation_id: int) -> Answer:
    return Answer(variation_body(call.shop, variation_of(call.shop, product_id, variation_id)))


def create_variation(call: Call, product_id: int) -> Answer:
    _refuse_bad(call.body)
    parent = product_of(call.shop, product_id)
    variation = shelving.create(call.shop, call.body, parent)
    return Answer(variation_body(call.shop, variation, edited=True), 201)


def update_variation(call: Call, product_id: int, variation_id: int) -> Answer:
    _refuse_bad(call.body)
    return Answer(_vary(call, product_id, {**call.body, "id": variation_id}))


def batch_variations(call: Call, product_id: int) -> Answer:
    """As the products' batch: the rows of one product's variations."""
    return batch(call, {"update": lambda item: _vary(call, product_id, item)})


def _vary(call: Call, product_id: int, wanted: dict[str, Any]) -> dict[str, Any]:
    variation = variation_of(call.shop, product_id, int(wanted.get("id") or 0))
    shelving.write(call.shop, variation, wanted)
    stock.save(call.shop, variation)
    return variation_body(call.shop, variation, edited=True)


def _update(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    product = product_of(call.shop, int(wanted.get("id") or 0), writing=True)
    shelving.write(call.shop, product, wanted)
    stock.save(call.shop, product)
    return product_body(call.shop, product, edited=True)


def _sorted(call: Call, products: list[Product]) -> list[Product]:
    newest_first = call.one_of("order", ["desc", "asc"]) == "desc"
    key = call.one_of("orderby", ["date", "id", "include", "title", "slug", "modified"])
    if key == "modified":
        return sorted(products, key=lambda p: (p.modified, p.id), reverse=newest_first)
    return sorted(products, key=lambda p: p.id, reverse=newest_first)


def _matches(call: Call, product: Product) -> bool:
    skus, include = call.words("sku"), call.words("include")
    if skus:
        return product.sku in skus
    if product.parent or product.status == "trash" or (include and str(product.id) not in include):
        return False
    if product.stock_status != call.query.get("stock_status", product.stock_status):
        return False
    return call.query.get("search", "").lower() in product.name.lower()


def _refuse_bad(wanted: dict[str, Any]) -> None:
    if wanted.get("backorders", "no") not in BACKORDERS:
        raise not_one_of("backorders", BACKORDERS)
    quantity = wanted.get("stock_quantity")
    if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int)):
        problem = ("rest_invalid_type", "stock_quantity is not of type integer.")
        raise invalid({"stock_quantity": problem}, {"stock_quantity": {"param": "stock_quantity"}})
