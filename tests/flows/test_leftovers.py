"""What other tools left is shown; their dates are taken over when a person says so, and not before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from connector.ledger import leftovers
from connector.ledger.orders import Line
from connector.ledger.stores import Store
from jobs import attaching
from jobs.desk import leftovers as taking
from jobs.desk import reading
from jobs.desk.amiss import Amiss
from jobs.desk.seen import seal
from tests.flows.outside import writes
from tests.world import CLIENT_SECRET, World


def dates(here: World, store: Store) -> list[object]:
    with here.ledger.reading() as unit:
        wanted = select(Line.date_set).where(Line.account_id == store.account_id).order_by(Line.id)
        return list(unit.scalars(wanted))


def taken_over(here: World, store: Store, shown: str | None = None) -> int:
    with here.ledger.writing() as unit:
        found = taking.would_take(unit, store.account_id, store.id, here.clock())
        seen = seal(found) if shown is None else shown
        return taking.take_over(unit, store.account_id, store.id, seen, "mia", here.clock())


def counts(here: World, store: Store) -> dict[str, int]:
    with here.ledger.reading() as unit:
        return leftovers.counts(unit, store.account_id, store.id)


def test_dates_of_line_properties_become_a_persons_dates_once_a_person_says_so(here: World) -> None:
    shop = here.shopify.add_shop("past", token="shpat_past")
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="80.00", stock={berlin: 0})
    soon, gone = (here.clock() + timedelta(days=days) for days in (40, -3))
    for at in (soon, gone):
        told = {"_preorder_date": f"{at:%Y-%m-%d}"}
        shop.place_order([(lamp, 2)], routing="now", properties=told, tags=["preorder"])
        here.clock.ahead += timedelta(seconds=2)
    store = attaching.attach_shopify(here.workshop, "main", "past", "shpat_past", CLIENT_SECRET)
    here.settle()

    assert counts(here, store) == {"tag": 1, "line_property": 2}
    assert dates(here, store) == [None, None]
    with pytest.raises(Amiss):
        taken_over(here, store, "what somebody saw yesterday")
    assert taken_over(here, store) == 1
    here.settle()
    assert dates(here, store) == [soon.date(), None]
    assert taken_over(here, store) == 0
    assert writes(here) == []
    assert here.mailbox.letters == []


def test_pre_orders_of_woocommerce_are_found_with_their_day(here: World) -> None:
    woo = here.woo.add_store("past", key="ck_past", secret="cs_past")
    woo.add_status("pre-ordered", "Pre-ordered")
    day = datetime(2027, 5, 1, 12, tzinfo=UTC)
    game = woo.add_product(
        "Game",
        sku="GAME",
        stock=0,
        backorders="yes",
        meta={
            "_wc_pre_orders_enabled": "yes",
            "_wc_pre_orders_availability_datetime": str(int(day.timestamp())),
        },
    )
    order = woo.place_order([(game, 1)], status="processing", meta={"_wc_pre_orders_is_pre_order": 1})
    woo.set_status(order, "pre-ordered")
    store = attaching.attach_woocommerce(here.workshop, "main", woo.url, "ck_past", "cs_past")
    here.settle()

    assert counts(here, store) == {"preorder_product": 1, "preorder_order": 1}
    assert taken_over(here, store) == 1
    assert dates(here, store) == [day.date()]


def test_what_is_no_longer_there_is_no_longer_told(here: World) -> None:
    woo, store = here.add_woo("shelf", switches=())
    product = woo.add_product("Game", sku="GAME", stock=3, meta={"_wc_pre_orders_enabled": "yes"})
    _read(here, store)
    assert counts(here, store) == {"preorder_product": 1}
    woo.shop.products[product.id].meta.put("_wc_pre_orders_enabled", "no")
    _read(here, store)
    assert counts(here, store) == {}


def _read(here: World, store: Store) -> None:
    with here.ledger.writing() as unit:
        reading.read_again(unit, store.account_id, store.id, "mia", here.clock())
    here.settle()


def test_what_woocommerce_itself_writes_at_a_backordered_line_is_no_other_tools(here: World) -> None:
    woo = here.woo.add_store("own", key="ck_own", secret="cs_own")
    lamp = woo.add_product("Lamp", sku="LAMP", stock=1, backorders="notify")
    order = woo.place_order([(lamp, 3)], status="processing")
    assert "Backordered" in {one["key"] for one in woo.order(order)["line_items"][0]["meta_data"]}
    store = attaching.attach_woocommerce(here.workshop, "main", woo.url, "ck_own", "cs_own")
    here.settle()
    assert counts(here, store) == {}
