"""R4: the process dies while it says what the next buyer may be promised; the end is the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connector.ledger import locks, offers, stores
from connector.ledger.items import Listing
from connector.ledger.tasks import LEASE
from jobs import reoffering
from tests.reliability import processes
from tests.reliability.shops import Shops

OFFERING = ("reoffer.part",)


@pytest.mark.slow
@pytest.mark.parametrize("step", OFFERING)
def test_offers_that_were_being_made_are_all_made_in_the_end(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.settle()
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            store = locks.store(unit, kept.account_id, kept.id)
            stores.turn(unit, store, "storefront", shops.here.clock(), "a test")
            reoffering.owe(unit, store, reoffering.CHANGED, shops.here.clock())

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        for kept in shops.stores:
            listed = list(unit.scalars(select(Listing.id).where(Listing.account_id == kept.account_id)))
            assert sorted(offers.current(unit, kept.account_id, listed)) == sorted(listed)
            assert stores.get(unit, kept.account_id, kept.id).offered_on is not None
