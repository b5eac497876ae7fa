"""The door for machines: verify, write down, ring, answer."""

from webhooks.storefronts import door

__all__ = ["door"]
