"""Keys over HTTPS: Basic, or both halves in the query; the refusals as recorded."""

import hmac
from collections.abc import Mapping

from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.shop import Shop

CANNOT = {
    "GET": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "POST": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "PUT": ("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "DELETE": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
}
NEEDED = {"GET": "read"}


def check(shop: Shop, method: str, basic: tuple[str, str] | None, query: Mapping[str, str]) -> None:
    """Raises RestError 401; an unknown or revoked key looks like a missing permission."""
    name, secret = basic or (query.get("consumer_key", ""), query.get("consumer_secret", ""))
    key = shop.keys.get(name)
    if key is None:
        raise RestError(401, *CANNOT.get(method, CANNOT["PUT"]))
    if not hmac.compare_digest(key.secret.encode(), secret.encode()):
        raise _refused("Consumer secret is invalid.")
    needed = NEEDED.get(method, "write")
    if needed not in key.permissions:
        raise _refused(f"The API key provided does not have {needed} permissions.")


def _refused(message: str) -> RestError:
    return RestError(401, "woocommerce_rest_authentication_error", message)
