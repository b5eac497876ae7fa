"""What the platforms' own words say of selling an item beyond its stock.

Sources: Shopify's `ProductVariantInventoryPolicy`; WooCommerce's `backorders` and, for what is not counted,
`stock_status`.
"""

from typing import Final

BEYOND: Final = frozenset({"continue", "yes", "notify", "onbackorder"})
WITHIN: Final = frozenset({"deny", "no", "outofstock"})


def sells_beyond(word: str) -> bool | None:
    """Whether a shop that says so sells more than it has; None: the word tells nothing of it."""
    if word in BEYOND:
        return True
    return False if word in WITHIN else None
