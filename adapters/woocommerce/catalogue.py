"""Products and variations as the shop has them, read in batches, and who holds whose stock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from adapters.woocommerce.answers import Missing
from adapters.woocommerce.bodies import Line, Product, plain, read_as, whole
from adapters.woocommerce.display import display_of
from adapters.woocommerce.refs import PARENT, Ref, of_stock_holder
from adapters.woocommerce.transport import PER_PAGE, Shop
from connector.domain.snapshots import ItemSnapshot, Level

LOCATION = "default"
"""WooCommerce has one shelf."""


class Catalogue:
    """Remembers what it read; lives as long as one job's storefront."""

    def __init__(self, shop: Shop, currency: str = "") -> None:
        """`currency`: the store's own, ISO 4217; "": the store is asked, once."""
        self._shop, self._currency = shop, currency
        self._read: dict[Ref, Product | None] = {}

    def know(self, refs: Iterable[Ref]) -> None:
        """Read those of `refs` that were not read yet."""
        self.refresh(ref for ref in set(refs) if ref not in self._read)

    def refresh(self, refs: Iterable[Ref]) -> None:
        """Read `refs` now, and the parents of the variations among them."""
        wanted = {ref for ref in refs if ref.product}
        self._fetch("products", [Ref(product) for product in sorted({ref.product for ref in wanted})])
        families: dict[int, list[Ref]] = defaultdict(list)
        for ref in sorted(ref for ref in wanted if ref.variation):
            families[ref.product].append(ref)
        for parent, children in families.items():
            self._fetch(f"products/{parent}/variations", children)

    def learn(self, ref: Ref, product: Product) -> None:
        """What a list told of it."""
        self._read[ref] = product

    def learn_variations(self, parent: int) -> list[Ref]:
        """Read all variations of a product; their names, by number."""
        found = [read_as(Product, body) for body in self._variations(parent)]
        for product in found:
            self.learn(Ref(parent, product.id), product)
        return [Ref(parent, product.id) for product in found]

    def _variations(self, parent: int) -> Iterator[object]:
        try:
            yield from self._shop.pages(f"products/{parent}/variations", orderby="id", order="asc")
        except Missing:
            return  # the product went away while the shop was read

    def of(self, ref: Ref) -> Product | None:
        """What was read under this name; None when the shop has it no more."""
        found = self._read.get(ref)
        return None if found is None or found.status == "trash" else found

    def listing_ref(self, line: Line) -> str:
        """The name of what holds this line's stock; empty where the line names no product."""
        ref = ref_of(line)
        if not ref.product:
            return ""
        found = self.of(ref)
        if found is None or not ref.variation:
            return str(ref)
        return str(of_stock_holder(ref.variation, ref.product, found.manage_stock))

    def backorderable(self, line: Line) -> bool:
        """Goods whose stock is counted, or of which the merchant says that there is none."""
        found = self.of(ref_of(line))
        if found is None or found.virtual or found.downloadable:
            return False
        return bool(found.manage_stock) or found.none_by_hand

    def item(self, ref: Ref) -> ItemSnapshot:
        found, name = self.of(ref), str(ref)
        if found is None or found.manage_stock == PARENT:
            # A variation that its parent now counts for is no shelf any more; its lines go by the parent.
            return ItemSnapshot(name, "", "", tracked=False, levels=(), gone=True)
        levels = tuple(_levels(found))
        return ItemSnapshot(
            name,
            self._title(ref, found),
            self._sku(ref, found),
            bool(levels),
            levels,
            display=display_of(ref, found, self._parent(ref), self._currency_now()),
        )

    def _parent(self, ref: Ref) -> Product | None:
        return self.of(Ref(ref.product)) if ref.variation else None

    def _currency_now(self) -> str:
        if not self._currency:
            told = self._shop.get("data/currencies/current")
            self._currency = str(told.get("code") or "") if isinstance(told, dict) else ""
        return self._currency

    def _title(self, ref: Ref, found: Product) -> str:
        parent = self._parent(ref)
        options = ", ".join(plain(attribute.option) for attribute in found.attributes if attribute.option)
        return f"{plain(parent.name)} - {options}" if parent and options else plain(found.name)

    def _sku(self, ref: Ref, found: Product) -> str:
        parent = self._parent(ref)
        return found.sku or (parent and parent.sku) or ""

    def _fetch(self, path: str, refs: list[Ref]) -> None:
        for start in range(0, len(refs), PER_PAGE):
            chunk = refs[start : start + PER_PAGE]
            ids = [ref.variation or ref.product for ref in chunk]
            found = {product.id: product for product in self._list(path, ids)}
            self._read.update({ref: found.get(number) for ref, number in zip(chunk, ids, strict=True)})

    def _list(self, path: str, ids: list[int]) -> Iterator[Product]:
        try:
            for body in self._shop.pages(path, include=ids, orderby="id", order="asc"):
                yield read_as(Product, body)
        except Missing:
            return  # The parent of these variations is gone, and they with it.


def ref_of(line: Line) -> Ref:
    return Ref(line.product_id, line.variation_id)


def _levels(found: Product) -> Iterator[Level]:
    if found.managed:
        yield Level(LOCATION, whole(found.stock_quantity), adds_taken=True)
    elif found.none_by_hand:
        yield Level(LOCATION, 0)
