"""What a person says of one item for its next buyers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.ledger import alternatives, erasing, items, offers
from connector.ledger.history import Happened
from connector.ledger.items import BY_RULE, NO, YES, Alternative
from connector.ledger.tasks import Task
from jobs.desk import linking, next_buyer, selling
from jobs.desk.amiss import Amiss
from jobs.desk.selling import Told
from jobs.desk.stocking import set_lead_time
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper

CHAIR = "gid-chair"
AS_IT_IS = Told("", BY_RULE, BY_RULE)


def change(mine: ShopKeeper, item_id: int, told: Told) -> None:
    with mine.ledger.writing() as unit:
        selling.change(unit, mine.account_id, item_id, told, "Ada", NOW)


def told_in_history(mine: ShopKeeper) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Happened.what).where(Happened.account_id == mine.account_id, Happened.who == "Ada")
        return list(unit.scalars(wanted.order_by(Happened.id)))


def pegs_owed(mine: ShopKeeper) -> list[str]:
    with mine.ledger.reading() as unit:
        wanted = select(Task.subject).where(Task.account_id == mine.account_id, Task.kind == "peg")
        return list(unit.scalars(wanted))


def steps(mine: ShopKeeper, item_id: int) -> list[bool]:
    """Whether each step of the only listing's present offer is on hand."""
    with mine.ledger.reading() as unit:
        (listing,) = items.listings_of(unit, mine.account_id, item_id)
        body = offers.current(unit, mine.account_id, [listing.id])[listing.id].body
    return [step["now"] for step in body["regions"][""]["steps"]]


def test_a_note_stands_in_the_next_offer(mine: ShopKeeper) -> None:
    store = mine.open(settings={"lead_days": 10})
    mine.switch_on(store, "storefront")
    lamp = mine.stock(store, LAMP, 0)
    change(mine, lamp, Told("Made to order in Bremen", BY_RULE, BY_RULE))
    assert mine.settle() == 1
    with mine.ledger.reading() as unit:
        (one,) = next_buyer.of_item(unit, mine.account_id, lamp, NOW)
    assert one.since is not None
    assert one.body is not None
    assert one.body["note"] == "Made to order in Bremen"
    assert told_in_history(mine) == ["note beside the date of Lamp: Made to order in Bremen"]


def test_what_is_stopped_is_offered_from_stock_only_until_the_rule_holds_again(mine: ShopKeeper) -> None:
    store = mine.open(settings={"lead_days": 10})
    mine.switch_on(store, "storefront")
    lamp = mine.stock(store, LAMP, 2)
    assert steps(mine, lamp) == [True, False]
    change(mine, lamp, Told("", NO, BY_RULE))
    mine.settle()
    assert steps(mine, lamp) == [True]
    change(mine, lamp, AS_IT_IS)
    mine.settle()
    assert steps(mine, lamp) == [True, False]
    assert told_in_history(mine) == [
        "Lamp is not sold beyond its stock any more",
        "Lamp is sold beyond its stock by the rule again",
    ]


