"""Nothing is done unasked: counted previews, older orders that wait, one pause for all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.ledger import accounts, stores
from connector.ledger.tasks import Task
from jobs.desk import switching
from jobs.desk.amiss import Amiss
from jobs.desk.switching import Preview
from tests.desk.shop import LAMP, NOW, ShopKeeper, keeper

LATER = NOW + timedelta(hours=1)


def owed(mine: ShopKeeper) -> list[tuple[str, str]]:
    with mine.ledger.reading() as unit:
        wanted = select(Task).where(Task.account_id == mine.account_id, Task.lane == "effects")
        return sorted((task.kind, task.subject) for task in unit.scalars(wanted))


def test_a_preview_counts_open_orders_and_lines(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 1)
    mine.stock(store, "gid-chair", 0, title="Chair", sku="CHAIR-7")
    mine.order(store, "#0", [(LAMP, 1)], placed_at=NOW - timedelta(days=9))
    made = [mine.order(store, f"#{at}", [(LAMP, 2), ("gid-chair", 1)]) for at in range(1, 4)]
    with mine.ledger.writing() as unit:
        switching.admit(unit, mine.account_id, made[0], "Ada", NOW)

    with mine.ledger.reading() as unit:
        found = switching.preview(unit, mine.account_id, store.id, "letters")

    assert found == Preview(orders=3, lines=6, older=2, admitted=1)


def test_turning_on_does_nothing_for_the_orders_that_are_there(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.order(store, "#1", [(LAMP, 2)])

    with mine.ledger.writing() as unit:
        switching.turn_on(unit, mine.account_id, store.id, "letters", "Ada", NOW)

    assert owed(mine) == []


def test_an_order_placed_after_the_switch_owes_its_effects(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    with mine.ledger.writing() as unit:
        switching.turn_on(unit, mine.account_id, store.id, "tags", "Ada", NOW)

    order = mine.order(store, "#1", [(LAMP, 2)], placed_at=LATER)

    assert owed(mine) == [("tags", str(order))]


def test_an_admitted_order_owes_what_is_on_and_the_others_still_wait(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    first, _ = (mine.order(store, name, [(LAMP, 2)]) for name in ("#1", "#2"))
    mine.switch_on(store, "tags", "letters")

    with mine.ledger.writing() as unit:
        switching.admit(unit, mine.account_id, first, "Ada", NOW)

    assert owed(mine) == [("letter", str(first)), ("tags", str(first))]


def test_admitting_all_admits_the_older_ones_of_that_store_only(mine: ShopKeeper) -> None:
    store, other = mine.open(), mine.open("Desk")
    for one, ref in ((store, LAMP), (other, "17")):
        mine.stock(one, ref, 0)
        mine.switch_on(one, "tags")
    made = [mine.order(store, name, [(LAMP, 2)]) for name in ("#1", "#2")]
    mine.order(other, "5501", [("17", 1)])

    with mine.ledger.writing() as unit:
        assert switching.admit_all(unit, mine.account_id, store.id, "Ada", NOW) == 2

    assert owed(mine) == [("tags", str(order)) for order in made]


def test_turning_on_again_keeps_since_when_it_was_on(mine: ShopKeeper) -> None:
    store = mine.open()
    for at in (NOW, LATER):
        with mine.ledger.writing() as unit:
            switching.turn_on(unit, mine.account_id, store.id, "tags", "Ada", at)

    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, store.id) == {"tags": NOW}


def test_one_button_pauses_every_store_and_resuming_owes_what_is_open(mine: ShopKeeper) -> None:
    store = mine.open()
    mine.stock(store, LAMP, 0)
    mine.switch_on(store, "tags", at=NOW - timedelta(days=30))
    order = mine.order(store, "#1", [(LAMP, 2)])
    with mine.ledger.writing() as unit:
        switching.pause(unit, mine.account_id, "Ada", NOW)
        assert accounts.get(unit, mine.account_id).paused_at == NOW
        switching.pause(unit, mine.account_id, "Ada", LATER)
        assert accounts.get(unit, mine.account_id).paused_at == NOW

    with mine.ledger.writing() as unit:
        switching.resume(unit, mine.account_id, "Ada", LATER)
        assert accounts.get(unit, mine.account_id).paused_at is None

    assert owed(mine) == [("tags", str(order))]


def test_a_switch_that_this_product_does_not_have_is_refused(mine: ShopKeeper) -> None:
    store = mine.open()
    with mine.ledger.writing() as unit, pytest.raises(Amiss):
        switching.turn_on(unit, mine.account_id, store.id, "refunds", "Ada", NOW)


def test_the_store_of_another_account_cannot_be_switched(mine: ShopKeeper) -> None:
    theirs = keeper(mine.ledger, "other").open("Theirs")
    with mine.ledger.writing() as unit, pytest.raises(LookupError):
        switching.turn_on(unit, mine.account_id, theirs.id, "tags", "Ada", NOW)


@pytest.mark.parametrize("effect", ["tags", "holds"])
def test_what_a_platform_has_no_room_for_is_not_turned_on(mine: ShopKeeper, effect: str) -> None:
    store = mine.open("Desk", "woocommerce")
    with pytest.raises(Amiss, match="neither tags nor holds"), mine.ledger.reading() as unit:
        switching.preview(unit, mine.account_id, store.id, effect)
    with pytest.raises(Amiss, match="neither tags nor holds"), mine.ledger.writing() as unit:
        switching.turn_on(unit, mine.account_id, store.id, effect, "Ada", NOW)


def test_what_is_on_is_looked_at_and_turned_off_although_its_approval_was_taken_away(
    mine: ShopKeeper,
) -> None:
    store = mine.open(missing_access=["write_orders"])
    mine.switch_on(store, "tags")
    with mine.ledger.reading() as unit:
        assert switching.preview(unit, mine.account_id, store.id, "tags").orders == 0
    with mine.ledger.writing() as unit:
        switching.turn_off(unit, mine.account_id, store.id, "tags", "Ada", NOW)
    with mine.ledger.reading() as unit:
        assert stores.switches(unit, mine.account_id, store.id) == {}
    with pytest.raises(Amiss), mine.ledger.reading() as unit:
        switching.preview(unit, mine.account_id, store.id, "tags")
