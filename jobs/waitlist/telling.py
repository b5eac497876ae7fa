"""A listing can be ordered again: as many are told as there are units, the oldest confirmation first."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.domain.waitlist import HOLD, ROUND, Told, look_again_at, most_now, next_told
from connector.ledger import items, locks, offers, stores, tasks, waits
from connector.ledger.items import Listing
from connector.ledger.reckoning import today_of
from connector.ledger.shown import SHUT
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs import mailing
from jobs.kinds import Bench, Kind
from jobs.waitlist.kinds import EFFECT, LANE, LETTER, TELL, TELLS

TOGETHER = 50
HELD = "the units that others were told of are theirs to order until then"


def run(bench: Bench, claimed: list[Claimed]) -> None:
    """An offer changed. For most listings nobody waits, and that is known at once."""
    with bench.workshop.ledger.writing() as unit:
        listings = [int(task.subject) for task in claimed]
        waited = waits.waited_for(unit, bench.store.account_id, listings)
        if waited:
            mailing.unless_paused(unit, bench.store.account_id)
        for task in claimed:
            if int(task.subject) not in waited:
                tasks.finish(unit, task, bench.now)
    for task in claimed:
        if int(task.subject) in waited:
            _tell(bench, task)


def _tell(bench: Bench, task: Claimed) -> None:
    with bench.workshop.ledger.writing() as unit:
        now = bench.now
        mailing.unless_paused(unit, task.account_id)
        store = stores.get(unit, task.account_id, task.store_id)
        listing = items.listing(unit, task.account_id, int(task.subject))
        # With the item's lock nobody changes its queue or its offers, nor tells others of the same units.
        locks.items(unit, task.account_id, [listing.item_id])
        again = choose(unit, store, listing, now)
        if again is None:
            tasks.finish(unit, task, now)
        else:
            tasks.postpone(unit, task, again, HELD, counts=False)
    step("waitlist.chosen")


def choose(unit: Session, store: Store, listing: Listing, now: datetime) -> datetime | None:
    """Mark who is told now, and owe their letters. The item is locked.

    Returns when time alone may let more be told; None: only another offer does, or nobody waits.
    """
    if EFFECT not in stores.switches(unit, store.account_id, store.id):
        return None
    most = orderable(unit, store, listing, now)
    told = waits.told_since(unit, store.account_id, listing.item_id, now - HOLD)
    line = waits.in_line(unit, store.account_id, listing.id, now - HOLD)
    chosen = next_told(line, told, most, now)
    owed = [
        Owe(LANE, LETTER, f"{one.id}:{TELLS}:{one.times}", now)
        for one in waits.tell(unit, store.account_id, chosen, now)
    ]
    tasks.owe(unit, store.account_id, store.id, owed, now)
    unit.flush()
    if not waits.waited_for(unit, store.account_id, [listing.id]):
        return None
    if _is_kept_shut(unit, listing, most, now, store):
        return now + ROUND
    return look_again_at([*told, *(Told(now, one.quantity) for one in chosen)], most, now)


def orderable(unit: Session, store: Store, listing: Listing, now: datetime) -> int | None:
    """How many units of it can be ordered at the shop now; None: no end."""
    offer = offers.current(unit, store.account_id, [listing.id]).get(listing.id)
    if offer is None:
        return 0
    return most_now(offer.body, today_of(store, now), shut=listing.beyond in SHUT)


def _is_kept_shut(unit: Session, listing: Listing, most: int | None, now: datetime, store: Store) -> bool:
    """The offer has more than the shop takes orders for: when it opens again, no offer changes."""
    if listing.beyond not in SHUT:
        return False
    offer = offers.current(unit, store.account_id, [listing.id]).get(listing.id)
    return offer is not None and most_now(offer.body, today_of(store, now)) != most


KIND = Kind(TELL, run, together=TOGETHER)
