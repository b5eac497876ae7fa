"""Which date is told, what it rests on, and what a person may set."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from connector.domain.calendar import Calendar
from connector.ledger.locations import Location
from connector.ledger.orders import Line, Order
from connector.ledger.promises import Promise, history_of_order
from connector.ledger.reckoning import calendar_of
from connector.ledger.supply import Expected
from jobs.desk import expecting, placing, stocking
from jobs.desk.amiss import Amiss
from jobs.desk.expecting import Coming
from jobs.desk.settings import saving
from tests.flows.merchants import MERCHANTS, Merchant, ShopifyMerchant, WooMerchant
from tests.flows.seen import owed, standings
from tests.world import World


def today(shop: Merchant) -> date:
    return shop.here.clock().astimezone(ZoneInfo(shop.store.timezone)).date()


def line_of(shop: Merchant, label: str, sku: str = "LAMP") -> Line:
    with shop.here.ledger.reading() as unit:
        return unit.scalars(
            select(Line)
            .join(Order, Order.id == Line.order_id)
            .where(
                Line.account_id == shop.store.account_id,
                Order.account_id == shop.store.account_id,
                Line.store_id == shop.store.id,
                Order.order_ref == shop.ref(shop.orders[label]),
                Line.sku == sku,
                Line.asks > 0,
            )
        ).one()


def told(shop: Merchant, label: str) -> tuple[date, str] | None:
    (dates,) = [one.dates for (order, _, _), one in standings(shop).items() if order == label]
    assert len(dates) <= 1
    return next(iter(dates), None)


def expect(shop: Merchant, sku: str, units: int, in_days: int) -> int:
    line = line_of(shop, sorted(shop.orders)[0], sku)
    assert line.item_id
    assert line.location_id
    on = today(shop) + timedelta(days=in_days)
    with shop.here.ledger.writing() as unit:
        coming = Coming(line.item_id, line.location_id, units, on, "by sea")
        row = expecting.add(unit, shop.store.account_id, coming, "mia", shop.here.clock())
    shop.here.settle()
    return row.id


def packed(shop: Merchant, day: date) -> date:
    """The shop's own country has holidays: whatever day this test is run on, one may be in the way."""
    return calendar_of(shop.store).add_working_days(day, 1)


def test_an_expected_delivery_dates_the_line_that_it_reaches(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"exp{platform[:4]}", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    shop.sell("B", LAMP=3)
    crowd.settle()
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=14)), "shop_lead")
    delivery = expect(shop, "LAMP", 2, in_days=5)
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=5)), "inbound")
    assert told(shop, "B") == (packed(shop, today(shop) + timedelta(days=14)), "shop_lead")
    with crowd.ledger.writing() as unit:
        on = today(shop) + timedelta(days=9)
        expecting.change(
            unit,
            shop.store.account_id,
            delivery,
            quantity=5,
            expected_on=on,
            note="",
            who="mia",
            now=crowd.clock(),
        )
    crowd.settle()
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=9)), "inbound")
    assert told(shop, "B") == (packed(shop, today(shop) + timedelta(days=9)), "inbound")


def test_a_delivery_that_is_cancelled_takes_its_date_along(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"gone{platform[:4]}", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    crowd.settle()
    before = told(shop, "A")
    delivery = expect(shop, "LAMP", 1, in_days=3)
    assert told(shop, "A") != before
    with crowd.ledger.writing() as unit:
        expecting.remove(unit, shop.store.account_id, delivery, "mia", crowd.clock())
    crowd.settle()
    assert told(shop, "A") == before


def test_an_order_that_nobody_was_told_of_for_days_is_dated_from_its_own_day(
    crowd: World, platform: str
) -> None:
    shop = MERCHANTS[platform](crowd, f"late{platform[:4]}", ())
    shop.stock(LAMP=0)
    placed = crowd.clock() - timedelta(days=4)
    how = {"created_at": placed} if platform == "shopify" else {"created": placed}
    shop.sell_how("A", {"LAMP": 1}, **how)
    crowd.settle()
    day = placed.astimezone(ZoneInfo(shop.store.timezone)).date()
    assert told(shop, "A") == (packed(shop, day + timedelta(days=14)), "shop_lead")


def test_a_line_that_is_short_again_long_after_is_not_told_a_day_that_has_passed(
    here: World, platform: str
) -> None:
    shop = MERCHANTS[platform](here, "again", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    here.settle()
    shop.receive("LAMP", 1)
    here.settle()
    here.clock.ahead += timedelta(days=30)
    shop.recount("LAMP", 0)
    here.settle()
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=14)), "shop_lead")