def test_the_landing_page_changes_no_date_and_nothing_at_all_is_not_told(mine: ShopKeeper) -> None:
    store = mine.open()
    lamp = mine.stock(store, LAMP, 2)
    change(mine, lamp, AS_IT_IS)
    assert told_in_history(mine) == []
    change(mine, lamp, Told("", BY_RULE, YES))
    assert pegs_owed(mine) == []
    assert told_in_history(mine) == ["Lamp is on the page of items that take longer, whatever the rule says"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told("x" * 301, BY_RULE, BY_RULE), "note"),
        (Told("", YES, BY_RULE), "selling"),
        (Told("", BY_RULE, "maybe"), "featured"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(mine: ShopKeeper, told: Told, field: str) -> None:
    lamp = mine.stock(mine.open(), LAMP, 2)
    with pytest.raises(Amiss) as refused:
        change(mine, lamp, told)
    assert refused.value.field == field


def test_alternatives_are_named_once_in_order_and_never_the_item_itself(mine: ShopKeeper) -> None:
    store = mine.open()
    lamp = mine.stock(store, LAMP, 2)
    others = [mine.stock(store, f"gid-{n}", 1, title=f"Other {n}", sku=f"O-{n}") for n in range(13)]
    with mine.ledger.writing() as unit:
        for other in (others[1], others[0], others[1]):
            selling.add_alternative(unit, mine.account_id, lamp, other, "Ada", NOW)
        with pytest.raises(Amiss, match="this very item"):
            selling.add_alternative(unit, mine.account_id, lamp, lamp, "Ada", NOW)
        assert items.alternatives_of(unit, mine.account_id, lamp) == [others[1], others[0]]
        selling.remove_alternative(unit, mine.account_id, lamp, others[1], "Ada", NOW)
        selling.remove_alternative(unit, mine.account_id, lamp, others[1], "Ada", NOW)
        for other in others[1:12]:
            selling.add_alternative(unit, mine.account_id, lamp, other, "Ada", NOW)
        with pytest.raises(Amiss, match="at most 12"):
            selling.add_alternative(unit, mine.account_id, lamp, others[12], "Ada", NOW)
    assert told_in_history(mine)[:3] == [
        "Other 1 is named to whoever cannot wait for Lamp",
        "Other 0 is named to whoever cannot wait for Lamp",
        "Other 1 is no longer named beside Lamp",
    ]


def test_another_accounts_item_is_no_alternative(mine: ShopKeeper) -> None:
    theirs = keeper(mine.ledger, "other")
    lamp = mine.stock(mine.open(), LAMP, 2)
    other = theirs.stock(theirs.open("Theirs"), LAMP, 2)
    with mine.ledger.writing() as unit, pytest.raises(LookupError):
        selling.add_alternative(unit, mine.account_id, lamp, other, "Ada", NOW)


def test_items_made_one_are_named_once_and_what_was_said_comes_back_when_they_part(mine: ShopKeeper) -> None:
    shop, desk = mine.open(), mine.open("Desk", "woocommerce")
    lamp, twin = mine.stock(shop, LAMP, 2), mine.stock(desk, "17", 1, sku="LAMP-1")
    chair = mine.stock(shop, CHAIR, 1, title="Chair", sku="CHAIR-7")
    with mine.ledger.writing() as unit:
        for item, other in ((chair, lamp), (chair, twin), (twin, chair), (lamp, twin)):
            selling.add_alternative(unit, mine.account_id, item, other, "Ada", NOW)
        place = mine.place_of(unit, lamp)
        found = linking.preview(unit, mine.account_id, lamp, twin, place)
        linking.link(unit, mine.account_id, found, "Ada", NOW)
    kept = found.kept.id
    with mine.ledger.reading() as unit:
        assert items.alternatives_of(unit, mine.account_id, chair) == [kept]
        assert items.alternatives_of(unit, mine.account_id, kept) == [chair]
        assert [one.title for one in alternatives.items_of(unit, mine.account_id, chair)] == ["Lamp"]


def test_before_any_switch_is_on_the_merchant_sees_what_would_be_told(mine: ShopKeeper) -> None:
    store = mine.open(settings={"handling_days": 0})
    lamp = mine.stock(store, LAMP, 0)
    with mine.ledger.reading() as unit:
        (before,) = next_buyer.of_item(unit, mine.account_id, lamp, NOW)
    assert before.lacks_lead
    assert before.since is None
    assert before.body is not None
    assert before.body["regions"][""]["most"] == 0
    with mine.ledger.writing() as unit:
        set_lead_time(unit, mine.account_id, lamp, 10, "Ada", NOW)
    with mine.ledger.reading() as unit:
        (after,) = next_buyer.of_item(unit, mine.account_id, lamp, NOW)
        assert offers.current(unit, mine.account_id, [after.listing.id]) == {}
    assert not after.lacks_lead
    assert after.body is not None
    assert after.body["regions"][""]["steps"][0]["on"] == (NOW + timedelta(days=10)).date().isoformat()


def test_a_store_that_is_erased_takes_its_items_out_of_what_others_name(mine: ShopKeeper) -> None:
    shop, desk = mine.open(), mine.open("Desk", "woocommerce")
    lamp, book = mine.stock(shop, LAMP, 2), mine.stock(desk, "17", 1, title="Book", sku="BOOK")
    with mine.ledger.writing() as unit:
        selling.add_alternative(unit, mine.account_id, lamp, book, "Ada", NOW)
        selling.add_alternative(unit, mine.account_id, book, lamp, "Ada", NOW)
        erasing.store(unit, mine.account_id, desk.id)
        assert list(unit.scalars(select(Alternative).where(Alternative.account_id == mine.account_id))) == []
