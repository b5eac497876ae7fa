"""What we write beside a product comes back to us as news of the product; that must not go on for ever."""

from typing import Any

from sqlalchemy import func, select

from connector.ledger import items, locks, offers, orders, standing
from connector.ledger.stores import Store
from jobs import offer_rounds
from sandbox.woocommerce import Order, Product, WooStore
from tests.flows.goods import set_up, turn
from tests.world import World

META, ENDED = "_backorder_connector_offer", "_backorder_connector_ended"


def open_shop(here: World, *effects: str, **settings: Any) -> tuple[WooStore, Store]:
    """It states a lead time of its own."""
    woo, store = here.add_woo(switches=effects)
    set_up(here, store, lead_days=14, **settings)
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
    counted = select(func.count()).select_from(offers.Offer)
    with here.ledger.reading() as unit:
        return unit.scalar(counted.where(offers.Offer.account_id == store.account_id)) or 0


def meta(woo: WooStore, product: Product) -> dict[str, Any]:
    return {row["key"]: row["value"] for row in woo.product(product)["meta_data"]}


def writes(here: World) -> list[str]:
    """To products, in their order."""
    sent = (entry for entry in here.woo.log if entry.method != "GET" and "/products" in entry.path)
    return [f"{entry.method} {entry.path.removeprefix('/wp-json/wc/v3/')}" for entry in sent]


def renew(here: World, store: Store) -> None:
    """As after a change of the settings."""
    with here.ledger.writing() as unit:
        row = locks.store(unit, store.account_id, store.id)
        offer_rounds.owe(unit, row, offer_rounds.CHANGED, here.clock())
    here.settle()


def owed(here: World, store: Store, order: Order) -> int:
    with here.ledger.reading() as unit:
        kept = orders.by_ref(unit, store.account_id, store.id, str(order.id))
        assert kept is not None
        return standing.of_order(unit, store.account_id, kept.id).waiting


def test_an_offer_is_written_once_and_its_echo_owes_nothing(here: World) -> None:
    woo, store = open_shop(here, "storefront", "offers")
    lamp = woo.add_product("Lamp", stock=1, backorders="notify", meta={"_backorder_note": "Hand made"})
    rug = woo.add_variable("Rug")
    small = woo.add_variation(rug, "S", stock=0, backorders="notify")
    here.settle()

    assert set(bodies(here, store)) == {str(lamp.id), f"{rug.id}/{small.id}"}
    assert [meta(woo, one)[META]["note"] for one in (lamp, small)] == ["Hand made", ""]
    wrote, once = writes(here), made(here, store)
    assert sorted(wrote) == [f"POST products/{rug.id}/variations/batch", "POST products/batch"]

    for product in (lamp, small):
        woo.edit(product)  # Somebody saves it as it is: the same news as that of our own writing.
    assert [sent.topic for sent in here.deliver()].count("product.updated") == 2
    here.settle()
    assert (writes(here), made(here, store)) == (wrote, once)


def test_an_order_writes_the_offer_of_its_product_and_of_no_other(here: World) -> None:
    woo, _ = open_shop(here, "storefront", "offers")
    lamp, shade = (woo.add_product(name, stock=2, backorders="notify") for name in ("Lamp", "Shade"))
    here.settle()
    before, wrote = meta(woo, shade), len(writes(here))
    woo.place_order([(lamp, 1)], paid=True)
    here.settle()
    assert len(writes(here)) == wrote + 1
    assert meta(woo, lamp)[META]["regions"][""]["steps"][0]["reach"] == 1
    assert meta(woo, shade) == before


def test_what_nobody_counts_is_ended_with_its_backorders_kept_and_begins_again(here: World) -> None:
    woo, store = open_shop(here, "selling", sell_up_to="inbound")
    stool = woo.add_product("Stool", stock_status="onbackorder")
    placed = woo.place_order([(stool, 2)], paid=True)
    here.settle()
    assert woo.product(stool)["stock_status"] == "outofstock"
    assert meta(woo, stool) == {ENDED: "yes"}
    assert owed(here, store, placed) == 2

    wrote = writes(here)
    assert wrote == [f"PUT products/{stool.id}"]
    renew(here, store)
    assert (writes(here), owed(here, store, placed)) == (wrote, 2)

    set_up(here, store, sell_up_to="lead")
    renew(here, store)
    assert (woo.product(stool)["stock_status"], meta(woo, stool)) == ("onbackorder", {})
    assert owed(here, store, placed) == 2


def test_turned_off_what_we_ended_is_as_the_merchant_had_it(here: World) -> None:
    woo, store = open_shop(here, "selling", sell_up_to="inbound")
    stool = woo.add_product("Stool", stock_status="onbackorder")
    lamp = woo.add_product("Lamp", stock=0, backorders="yes")
    own = [woo.product(one)["stock_status"] for one in (stool, lamp)]
    here.settle()
    assert [woo.product(one)["stock_status"] for one in (stool, lamp)] == ["outofstock"] * 2
    turn(here, store, "selling", on=False)
    here.settle()
    assert [woo.product(one)["stock_status"] for one in (stool, lamp)] == own
    assert (woo.product(lamp)["backorders"], meta(woo, stool)) == ("yes", {})
