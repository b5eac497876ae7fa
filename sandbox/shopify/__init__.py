"""A Shopify in a box, for trying and for testing. It shares no code with the adapters."""

from sandbox.shopify.keeper import ShopKeeper, furnish
from sandbox.shopify.sandbox import ShopifySandbox
from sandbox.shopify.shop import Shop
from sandbox.shopify.store import Refused
from sandbox.shopify.topics import TOPICS

__all__ = ["TOPICS", "Refused", "Shop", "ShopKeeper", "ShopifySandbox", "furnish"]
