"""What a shop carries beside what it sells, and what it says of selling on, on either platform."""

from typing import Any

from connector.ledger import items, locks, stores
from connector.ledger.items import Listing
from connector.ledger.stores import Store
from jobs.desk import switching
from tests.flows.merchants import Merchant, ShopifyMerchant, WooMerchant
from tests.world import World

META = "_backorder_connector_offer"


def offer_at(merchant: Merchant, sku: str) -> Any:
    """The offer beside the item as the shop's own pages read it; None: nothing of ours."""
    item = merchant.items[sku]
    if isinstance(merchant, ShopifyMerchant):
        return merchant.shop.own_values(item.gid).get("backorder_offer")
    return item.meta.get(META)


def word_at(merchant: Merchant, sku: str) -> str:
    """Whether the shop sells the item beyond its stock, in its own word."""
    item = merchant.items[sku]
    if isinstance(merchant, ShopifyMerchant):
        return str(item.inventory_policy).lower()
    return str(item.backorders)


def say(merchant: Merchant, sku: str, *, beyond: bool) -> str:
    """The merchant chooses by hand; returns the shop's word."""
    item = merchant.items[sku]
    if isinstance(merchant, ShopifyMerchant):
        item.inventory_policy = "CONTINUE" if beyond else "DENY"
    else:
        item.backorders = "notify" if beyond else "no"
    return word_at(merchant, sku)


def of(platform: str, here: World, name: str = "goods") -> Merchant:
    """A merchant whose switches are all off."""
    made = ShopifyMerchant if platform == "shopify" else WooMerchant
    return made(here, name, switches=())


def turn(here: World, store: Store, effect: str, *, on: bool = True) -> None:
    """A person turns a switch, with everything that this owes."""
    act = switching.turn_on if on else switching.turn_off
    with here.ledger.writing() as unit:
        act(unit, store.account_id, store.id, effect, "Ada", here.clock())


def set_up(here: World, store: Store, **settings: Any) -> None:
    with here.ledger.writing() as unit:
        row = locks.store(unit, store.account_id, store.id)
        row.settings = {**row.settings, **settings}


def listing(here: World, store: Store, sku: str) -> Listing:
    with here.ledger.reading() as unit:
        kept = stores.get(unit, store.account_id, store.id)
        (item,) = items.by_sku(unit, store.account_id, sku)
        (found,) = (
            one for one in items.listings_of(unit, store.account_id, item.id) if one.store_id == kept.id
        )
    return found
