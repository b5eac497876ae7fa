"""Whether a product is sold beyond its stock: `backorders` where stock is counted, else its stock status.

Only these words are written, never a quantity: the shop's own count goes on while we read and write.
"""

from typing import Final

from adapters.woocommerce.answers import Missing
from adapters.woocommerce.bodies import ENDED_KEY, Product, meta_of, read_as, whole
from adapters.woocommerce.refs import PARENT, Ref
from adapters.woocommerce.transport import Shop
from connector.domain.trouble import Trouble

ALLOWED: Final = frozenset({"notify", "yes"})
"""Words of `backorders` that sell on; the shop tells its buyers of it with the first."""
STATUSES: Final = {True: "onbackorder", False: "outofstock"}


def settle(shop: Shop, ref: Ref, beyond: bool, was: str) -> str:
    """The shop's word before it was changed; "": nothing of that kind had to be. A product that is gone, or
    that has no stock of its own, is passed over."""
    path = f"products/{ref.product}" + (f"/variations/{ref.variation}" if ref.variation else "")
    try:
        found = read_as(Product, shop.get(path))
        if found.managed:
            return _counted(shop, path, found, beyond, was)
        if found.manage_stock == PARENT or found.type == "variable" or found.status == "trash":
            return ""
        return _uncounted(shop, path, found, beyond)
    except Missing:
        return ""


def word(product: Product) -> str:
    """What the shop says of selling the product beyond its stock."""
    return (product.backorders if product.managed else product.stock_status) or ""


def _counted(shop: Shop, path: str, found: Product, beyond: bool, was: str) -> str:
    wanted = word(found)
    if (wanted in ALLOWED) != beyond:
        wanted = (was if was in ALLOWED else "notify") if beyond else "no"
    if word(found) == wanted and _in_step(found):
        return ""
    now = read_as(Product, shop.put(path, {"backorders": wanted}))
    if not _in_step(now):
        # The shop works the status out by itself; a plugin or an import may have left another.
        asked = {"backorders": wanted, "stock_status": STATUSES[beyond]}
        now = read_as(Product, shop.put(path, asked))
    if now.backorders != wanted or not _in_step(now):
        raise Trouble(
            f"the shop did not change whether {found.name} is sold beyond its stock", permanent=True
        )
    return word(found) if word(found) != wanted else ""


def _in_step(product: Product) -> bool:
    """Whether the status says what the count and `backorders` mean; above zero the shop has a threshold."""
    if whole(product.stock_quantity) > 0:
        return True
    return product.stock_status == STATUSES[word(product) in ALLOWED]


def _uncounted(shop: Shop, path: str, found: Product, beyond: bool) -> str:
    """What the merchant says is in stock stays so. Our own end is marked, in the same writing: what was sold
    until then is still owed, while a product that the merchant ended owes nothing by our count."""
    changes = found.stock_status == STATUSES[not beyond]
    marked = ENDED_KEY in meta_of(found.meta_data)
    asked: dict[str, object] = {"stock_status": STATUSES[beyond]} if changes else {}
    if changes and not beyond:
        asked |= _mark("yes")
    elif marked and (beyond or found.stock_status == "instock"):
        asked |= _mark(None)
    if not asked:
        return ""
    now = read_as(Product, shop.put(path, asked))
    if changes and now.stock_status != STATUSES[beyond]:
        raise Trouble(
            f"the shop did not change whether {found.name} is sold beyond its stock", permanent=True
        )
    return word(found) if changes else ""


def _mark(value: str | None) -> dict[str, object]:
    return {"meta_data": [{"key": ENDED_KEY, "value": value}]}
