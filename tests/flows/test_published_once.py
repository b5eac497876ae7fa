"""What we write beside a product comes back to us as news of the product; that must not go on for ever."""

from typing import Any

from connector.ledger import items, offers, stores
from connector.ledger.stores import Store
from sandbox.woocommerce import Product, WooStore
from tests.world import World

META = "_backorder_connector_offer"


def open_shop(here: World) -> tuple[WooStore, Store]:
    """It states a lead time of its own, and shows and publishes its dates."""
    woo, store = here.add_woo(switches=("storefront", "offers"))
    with here.ledger.writing() as unit:
        kept = stores.get(unit, store.account_id, store.id)
        kept.settings = {**kept.settings, "lead_days": 14}
    return woo, store


def bodies(here: World, store: Store) -> dict[str, dict[str, Any]]:
    """What each listing of the store is offered for now."""
    with here.ledger.reading() as unit:
        ids = items.ids_listed(unit, store.account_id, store.id, 0, 100)
        listed = [one for item in ids for one in items.listings_of(unit, store.account_id, item)]
        found = offers.current(unit, store.account_id, [one.id for one in listed])
        return {one.ref: found[one.id].body for one in listed if one.id in found}


def made(here: World, store: Store) -> int:
    """How many offers were ever made."""
    with here.ledger.reading() as unit:
        wanted = offers.Offer.account_id == store.account_id
        return unit.query(offers.Offer).where(wanted).count()


def notes_of(woo: WooStore, product: Product) -> list[str]:
    return [row["value"]["note"] for row in woo.product(product)["meta_data"] if row["key"] == META]


def writes(here: World) -> int:
    return sum(entry.method != "GET" and "/products" in entry.path for entry in here.woo.log)


def test_an_offer_is_written_once_and_its_echo_owes_nothing(here: World) -> None:
    woo, store = open_shop(here)
    lamp = woo.add_product("Lamp", stock=1, backorders="notify", meta={"_backorder_note": "Hand made"})
    rug = woo.add_variable("Rug")
    small = woo.add_variation(rug, "S", stock=0, backorders="notify")
    here.settle()
    offered = bodies(here, store)
    assert set(offered) == {str(lamp.id), f"{rug.id}/{small.id}"}

    front = here.workshop.storefront(store)
    front.settle_offers(offered)
    once, wrote = made(here, store), writes(here)
    woo.edit(lamp)  # Somebody saves the product: as our own writing, it is news of it.
    woo.edit(small)
    told = [sent.topic for sent in here.deliver()]
    here.settle()

    assert told.count("product.updated") == 2
    assert notes_of(woo, lamp) == ["Hand made"]
    assert notes_of(woo, small) == [""]
    assert bodies(here, store) == offered
    assert made(here, store) == once
    assert writes(here) == wrote
    assert front.settle_offers(offered) == frozenset()
    front.close()
