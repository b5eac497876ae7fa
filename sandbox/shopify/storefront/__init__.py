"""The shop as its buyers see it: an online store in a plain theme, with the blocks of our extension in it."""

from sandbox.shopify.storefront.door import OnlineStore

__all__ = ["OnlineStore"]
