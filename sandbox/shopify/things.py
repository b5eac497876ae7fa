"""What a shop keeps on its shelves: things with a number and a gid, products, items and their levels."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

OTHER_STATES = ("reserved", "damaged", "safety_stock", "quality_control")
"""States that count as on hand but are neither available nor committed."""


@dataclass(eq=False, kw_only=True, repr=False)
class Thing:
    """Anything that GraphQL can name by a gid; `kind` is its type's name in the schema."""

    kind: ClassVar[str] = "Thing"
    number: int

    @property
    def gid(self) -> str:
        """The global id, for example gid://shopify/Order/9100000000000001."""
        return f"gid://shopify/{self.kind}/{self.number}"

    def __repr__(self) -> str:
        return f"<{self.gid}>"


@dataclass(eq=False, kw_only=True, repr=False)
class Metafield(Thing):
    """A value kept beside an owner; `namespace` is "$app" for the app's own."""

    kind: ClassVar[str] = "Metafield"
    namespace: str
    key: str
    type: str
    value: str
    updated_at: datetime


Metafields = dict[tuple[str, str], Metafield]


@dataclass(eq=False, kw_only=True, repr=False)
class Location(Thing):
    """A place that holds stock."""

    kind: ClassVar[str] = "Location"
    name: str
    is_active: bool = True
    fulfills_online_orders: bool = True


@dataclass(eq=False, kw_only=True, repr=False)
class Level:
    """Units of one item at one location. `on_hand` is never stored: it is the sum of its parts."""

    item: "InventoryItem"
    location: Location
    updated_at: datetime
    available: int = 0
    committed: int = 0
    incoming: int = 0
    others: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OTHER_STATES, 0))
    is_active: bool = True
    kind: ClassVar[str] = "InventoryLevel"

    @property
    def gid(self) -> str:
        """A level has no number of its own: it is named by its location and its item."""
        return f"gid://shopify/InventoryLevel/{self.location.number}?inventory_item_id={self.item.number}"

    @property
    def on_hand(self) -> int:
        """Units present; below zero only where more was shipped than had been counted."""
        return self.available + self.committed + sum(self.others.values())

    def quantity(self, name: str) -> int:
        """The quantity of one state; KeyError for a name that Shopify does not have."""
        if name in self.others:
            return self.others[name]
        named = {"available", "committed", "incoming", "on_hand"}
        return int(getattr(self, name)) if name in named else self.others[name]


@dataclass(eq=False, kw_only=True, repr=False)
class InventoryItem(Thing):
    """What is counted; a variant is what is sold."""

    kind: ClassVar[str] = "InventoryItem"
    sku: str
    tracked: bool
    requires_shipping: bool
    cost: Decimal | None = None
    levels: dict[str, Level] = field(default_factory=dict)
    sold_as: list["Variant"] = field(default_factory=list)


@dataclass(eq=False, kw_only=True, repr=False)
class Product(Thing):
    """What the online store shows on one page. `published`: to the online store."""

    kind: ClassVar[str] = "Product"
    title: str
    handle: str
    status: str = "ACTIVE"
    published: bool = True
    product_type: str = ""
    vendor: str = "Sandbox"
    description: str = ""
    image_url: str = ""
    variants: list["Variant"] = field(default_factory=list)
    metafields: Metafields = field(default_factory=dict)

    @property
    def has_only_default_variant(self) -> bool:
        """Whether there is nothing to choose."""
        return len(self.variants) == 1 and not self.variants[0].option


@dataclass(eq=False, kw_only=True, repr=False)
class Variant(Thing):
    """What a buyer puts in the cart. A bundle has components and no stock of its own.

    `option`: what the buyer chose of the product ("Large"); empty where there is nothing to choose.
    """

    kind: ClassVar[str] = "ProductVariant"
    product: Product
    inventory_item: InventoryItem
    sku: str
    price: Decimal
    inventory_policy: str
    option: str = ""
    gift_card: bool = False
    components: list[tuple["Variant", int]] = field(default_factory=list)
    metafields: Metafields = field(default_factory=dict)

    @property
    def inventory_item_gid(self) -> str:
        """The gid of what is counted."""
        return self.inventory_item.gid

    @property
    def title(self) -> str:
        """The product's title."""
        return self.product.title

    @property
    def position(self) -> int:
        """Which of the product's variants it is, from 1."""
        return self.product.variants.index(self) + 1

    @property
    def counted(self) -> bool:
        """Whether selling it moves stock."""
        return self.inventory_item.tracked and not self.gift_card
