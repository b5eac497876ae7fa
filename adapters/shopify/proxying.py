"""What Shopify's app proxy forwards from a shop is signed in its query; shopifyapp verifies it.

The signature covers `name=value` of every parameter, sorted and joined without separators, so that one
signature fits several ways of parting the same characters: whoever gets his own shop to forward a long
parameter could cut another shop's name out of it. What can be parted in two ways is refused here.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

from shopify_app.verify.app_proxy import verify_app_proxy_req

from adapters.shopify.granting import is_shop

OWN: Final = ("logged_in_customer_id", "path_prefix", "shop", "timestamp")
"""What Shopify itself puts into the query, and signs."""
MOST_CHARACTERS: Final = 8_000


def shop_of(query: str) -> str:
    """The shop that the query names ("lamps.myshopify.com"); empty for what Shopify would not forward."""
    named = _parted(query)
    shop = named.get("shop", "")
    return shop if is_shop(shop) else ""


def is_signed(query: str, secrets: Iterable[str]) -> bool:
    """Whether one of these secrets signed the query less than 90 seconds ago. Never raises."""
    if not shop_of(query):
        return False
    return any(_verified(query, secret) for secret in secrets if secret)


def _verified(query: str, secret: str) -> bool:
    request: Any = {"method": "GET", "headers": {}, "url": f"https://proxy/?{query}", "body": ""}
    try:
        return verify_app_proxy_req(
            request, {"client_id": "", "client_secret": secret, "old_client_secret": None}
        ).ok
    except (ValueError, TypeError, AttributeError):
        return False  # a signature that is no ASCII, an odd time: no error of ours


def _parted(query: str) -> dict[str, str]:
    """The parameters by name; none when the signed characters could be parted in another way too."""
    if len(query) > MOST_CHARACTERS:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True)
    except ValueError:
        return {}
    names = [name for name, _ in pairs]
    clear = all("=" not in name and "=" not in value and _is_clear(name) for name, value in pairs)
    once = all(names.count(name) <= 1 for name in (*OWN, "signature"))
    return dict(pairs) if clear and once else {}


def _is_clear(name: str) -> bool:
    """Whether its end is not the end of one of Shopify's own names."""
    return name in OWN or not any(name.endswith(one) or one.endswith(name) for one in OWN)
