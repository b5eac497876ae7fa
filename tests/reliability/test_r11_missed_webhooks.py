"""R11: webhooks are dropped; one reconciliation finds everything, and the next one writes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.ledger import locks, stores
from connector.ledger.base import Base
from connector.ledger.orders import Order
from connector.ledger.tenancy import ACROSS
from jobs import progress, timekeeping
from tests.flows.outside import writes
from tests.reliability.shops import STOCK, WANTED, Shops, assert_everything_is_known
from tests.reliability.shops import assert_the_platforms_have_it as assert_told

OF_READING = frozenset({"read_at", "counted_at", "cursor", "reconciled_at", "moved_at", "seen_at"})
"""When something was last looked at is the reading's own bookkeeping; so are its rows and its tasks."""
OF_NOBODY = frozenset({"readings", "tasks"})


def rows(shops: Shops) -> dict[str, list[Any]]:
    """Every row of the ledger, but for when it was looked at."""
    found = {}
    with shops.here.ledger.reading() as unit:
        for table in Base.metadata.sorted_tables:
            if table.name not in OF_NOBODY:
                columns = [one for one in table.columns if one.name not in OF_READING]
                told = unit.execute(select(*columns), execution_options=ACROSS)
                found[table.name] = sorted(map(repr, told))
    return found


def reconcile(shops: Shops, kind: str = "changes") -> None:
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            store = locks.store(unit, kept.account_id, kept.id)
            progress.begin(unit, store, kind, shops.here.clock())
    shops.here.settle()


def drop(shops: Shops) -> int:
    """Nothing of what waits ever arrives."""
    lost = len(shops.here.shopify.webhooks.take())
    return lost + sum(len(store.webhooks.take()) for store in shops.here.woo.stores.values())


def tenth(shops: Shops) -> None:
    shops.sell(12)
    shops.here.deliver(drop=0.1, seed=11)
    shops.here.settle(drop=0.1, seed=12)


def all_for_four_hours(shops: Shops) -> None:
    for _ in range(4):
        shops.sell(3)
        shops.here.clock.ahead += timedelta(hours=1)
        assert drop(shops)


@pytest.mark.slow
@pytest.mark.parametrize("lose", [tenth, all_for_four_hours])
def test_one_reconciliation_finds_all_and_the_next_writes_nothing(
    shops: Shops, lose: Callable[[Shops], None]
) -> None:
    lose(shops)
    drop(shops)

    reconcile(shops)
    assert_everything_is_known(shops)
    assert_told(shops)

    shops.here.clock.ahead += timedelta(minutes=15)
    before, sent, letters = rows(shops), len(writes(shops.here)), len(shops.here.mailbox.letters)
    reconcile(shops)
    assert rows(shops) == before
    assert (len(writes(shops.here)), len(shops.here.mailbox.letters)) == (sent, letters)


@pytest.mark.slow
def test_a_whole_reading_of_what_is_known_writes_nothing_either(shops: Shops) -> None:
    shops.sell(3)
    shops.here.settle()
    before, sent = rows(shops), len(writes(shops.here))
    reconcile(shops, "whole")
    after = rows(shops)
    news = {
        name: sorted(set(after[name]) ^ set(before[name])) for name in after if after[name] != before[name]
    }
    assert news == {}
    assert len(writes(shops.here)) == sent


def test_goods_that_came_without_a_word_are_found(shops: Shops) -> None:
    shops.sell()
    shops.here.settle()
    shops.shopify.receive(shops.on_shopify[0].lines[0].variant, shops.berlin, WANTED - STOCK)
    shops.woo.receive(shops.on_woo[0].lines[0].product, WANTED - STOCK)
    drop(shops)
    reconcile(shops)
    shops.here.settle()
    assert shops.shopify.order(shops.on_shopify[0].gid).held == {}


def test_orders_that_left_every_list_are_found_at_night(shops: Shops) -> None:
    shops.woo.add_status("parts", "Waits for parts")
    shops.sell(3)
    binned, forced, lost = shops.on_woo
    shops.woo.set_status(lost, "parts")
    shops.here.settle()
    shops.here.clock.ahead += timedelta(minutes=1)
    shops.woo.trash(binned)
    shops.woo.force_delete(forced)
    shops.woo.remove_status("parts")
    drop(shops)
    reconcile(shops)
    assert set(_demanding(shops)) >= {str(one.id) for one in (binned, forced, lost)}

    reconcile(shops, "whole")
    demanding = _demanding(shops)
    assert not {str(binned.id), str(forced.id)} & set(demanding)
    assert str(lost.id) in demanding  # a state whose plugin is off holds its stock all the same


def _demanding(shops: Shops) -> list[str]:
    with shops.here.ledger.reading() as unit:
        wanted = select(Order.order_ref).where(Order.demand, Order.store_id == shops.stores[1].id)
        return list(unit.scalars(wanted, execution_options=ACROSS))


def test_the_clock_owes_a_reconciliation_every_quarter_and_a_whole_reading_every_night(shops: Shops) -> None:
    here = shops.here
    timekeeping.owe_due(here.workshop)
    here.settle()
    assert timekeeping.owe_due(here.workshop) == 0
    here.clock.ahead += timedelta(minutes=16)
    assert timekeeping.owe_due(here.workshop) == 2
    assert timekeeping.owe_due(here.workshop) == 0  # owed already
    here.settle()
    here.clock.ahead += timedelta(days=1)
    assert timekeeping.owe_due(here.workshop) == 4
    here.settle()
    with here.ledger.reading() as unit:
        assert all(one.reconciled_at and one.looked_at for one in stores.every(unit))
