"""How a listing is named: by whatever holds its stock, so that one shelf has one name.

"12" is a product, "16/17" a variation that stands for itself. A variation whose `manage_stock` is the
string "parent" has no shelf of its own: it goes by its parent's name (recorded WooCommerce 11.0.1).
"""

from dataclasses import dataclass

PARENT = "parent"


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """`variation` is 0 for a product that stands for itself."""

    product: int
    variation: int = 0

    def __str__(self) -> str:
        return f"{self.product}/{self.variation}" if self.variation else str(self.product)


def of_stock_holder(product: int, parent: int, manage_stock: object) -> Ref:
    """The holder of this product's stock; `parent` is 0 unless it is a variation."""
    if not parent:
        return Ref(product)
    return Ref(parent) if manage_stock == PARENT else Ref(parent, product)


def parse(text: str) -> Ref | None:
    """None for what was never a name of ours."""
    product, _, variation = text.partition("/")
    # isdecimal alone admits other scripts' digits, which no shop ever sent.
    if not text.isascii() or not product.isdecimal() or (variation and not variation.isdecimal()):
        return None
    return Ref(int(product), int(variation or 0))