def test_a_date_by_lead_time_does_not_wander_while_the_line_waits(here: World, platform: str) -> None:
    shop = MERCHANTS[platform](here, "wander", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    here.settle()
    before = told(shop, "A")
    here.clock.ahead += timedelta(days=3)
    shop.sell("B", LAMP=1)
    here.settle()
    assert told(shop, "A") == before


def test_a_shopify_transfer_dates_the_line_and_a_postponed_one_moves_it(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "transfer", ())
    shop.stock(LAMP=1)
    shop.sell("A", LAMP=3)
    crowd.settle()
    arrives = crowd.clock() + timedelta(days=6)
    transfer = shop.shop.add_transfer(to=shop.berlin, items={shop.items["LAMP"]: 2}, arrives_at=arrives)
    crowd.settle()
    berlin = ZoneInfo(shop.store.timezone)
    assert told(shop, "A") == (packed(shop, arrives.astimezone(berlin).date()), "inbound")
    later = arrives + timedelta(days=3)
    shop.shop.postpone_transfer(transfer, later)
    crowd.settle()
    assert told(shop, "A") == (packed(shop, later.astimezone(berlin).date()), "inbound")
    shop.shop.receive_transfer(transfer)
    crowd.settle()
    assert owed(shop, "A") == 0
    with crowd.ledger.reading() as unit:
        rows = unit.scalars(
            select(Expected).where(
                Expected.account_id == shop.store.account_id, Expected.store_id == shop.store.id
            )
        )
        assert [row.quantity for row in rows] == [0]


def test_a_person_cannot_change_what_a_transfer_says(crowd: World) -> None:
    shop = ShopifyMerchant(crowd, "theirs", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    shop.shop.add_transfer(
        to=shop.berlin, items={shop.items["LAMP"]: 1}, arrives_at=crowd.clock() + timedelta(days=2)
    )
    crowd.settle()
    with crowd.ledger.reading() as unit:
        row = unit.scalars(
            select(Expected).where(
                Expected.account_id == shop.store.account_id, Expected.store_id == shop.store.id
            )
        ).one()
    with crowd.ledger.writing() as unit, pytest.raises(Amiss):
        expecting.remove(unit, shop.store.account_id, row.id, "mia", crowd.clock())


def test_the_lead_time_of_an_item_counts_before_that_of_the_shop(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"lead{platform[:4]}", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    crowd.settle()
    item_id = line_of(shop, "A").item_id
    assert item_id
    with crowd.ledger.writing() as unit:
        stocking.set_lead_time(unit, shop.store.account_id, item_id, 30, "mia", crowd.clock())
    crowd.settle()
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=30)), "item_lead")


def test_handling_days_and_holidays_of_the_shop_are_counted(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"hand{platform[:4]}", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    crowd.settle()
    with crowd.ledger.writing() as unit:
        wanted = {"handling_days": 5, "country": "DE", "lead_days": 30, "letter_delay_seconds": 0}
        saving.change(unit, shop.store.account_id, shop.store.id, wanted, "mia", crowd.clock())
    crowd.settle()
    goods = today(shop) + timedelta(days=30)
    assert told(shop, "A") == (Calendar("DE").add_working_days(goods, 5), "shop_lead")


def test_a_date_that_a_person_set_stands_until_a_person_takes_it_away(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"date{platform[:4]}", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    crowd.settle()
    computed = told(shop, "A")
    on = today(shop) + timedelta(days=40)
    set_date(shop, "A", on)
    assert told(shop, "A") == (on, "person")
    expect(shop, "LAMP", 5, in_days=2)
    assert told(shop, "A") == (on, "person")
    set_date(shop, "A", None)
    assert told(shop, "A") == (packed(shop, today(shop) + timedelta(days=2)), "inbound")
    assert told(shop, "A") != computed


def set_date(shop: Merchant, label: str, on: date | None) -> None:
    line, now = line_of(shop, label), shop.here.clock()
    with shop.here.ledger.writing() as unit:
        mine = (shop.store.account_id, line.order_id, line.id, on, "agreed by telephone")
        seal = placing.preview_date(unit, *mine, now).seal
        placing.set_date(unit, *mine, seal, "mia", now)
    shop.here.settle()


def test_a_person_moves_a_line_ahead_after_seeing_whom_it_hurts(crowd: World, platform: str) -> None:
    shop = MERCHANTS[platform](crowd, f"rank{platform[:4]}", ())
    shop.stock(LAMP=2)
    shop.sell("A", LAMP=2)
    shop.sell("B", LAMP=2)
    crowd.settle()
    assert [owed(shop, label) for label in "AB"] == [0, 2]
    line, now = line_of(shop, "B"), crowd.clock()
    with crowd.ledger.writing() as unit:
        mine = (shop.store.account_id, line.order_id, line.id)
        preview = placing.preview_move(unit, *mine, "front", now)
        hurt = [one for one in preview.shifts if one.hurts]
        assert [one.order_id for one in hurt] == [line_of(shop, "A").order_id]
        placing.move(unit, *mine, "front", "a wedding", preview.seal, "mia", now)
    crowd.settle()
    assert [owed(shop, label) for label in "AB"] == [2, 0]


def test_every_date_that_was_told_is_kept(crowd: World) -> None:
    shop = WooMerchant(crowd, "kept", ())
    shop.stock(LAMP=0)
    shop.sell("A", LAMP=1)
    crowd.settle()
    expect(shop, "LAMP", 1, in_days=4)
    shop.receive("LAMP", 1)
    crowd.settle()
    line = line_of(shop, "A")
    with crowd.ledger.reading() as unit:
        kept: list[Promise] = history_of_order(unit, shop.store.account_id, line.order_id)
        assert [one.basis for one in kept] == ["shop_lead", "inbound"]
        assert all(one.superseded_at for one in kept)
        assert kept[1].facts["source"] == "an expected delivery"
        place = unit.scalars(
            select(Location).where(
                Location.account_id == shop.store.account_id, Location.id == line.location_id
            )
        ).one()
    assert place.counted_by == shop.store.id
