"""Stock and the only places where it moves. on_hand = available + committed + the other states, always."""

from sandbox.shopify.sales import Line
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import InventoryItem, Level, Location


def level_at(shop: ShopState, item: InventoryItem, location: Location) -> Level:
    """The item's level at the location; stocked there with zero units if it was not."""
    if location.gid not in item.levels:
        item.levels[location.gid] = Level(item=item, location=location, updated_at=shop.now())
    return item.levels[location.gid]


def shift(shop: ShopState, item: InventoryItem, location: Location, **deltas: int) -> Level:
    """Move quantities of one level by name, then tell inventory_levels/update."""
    level = level_at(shop, item, location)
    for name, delta in deltas.items():
        if name in level.others:
            level.others[name] += delta
        else:
            setattr(level, name, level.quantity(name) + delta)
    if any(deltas.values()):
        announce(shop, level)
    return level


def announce(shop: ShopState, level: Level) -> None:
    """Stamp the level and tell that it changed."""
    level.updated_at = shop.now()
    body = {
        "inventory_item_id": level.item.number,
        "location_id": level.location.number,
        "available": level.available,
        "updated_at": level.updated_at.astimezone(shop.timezone).isoformat(),
        "admin_graphql_api_id": level.gid,
    }
    shop.emit("inventory_levels/update", body)


def commit(shop: ShopState, line: Line, location: Location, quantity: int) -> None:
    """An order takes units: available falls, below zero if it must, and committed rises."""
    if line.counted and line.variant:
        shift(shop, line.variant.inventory_item, location, available=-quantity, committed=quantity)


def give_back(shop: ShopState, line: Line, location: Location, quantity: int, *, restock: bool) -> None:
    """Committed units are not wanted any more; without restock they are gone from the shelf too."""
    if line.counted and line.variant:
        back = quantity if restock else 0
        shift(shop, line.variant.inventory_item, location, available=back, committed=-quantity)


def ship(shop: ShopState, line: Line, location: Location, quantity: int) -> None:
    """Committed units leave: committed and on hand fall."""
    if line.counted and line.variant:
        shift(shop, line.variant.inventory_item, location, committed=-quantity)


def put_back(shop: ShopState, line: Line, location: Location, quantity: int) -> None:
    """Shipped units come back to the shelf."""
    if line.counted and line.variant:
        shift(shop, line.variant.inventory_item, location, available=quantity)


def recommit(shop: ShopState, line: Line, source: Location, target: Location, quantity: int) -> None:
    """Another location ships the units: one gets them back, the other gives them."""
    give_back(shop, line, source, quantity, restock=True)
    commit(shop, line, target, quantity)


def set_quantity(shop: ShopState, level: Level, name: str, quantity: int) -> int:
    """Count a level: `available` or `on_hand` becomes the quantity. Returns the change."""
    if name not in ("available", "on_hand"):
        raise Refused("The quantity name must be available or on_hand.", "INVALID_NAME", ["input", "name"])
    delta = quantity - level.quantity(name)
    shift(shop, level.item, level.location, available=delta)
    return delta


def move_quantity(
    shop: ShopState, item: InventoryItem, location: Location, names: tuple[str, str], quantity: int
) -> None:
    """Move units from one state to another at one location, as when what was incoming arrives."""
    shift(shop, item, location, **{names[0]: -quantity, names[1]: quantity})
