"""How each platform's deliveries are read."""

from collections.abc import Callable, Mapping

from adapters.shopify.webhook import read_event as read_shopify
from adapters.woocommerce.webhook import read_event as read_woocommerce
from connector.domain.events import Event

READERS: Mapping[str, Callable[[str, bytes], Event]] = {
    "shopify": read_shopify,
    "woocommerce": read_woocommerce,
}
"""By platform: topic and raw body to what it means. Each raises Unreadable."""
