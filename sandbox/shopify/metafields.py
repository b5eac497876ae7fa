"""Values kept beside orders, products and variants; "$app" is the asking app's own namespace."""

import hashlib
import json
from typing import Any

from sandbox.shopify.sales import APP_NUMBER, Order
from sandbox.shopify.store import Refused, ShopState
from sandbox.shopify.things import Metafield, Metafields, Product, Variant

OWN = "$app"
MOST = 25
"""Metafields in one call."""


def namespace(given: str | None) -> str:
    """The namespace under which it is kept: none given means the app's own."""
    return OWN if given in (None, OWN, shown_namespace(OWN)) else str(given)


def shown_namespace(kept: str) -> str:
    """As the API answers it."""
    return kept.replace(OWN, f"app--{APP_NUMBER}")


def digest(one: Metafield) -> str:
    """What compareDigest is compared with."""
    return hashlib.sha256(f"{one.type}\n{one.value}".encode()).hexdigest()


def json_value(one: Metafield) -> Any:
    """The value as JSON."""
    return json.loads(one.value) if one.type == "json" else one.value


def own_values(shop: ShopState, gid: str) -> dict[str, Any]:
    """What the asking app keeps beside the owner, by key."""
    return {key: json_value(one) for (space, key), one in owned(shop, gid).items() if space == OWN}


def owned(shop: ShopState, gid: str) -> Metafields:
    """The metafields of the owner."""
    owner = shop.orders.get(gid) or shop.find(Variant, gid) or shop.find(Product, gid)
    if owner is None:
        raise Refused("Owner does not exist.", "INVALID", ["metafields", "ownerId"])
    return owner.metafields


def set_all(shop: ShopState, inputs: list[dict[str, Any]]) -> tuple[list[Metafield], list[Order]]:
    """Write all or none; returns them and the orders they belong to. Refused on a stale digest."""
    if len(inputs) > MOST:
        raise Refused("At most 25 metafields can be set at once.", "LESS_THAN_OR_EQUAL_TO", ["metafields"])
    for one in inputs:
        check(owned(shop, one["ownerId"]), one)
    made = [write(shop, owned(shop, one["ownerId"]), one) for one in inputs]
    orders = {gid: shop.orders[gid] for gid in (one["ownerId"] for one in inputs) if gid in shop.orders}
    return made, list(orders.values())


def delete_all(shop: ShopState, inputs: list[dict[str, Any]]) -> tuple[list[str | None], list[Order]]:
    """The owner of each that was there, None for one that was not; and the orders that changed."""
    gone, orders = [], {}
    for one in inputs:
        found = owned(shop, one["ownerId"]).pop((namespace(one["namespace"]), one["key"]), None)
        gone.append(one["ownerId"] if found else None)
        if found and one["ownerId"] in shop.orders:
            orders[one["ownerId"]] = shop.orders[one["ownerId"]]
    return gone, list(orders.values())


def check(kept: Metafields, one: dict[str, Any]) -> None:
    """Raise Refused where the value or the digest does not fit."""
    found = kept.get((namespace(one.get("namespace")), one["key"]))
    if "compareDigest" in one and one["compareDigest"] != (digest(found) if found else None):
        code = "STALE_OBJECT" if found else "INVALID_COMPARE_DIGEST"
        raise Refused("The resource has been updated since it was loaded.", code, ["metafields"])
    kind = one.get("type") or (found.type if found else None)
    if kind is None:
        raise Refused("Type can't be blank", "BLANK", ["metafields", "type"])
    if kind == "json":
        refuse_bad_json(one["value"])


def refuse_bad_json(value: str) -> None:
    """A json metafield must hold JSON."""
    try:
        json.loads(value)
    except ValueError:
        raise Refused("Value is invalid JSON.", "INVALID_VALUE", ["metafields", "value"]) from None


def write(shop: ShopState, kept: Metafields, one: dict[str, Any]) -> Metafield:
    """Create or overwrite one."""
    key = (namespace(one.get("namespace")), one["key"])
    found = kept.get(key)
    if found is None:
        found = shop.make(
            Metafield, namespace=key[0], key=key[1], type=one["type"], value="", updated_at=shop.now()
        )
        kept[key] = found
    found.type, found.value, found.updated_at = one.get("type") or found.type, one["value"], shop.now()
    return found
