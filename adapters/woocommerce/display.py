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
PUBLISHED: Final = "publish"
"""A draft has an address, too, but only for those who work on it; a private variation is switched off."""
SORTED_NOWHERE: Final = "uncategorized"
"""The category that WooCommerce gives to what the merchant put into none."""


def display_of(ref: Ref, found: Product, parent: Product | None, currency: str) -> Display:
    """`parent`: of a variation. `currency`: of the store, ISO 4217; "" leaves the price out."""
    product = parent or found
    fields = meta_of(product.meta_data) | dict(_own(found))
    return Display(
        product_ref=str(ref.product),
        variant_ref=str(ref),
        url=_address(found.permalink) if product.status == found.status == PUBLISHED else "",
        image_url=_image(found) or _image(product),
        price=_price(found.price, currency),
        category=_category(product),
        visible=_is_public(product) and found.status == PUBLISHED,
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
    return product.status == PUBLISHED and product.catalog_visibility != "hidden"


def _price(amount: object, currency: str) -> int | None:
    """With or without decimals, as text or as a number; empty where it is not for sale yet."""
    if isinstance(amount, bool) or not isinstance(amount, str | int | float) or amount == "" or not currency:
        return None
    try:
        return minor(str(amount), currency)
    except Trouble:
        return None


def _category(product: Product) -> str:
    first = next(iter(_rows(product.categories)), {})
    name = first.get("name")
    return plain(name) if isinstance(name, str) and first.get("slug") != SORTED_NOWHERE else ""


def _image(product: Product) -> str:
    """A variation has one or none, a product a row of them."""
    images = _rows(product.image) or _rows(product.images)
    return _address(images[0].get("src")) if images else ""


def _rows(value: object) -> list[dict[str, Any]]:
    """The objects in it, or it if it is one."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def _address(text: object) -> str:
    """Nothing but an address of the web may become a link."""
    try:
        parts = urlsplit(text) if isinstance(text, str) else urlsplit("")
    except ValueError:
        return ""
    return str(text) if parts.scheme in ("http", "https") and parts.netloc else ""
