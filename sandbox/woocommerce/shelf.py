"""The shelf of a store: what is sold and how much of it there is. Everything takes the store's lock."""

from collections.abc import Mapping
from typing import Any

from sandbox.woocommerce import shelving
from sandbox.woocommerce import stock as counting
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.product_body import product_body
from sandbox.woocommerce.reading import product_of
from sandbox.woocommerce.shop import Shop

Goods = Product | int


class Shelf:
    """Products may be given as objects or by their ids."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def add_product(
        self,
        name: str,
        *,
        sku: str = "",
        price: str = "10.00",
        stock: int | None = None,
        manage_stock: bool | None = None,
        backorders: str = "no",
        stock_status: str = "instock",
        virtual: bool = False,
        meta: Mapping[str, Any] | None = None,
    ) -> Product:
        """Managed when `stock` is given, unless `manage_stock` says otherwise."""
        wanted = _wanted(name, sku, price, stock, manage_stock, backorders, stock_status, virtual)
        wanted["meta_data"] = rows_of(meta)
        with self.shop.lock:
            return shelving.create(self.shop, wanted)

    def add_variable(
        self,
        name: str,
        *,
        sku: str = "",
        attribute: str = "Size",
        stock: int | None = None,
        backorders: str = "no",
    ) -> Product:
        """A product with variations; `stock` makes it count for those that do not count themselves."""
        wanted = _wanted(name, sku, "", stock, None, backorders, "instock", False)
        spot = {"name": attribute, "visible": True, "variation": True, "options": []}
        with self.shop.lock:
            return shelving.create(self.shop, wanted | {"type": "variable", "attributes": [spot]})

    def add_variation(
        self,
        parent: Goods,
        option: str,
        *,
        sku: str = "",
        price: str = "10.00",
        stock: int | None = None,
        backorders: str = "no",
        stock_status: str = "instock",
    ) -> Product:
        """Own stock when `stock` is given, else its parent's where that counts, else none."""
        with self.shop.lock:
            above = self._product(parent)
            spot = above.attributes[0]
            if option not in spot["options"]:
                spot["options"].append(option)
            wanted = _wanted("", sku, price, stock, None, backorders, stock_status, False)
            wanted["attributes"] = [{"name": spot["name"], "option": option}]
            return shelving.create(self.shop, wanted, above)

    def edit(self, product: Goods, **fields: Any) -> None:
        """The merchant changes a product, in the fields of the REST API: `images`, `catalog_visibility`..."""
        with self.shop.lock:
            found = self._product(product)
            shelving.write(self.shop, found, fields)
            counting.save(self.shop, found)

    def set_stock(self, product: Goods, quantity: int) -> None:
        """Count: the shelf holds `quantity`, whatever orders have taken already."""
        with self.shop.lock:
            counting.set_count(self.shop, self._keeper(product), quantity)

    def receive(self, product: Goods, quantity: int) -> None:
        """Goods arrive: the count rises by `quantity`."""
        with self.shop.lock:
            counting.change(self.shop, self._keeper(product), quantity)

    def set_stock_status(self, product: Goods, status: str) -> None:
        """For products that nobody counts: instock, onbackorder or outofstock."""
        with self.shop.lock:
            found = self._product(product)
            found.unmanaged_status = status
            counting.save(self.shop, found)

    def product(self, product: Goods) -> dict[str, Any]:
        with self.shop.lock:
            return product_body(self.shop, self._product(product))

    def _product(self, product: Goods) -> Product:
        return product_of(self.shop, product if isinstance(product, int) else product.id)

    def _keeper(self, product: Goods) -> Product:
        keeper = self._product(product).keeper
        if keeper is None:
            raise ValueError("Nobody counts this product")
        return keeper


def _wanted(
    name: str,
    sku: str,
    price: str,
    quantity: int | None,
    manage_stock: bool | None,
    backorders: str,
    stock_status: str,
    virtual: bool,
) -> dict[str, Any]:
    managed = quantity is not None if manage_stock is None else manage_stock
    fields = {"sku": sku, "regular_price": price, "manage_stock": managed, "stock_quantity": quantity}
    more = {"backorders": backorders, "stock_status": stock_status, "virtual": virtual}
    return fields | more | ({"name": name} if name else {})


def rows_of(meta: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in (meta or {}).items()]
