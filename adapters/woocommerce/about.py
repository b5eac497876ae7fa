"""Who a store is, and whether its key suffices."""

from typing import Any

from adapters.woocommerce.answers import NoRoute, ReadOnlyKey
from adapters.woocommerce.transport import Shop
from connector.domain.storefront import StoreFacts
from connector.domain.trouble import Trouble

_HOURS_OF_ETC = range(-12, 15)


def store_facts(shop: Shop) -> StoreFacts:
    settings = _settings(shop, "general")
    index = shop.index()
    if not isinstance(index, dict):
        raise Trouble("the shop's address answers with something other than WordPress", permanent=True)
    country = str(settings.get("woocommerce_default_country") or "").partition(":")[0]
    return StoreFacts(
        name=str(index.get("name") or ""),
        email=_email(shop),
        timezone=_timezone(index),
        currency=str(settings.get("woocommerce_currency") or ""),
        country=country,
        missing_access=() if _may_write(shop) else ("write",),
    )


def _settings(shop: Shop, group: str) -> dict[str, Any]:
    rows = shop.get(f"settings/{group}")
    return {str(row["id"]): row.get("value") for row in rows if isinstance(row, dict) and "id" in row}


def _email(shop: Shop) -> str:
    try:
        return str(_settings(shop, "email").get("woocommerce_email_from_address") or "")
    except NoRoute:
        return ""


def _may_write(shop: Shop) -> bool:
    """A batch of nothing changes nothing, and is refused to a key that may only read."""
    try:
        shop.post("webhooks/batch", {})
    except ReadOnlyKey:
        return False
    return True


def _timezone(index: dict[str, Any]) -> str:
    """The site's zone. A site set to a bare offset names none: `Etc` zones count the other way round."""
    if named := str(index.get("timezone_string") or ""):
        return named
    try:
        hours = float(index.get("gmt_offset") or 0)
    except (TypeError, ValueError):
        return "UTC"
    if not hours or not hours.is_integer() or int(hours) not in _HOURS_OF_ETC:
        return "UTC"
    return f"Etc/GMT{-int(hours):+d}"
