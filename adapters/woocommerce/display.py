"""How the shop's own pages show a product or a variation to buyers."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.woocommerce.bodies import Product, meta_of, minor, plain
from adapters.woocommerce.refs import Ref
from adapters.woocommerce.selling import word
from connector.domain.snapshots import Display
from connector.domain.trouble import Trouble

LEAD_DAYS, NOTE = "_backorder_lead_days", "_backorder_note"
"""Meta of the companion plugin's product fields. A variation without its own has its product's."""
LONGEST: Final = 730
"""Days; a lead time beyond two years is a slip of the pen."""
SORTED_NOWHERE: Final = "uncategorized"
"""The category that WooCommerce gives to what the merchant put into none."""


def display_of(ref: Ref, found: Product, parent: Product | None, currency: str) -> Display:
    """`parent`: of a variation. `currency`: of the store, ISO 4217; "" leaves the price out."""
    product = parent or found
    fields = meta_of(product.meta_data) | dict(_own(found))
    return Display(
        product_ref=str(ref.product),
        variant_ref=str(ref),
        url=_address(found.permalink),
        image_url=_image(found) or _image(product),
        price=_price(found.price, currency),
        category=_category(product),
        visible=_is_public(product) and found.status == "publish",
        beyond=word(found),
        lead_days=lead_days(fields.get(LEAD_DAYS)),
        note=_note(fields.get(NOTE)),
    )


def _own(found: Product) -> Iterator[tuple[str, Any]]:
    """A field that was left empty says nothing."""
    return ((name, said) for name, said in meta_of(found.meta_data).items() if said not in ("", None))


def lead_days(value: Any) -> int | None:
    """Whole days, as a number or as text; None for everything else."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else -1
    return days if 0 <= days <= LONGEST else None


def _note(value: Any) -> str:
    return plain(value).strip() if isinstance(value, str) else ""


def _is_public(product: Product) -> bool:
    """Buyers find it in the shop, in a list or by searching."""
    return product.status == "publish" and product.catalog_visibility != "hidden"


def _price(amount: str | float | None, currency: str) -> int | None:
    """With or without decimals, as text or as a number; empty where it is not for sale yet."""
    try:
        return minor(str(amount), currency) if amount not in (None, "") and currency else None
    except Trouble:
        return None  # a plugin's text in the place of a price is no reason to read no stock


def _category(product: Product) -> str:
    first = next(iter(product.categories or ()), None)
    return plain(first.name) if first and first.slug != SORTED_NOWHERE else ""


def _image(product: Product) -> str:
    """A variation has one or none, a product a row of them."""
    images = [product.image] if product.image else product.images or []
    return _address(images[0].src) if images else ""


def _address(text: str | None) -> str:
    """Nothing but an address of the web may become a link."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return ""
    return text or "" if parts.scheme in ("http", "https") and parts.netloc else ""
