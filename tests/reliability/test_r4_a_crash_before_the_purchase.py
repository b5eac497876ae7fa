"""R4: the process dies while it says what the next buyer may be promised; the end is the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from connector.ledger import locks, offers, stores, tasks
from connector.ledger.items import Listing
from connector.ledger.letters import Letter
from connector.ledger.stores import Store
from connector.ledger.tasks import LEASE, Owe
from connector.ledger.tenancy import ACROSS
from connector.ledger.waits import CONFIRMED, TOLD, Wait
from jobs import offer_rounds
from tests.reliability import processes
from tests.reliability.shops import Shops

OFFERING = ("reoffer.part",)
WAITING = ("waitlist.chosen",)
TELLING = (*WAITING, "letter.written", "letter.leaving", "letter.sent", "letter.recorded")


@pytest.mark.slow
@pytest.mark.parametrize("step", OFFERING)
def test_offers_that_were_being_made_are_all_made_in_the_end(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.settle()
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            store = locks.store(unit, kept.account_id, kept.id)
            stores.turn(unit, store, "storefront", shops.here.clock(), "a test")
            offer_rounds.owe(unit, store, offer_rounds.CHANGED, shops.here.clock())

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        for kept in shops.stores:
            listed = list(unit.scalars(select(Listing.id).where(Listing.account_id == kept.account_id)))
            assert sorted(offers.current(unit, kept.account_id, listed)) == sorted(listed)
            assert stores.get(unit, kept.account_id, kept.id).offered_on is not None


@pytest.mark.slow
@pytest.mark.parametrize("step", TELLING)
def test_who_waits_is_told_once_or_a_person_is_asked(shops: Shops, log: Path, step: str) -> None:
    shops.sell()
    shops.here.settle()
    _can_be_ordered(shops)
    letters = len(shops.here.mailbox.letters)
    for kept in shops.stores:
        _somebody_waits(shops, kept)

    ahead = shops.here.clock.ahead.total_seconds()
    processes.crashes(shops.here.workshop.settings, log, step, ahead=ahead)
    shops.here.clock.ahead += LEASE + timedelta(seconds=1)
    shops.here.settle()

    with shops.here.ledger.reading() as unit:
        states = unit.scalars(select(Letter.state).where(Letter.order_id.is_(None)), execution_options=ACROSS)
        sent = sorted(states)
        told = unit.scalars(select(Wait.state), execution_options=ACROSS).all()
    assert told == [TOLD, TOLD]
    unknown = sent.count("unknown")
    assert sent == ["sent"] * (2 - unknown) + ["unknown"] * unknown
    assert unknown <= (2 if step in ("letter.leaving", "letter.sent") else 1)
    assert 2 - unknown <= len(shops.here.mailbox.letters) - letters <= 2


def _can_be_ordered(shops: Shops) -> None:
    """Both shops sell beyond their stock, for somebody said how long it takes."""
    for kept in shops.stores:
        with shops.here.ledger.writing() as unit:
            store = locks.store(unit, kept.account_id, kept.id)
            store.settings = {**store.settings, "lead_days": 5}
            stores.turn(unit, store, "waitlist", shops.here.clock(), "a test")
            offer_rounds.owe(unit, store, offer_rounds.CHANGED, shops.here.clock())
    shops.here.settle()


def _somebody_waits(shops: Shops, kept: Store) -> None:
    now = shops.here.clock()
    with shops.here.ledger.writing() as unit:
        mine = select(Listing.id).where(Listing.account_id == kept.account_id, Listing.store_id == kept.id)
        listing_id = unit.scalars(mine).one()
        waiting = Wait(account_id=kept.account_id, store_id=kept.id, listing_id=listing_id, times=1)
        waiting.email, waiting.language, waiting.quantity = f"w{kept.id}@example.com", "en", 1
        waiting.state, waiting.asked_at, waiting.confirmed_at = CONFIRMED, now, now
        unit.add(waiting)
        owed = [Owe("effects", "waitlist", str(listing_id), now)]
        tasks.owe(unit, kept.account_id, kept.id, owed, now)
