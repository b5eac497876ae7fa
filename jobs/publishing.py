"""What the shop itself carries of offers: the day beside each listing, and whether it sells beyond its stock.

Both say how the shop should look at the moment of acting: with the switch on as the ledger's present offer
has it, with the switch off as the merchant left it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from connector.domain.offers import NOWHERE
from connector.domain.selling import sells_beyond
from connector.ledger import accounts, board_selling, items, offers, stores, tasks
from connector.ledger.base import chunks
from connector.ledger.items import Listing
from connector.ledger.offers import Offer
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, Kind, NotYet
from jobs.offering import LANE, OWES

TOGETHER: Final = 25
"""As many as Shopify writes in one call."""
OFFERS, SELLING = "offers", "selling"
"""The switches."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Sell this listing `beyond` its stock, or not. `was`: the platform's word to go back to; "": our choice.

    `changes`: with the switch on, and the merchant's own word is not kept yet. `ends`: with the switch off.
    """

    ref: str
    beyond: bool
    was: str
    changes: bool = False
    ends: bool = False


def take_back(unit: Session, store: Store, effects: Sequence[str], now: datetime) -> None:
    """Whatever these effects may ever have left at a listing is looked at once more."""
    for effect in effects:
        kind = OWES[effect]
        ever = board_selling.owed_ever(unit, store.account_id, store.id, kind)
        for part in chunks(ever, 500):
            owed = [Owe(LANE, kind, subject, now) for subject in part]
            tasks.owe(unit, store.account_id, store.id, owed, now)


def settle_offers(bench: Bench, claimed: list[Claimed]) -> None:
    """Each listing carries its present offer; one that has none, or whose switch is off, nothing of ours."""
    with bench.workshop.ledger.reading() as unit:
        on = _switched_on(unit, bench.store, OFFERS)
        wanted = _bodies(unit, claimed, on)
    if wanted:
        step("offer.about_to_send")
        bench.front.settle_offers(wanted)
        step("offer.sent")
    with bench.workshop.ledger.writing() as unit:
        # In the order in which they are owed elsewhere: two units must not wait for each other in a ring.
        for task in sorted(claimed, key=lambda task: task.subject):
            tasks.finish(unit, task, bench.now)
    step("offer.recorded")


def _bodies(unit: Session, claimed: Sequence[Claimed], on: bool) -> dict[str, Mapping[str, Any] | None]:
    account_id = claimed[0].account_id
    listed = items.by_ids(unit, account_id, [int(task.subject) for task in claimed])
    current = offers.current(unit, account_id, list(listed)) if on else {}
    return {
        one.ref: current[one.id].body if one.id in current else None
        for one in listed.values()
        if one.gone_at is None
    }


def settle_selling(bench: Bench, claimed: list[Claimed]) -> None:
    """The merchant's own word is written down before it is first changed: a crash must not lose it."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        on = _switched_on(unit, bench.store, SELLING)
        wish = _wish(unit, task, on)
    before = ""
    if wish:
        wish = _remembered(bench, task, wish) if wish.changes else wish
        step("selling.about_to_send")
        before = bench.front.settle_selling(wish.ref, wish.beyond, wish.was)
        step("selling.sent")
    with bench.workshop.ledger.writing() as unit:
        if wish:
            _record(unit, task, wish, before, bench.now)
        tasks.finish(unit, task, bench.now)
    step("selling.recorded")


def _wish(unit: Session, task: Claimed, on: bool) -> Wish | None:
    """None: nothing is to be done. What is not tracked is only ever given back."""
    listing = _listing(unit, task)
    if listing is None or listing.gone_at is not None:
        return None
    was = listing.beyond_was
    if not on:
        return Wish(listing.ref, sells_beyond(was) or False, was, ends=True) if was else None
    offer = offers.current(unit, task.account_id, [listing.id]).get(listing.id)
    if offer is None or not listing.tracked:
        return None
    beyond = sells_more(offer)
    back = was if sells_beyond(was) == beyond else ""
    return Wish(listing.ref, beyond, back, changes=not was)


def sells_more(offer: Offer) -> bool:
    """Whether the shop should sell more than is on hand: some day can be promised for it."""
    return any(not step["now"] for step in offer.body["regions"][NOWHERE]["steps"])


def _remembered(bench: Bench, task: Claimed, wish: Wish) -> Wish:
    """The shop is asked: what was read with the counts may be old. A word that may stay is not kept."""
    (there,) = bench.front.reread_items([wish.ref])
    word = there.display.beyond
    if there.gone or not word or sells_beyond(word) == wish.beyond:
        return wish
    with bench.workshop.ledger.writing() as unit:
        tasks.still_mine(unit, task)
        if (listing := _listing(unit, task)) is not None:
            listing.beyond_was = word
    step("selling.remembered")
    return replace(wish, changes=False)


def _record(unit: Session, task: Claimed, wish: Wish, before: str, now: datetime) -> None:
    listing = _listing(unit, task)
    if listing is None:
        return
    if wish.ends:
        listing.beyond_was = ""
    elif wish.changes:
        listing.beyond_was = before
    if before:
        # What the shop says of it by now is read, not guessed.
        owed = [Owe("intake", "reread_item", listing.ref, now)]
        tasks.owe(unit, task.account_id, task.store_id, owed, now)


def _switched_on(unit: Session, store: Store, effect: str) -> bool:
    """At this very moment. Raises NotYet while everything is paused, but not for a store that is leaving."""
    on = stores.switches(unit, store.account_id, store.id)
    paused = accounts.get(unit, store.account_id).paused_at is not None
    leaving = stores.get(unit, store.account_id, store.id).leaving_at is not None and not on
    if paused and not leaving:
        raise NotYet(PAUSED, seconds=PAUSE_SECONDS)
    return effect in on


def _listing(unit: Session, task: Claimed) -> Listing | None:
    return items.by_ids(unit, task.account_id, [int(task.subject)]).get(int(task.subject))


KINDS = (
    Kind(OWES[SELLING], settle_selling),
    Kind(OWES[OFFERS], settle_offers, together=TOGETHER),
)
