"""What a switch of the shop would do is counted before it is turned, and nothing is written."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from connector.domain.snapshots import Display, ItemSnapshot, Level
from connector.ledger import counting, items, stores
from connector.ledger.offers import Offer
from connector.ledger.stores import Store
from connector.ledger.tasks import DONE, OWED, Owe, Task, owe
from connector.ledger.waits import ASKED, CONFIRMED, Wait
from jobs.desk import selling, shop_preview, switching
from jobs.desk.selling import Told
from jobs.desk.shop_preview import Row, ShopPreview
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW, ShopKeeper

THU = date(2026, 12, 3)


def stock(mine: ShopKeeper, store: Store, name: str, count: int, **display: Any) -> int:
    """An item of that name, as the shop shows it."""
    with mine.ledger.writing() as unit:
        told = ItemSnapshot(
            name, name, name, True, (Level("main", count, name="shelf"),), False, Display(**display)
        )
        counting.item(unit, store, told, NOW)
        unit.flush()
        item_id = items.listings(unit, store, [name])[name].item_id
        peg_item(unit, mine.account_id, item_id, NOW)
    return item_id


def preview(mine: ShopKeeper, store: Store, effect: str, *, off: bool = False) -> ShopPreview:
    with mine.ledger.reading() as unit:
        return switching.shop_preview(unit, mine.account_id, store.id, effect, NOW, off=off)


def owed(mine: ShopKeeper, *kinds: str) -> list[tuple[str, str]]:
    with mine.ledger.reading() as unit:
        wanted = select(Task).where(Task.account_id == mine.account_id, Task.state == OWED)
        return sorted((one.kind, one.subject) for one in unit.scalars(wanted) if one.kind in kinds)


@pytest.fixture
def shop(mine: ShopKeeper) -> Store:
    """One item with a delivery on its way, one in stock, one that nobody has."""
    store = mine.open(settings={"handling_days": 0})
    coming = stock(mine, store, "coming", 0, beyond="deny", visible=True)
    mine.expect(coming, 5, THU)
    stock(mine, store, "here", 4, beyond="continue")
    stock(mine, store, "nowhere", 0, beyond="", visible=True)
    return store


def test_dates_stock_and_what_cannot_be_promised_are_counted_apart(mine: ShopKeeper, shop: Store) -> None:
    found = preview(mine, shop, "offers")
    assert found.counts == {"dated": 1, "in_stock": 1, "none": 1}
    assert (found.looked, found.total, found.no_lead) == (3, 3, 3)
    assert [(row.title, row.now, row.then, row.day.get("en")) for row in found.rows] == [
        ("coming", "nothing", "dated", "Thu 3 December"),
        ("here", "nothing", "in_stock", None),
        ("nowhere", "nothing", "none", None),
    ]
    with mine.ledger.reading() as unit:
        assert unit.scalar(select(func.count(Offer.id)).where(Offer.account_id == mine.account_id)) == 0


def test_whoever_states_a_lead_time_is_warned_of_nothing(mine: ShopKeeper, shop: Store) -> None:
    with mine.ledger.writing() as unit:
        kept = stores.get(unit, mine.account_id, shop.id)
        kept.settings = {**kept.settings, "lead_days": 10}
    found = preview(mine, shop, "offers")
    assert found.counts == {"dated": 3, "in_stock": 0, "none": 0}
    assert found.no_lead == 0


def test_what_begins_and_stops_selling_beyond_its_stock_is_listed(mine: ShopKeeper, shop: Store) -> None:
    found = preview(mine, shop, "selling")
    assert found.counts == {"begins": 1, "ends": 1, "stays": 0, "unknown": 1}
    assert [(row.title, row.now, row.then) for row in found.rows] == [
        ("coming", "sells_out", "sells_on"),
        ("here", "sells_on", "sells_out"),
    ]


def test_the_page_of_what_takes_longer_goes_by_the_rule_and_by_a_persons_word(
    mine: ShopKeeper, shop: Store
) -> None:
    coming = stock(mine, shop, "coming", 0, beyond="continue", visible=True)
    soon = stock(mine, shop, "soon", 0, beyond="continue", visible=True)
    mine.expect(soon, 5, date(2026, 11, 26))
    assert [row.title for row in preview(mine, shop, "storefront").rows] == ["coming"]
    with mine.ledger.writing() as unit:
        for item_id, word in ((coming, "no"), (soon, "yes")):
            selling.change(unit, mine.account_id, item_id, Told("", "rule", word), "Ada", NOW)
    found = preview(mine, shop, "storefront")
    assert found.counts == {"longer": 1, "answered": 4}
    assert [row.title for row in found.rows] == ["soon"]


def test_the_waitlist_counts_who_waits_and_what_cannot_be_ordered(mine: ShopKeeper, shop: Store) -> None:
    assert preview(mine, shop, "waitlist").counts == {"waiting": 0, "none": 1}


def wait(mine: ShopKeeper, store: Store, name: str, state: str) -> None:
    with mine.ledger.writing() as unit:
        listing = items.listings(unit, store, [LAMP])[LAMP]
        made = Wait(account_id=mine.account_id, store_id=store.id, listing_id=listing.id, state=state)
        made.email, made.language, made.quantity, made.asked_at = f"{name}@shop.example", "en", 1, NOW
        unit.add(made)


def test_only_who_said_yes_waits_also_when_the_waitlist_goes_off(mine: ShopKeeper) -> None:
    store = mine.open(settings={"lead_days": 10})
    mine.switch_on(store, "storefront")
    mine.stock(store, LAMP, 0)
    wait(mine, store, "mia", CONFIRMED)
    wait(mine, store, "tom", ASKED)
    assert preview(mine, store, "waitlist").counts["waiting"] == 1
    mine.switch_on(store, "waitlist")
    assert preview(mine, store, "waitlist", off=True).counts == {"untold": 1}


def test_what_breaks_elsewhere_is_said(mine: ShopKeeper, shop: Store) -> None:
    assert preview(mine, shop, "waitlist").besides == ("waitlist.alone",)
    mine.switch_on(shop, "storefront")
    assert preview(mine, shop, "waitlist").besides == ()
    assert preview(mine, shop, "storefront", off=True).besides == ("storefront.gone",)


def test_of_a_large_store_the_first_items_are_counted_and_that_is_said(
    mine: ShopKeeper, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_preview, "MOST_ITEMS", 2)
    found = preview(mine, shop, "offers")
    assert (found.looked, found.total) == (2, 3)
    assert sum(found.counts.values()) == 2


def test_turning_on_computes_every_offer_and_owes_all_of_them(mine: ShopKeeper, shop: Store) -> None:
    with mine.ledger.writing() as unit:
        switching.turn_on(unit, mine.account_id, shop.id, "offers", "Ada", NOW)
    assert owed(mine, "reoffer") == [("reoffer", "all")]


def test_turning_off_owes_the_way_back_of_whatever_was_ever_owed(mine: ShopKeeper, shop: Store) -> None:
    mine.switch_on(shop, "offers", "selling")
    with mine.ledger.writing() as unit:
        listed = items.listings(unit, shop, ["coming", "here"])
        for ref, kind in (("coming", "offer"), ("here", "offer"), ("here", "selling")):
            owe(unit, mine.account_id, shop.id, [Owe("effects", kind, str(listed[ref].id), NOW)], NOW)
        unit.flush()
        for task in unit.scalars(select(Task).where(Task.account_id == mine.account_id)):
            task.state = DONE
        listed["here"].beyond_was = "deny"
        coming, here = str(listed["coming"].id), str(listed["here"].id)

    assert preview(mine, shop, "offers", off=True).counts == {"carried": 2}
    found = preview(mine, shop, "selling", off=True)
    assert found.counts == {"changed": 1}
    assert found.rows == (Row("here", found.rows[0].item_id, "sells_on", "sells_out", {}),)

    with mine.ledger.writing() as unit:
        switching.turn_off(unit, mine.account_id, shop.id, "offers", "Ada", NOW)
    assert owed(mine, "offer", "selling") == sorted([("offer", coming), ("offer", here)])
    with mine.ledger.writing() as unit:
        switching.turn_off(unit, mine.account_id, shop.id, "selling", "Ada", NOW)
    assert ("selling", here) in owed(mine, "selling")


def test_offers_end_when_the_last_of_these_switches_goes_off(mine: ShopKeeper) -> None:
    store = mine.open(settings={"lead_days": 10})
    mine.switch_on(store, "storefront", "waitlist")
    mine.stock(store, LAMP, 0)
    later = NOW + timedelta(hours=1)

    def open_offers() -> int:
        with mine.ledger.reading() as unit:
            wanted = select(func.count(Offer.id)).where(Offer.account_id == mine.account_id)
            return unit.scalar(wanted.where(Offer.superseded_at.is_(None))) or 0

    assert open_offers() == 1
    for effect, left in (("waitlist", 1), ("storefront", 0)):
        with mine.ledger.writing() as unit:
            switching.turn_off(unit, mine.account_id, store.id, effect, "Ada", later)
        assert open_offers() == left
