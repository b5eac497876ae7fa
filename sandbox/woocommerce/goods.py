"""A product or a variation, and which of them keeps the count."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.woocommerce.meta import MetaBag


@dataclass(eq=False, slots=True)
class Product:
    """`kind` is simple, variable or variation; `chosen` holds a variation's attribute name -> option.

    `images`: their addresses, the first is shown; a variation has one at most. `categories`: their names.
    """

    id: int
    name: str
    sku: str
    kind: str
    created: datetime
    modified: datetime
    meta: MetaBag
    regular_price: str = ""
    manages_stock: bool = False
    quantity: int | None = None
    backorders: str = "no"
    unmanaged_status: str = "instock"
    virtual: bool = False
    weight: str = ""
    status: str = "publish"
    slug: str = ""
    total_sales: int = 0
    visibility: str = "visible"
    images: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    parent: "Product | None" = None
    attributes: list[dict[str, Any]] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)
    variations: list["Product"] = field(default_factory=list)

    @property
    def keeper(self) -> "Product | None":
        """The product whose count a sale lowers: itself, its parent, or none when nobody counts."""
        if self.manages_stock:
            return self
        return self.parent if self.parent and self.parent.manages_stock else None

    @property
    def stock_status(self) -> str:
        """A managed count says it; with backorders allowed, zero is already `onbackorder`."""
        keeper = self.keeper
        if keeper is None:
            return self._status_of_variations() if self.kind == "variable" else self.unmanaged_status
        if (keeper.quantity or 0) > 0:
            return "instock"
        return "outofstock" if keeper.backorders == "no" else "onbackorder"

    def _status_of_variations(self) -> str:
        found = {variation.stock_status for variation in self.variations}
        return next((status for status in ("instock", "onbackorder") if status in found), "outofstock")

    @property
    def price(self) -> str:
        if self.kind != "variable":
            return self.regular_price
        prices = [v.regular_price for v in self.variations if v.regular_price]
        return min(prices, key=Decimal) if prices else ""

    @property
    def full_name(self) -> str:
        """As order lines name it: a variation after its parent, with the options chosen."""
        if self.parent is None:
            return self.name
        return f"{self.parent.name} - {', '.join(self.chosen.values())}"
