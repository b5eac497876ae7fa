"""Where a store's events go: added by a person after a look at the address, tried out, ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from adapters.receivers import address as addresses
from adapters.receivers import signature
from adapters.shopify import flow
from connector.ledger import event_sends, events, locks, sealing, stores
from connector.ledger.events import FLOW, HAPPENINGS, TEST, WEBHOOK, Endpoint, Event
from connector.ledger.stores import Store, random_word
from jobs import few, happening
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.workshop import Workshop

MOST: Final = 10
"""Open ones of a store."""
FLOW_KINDS: Final = flow.KINDS
"""What Shopify Flow has triggers for: `owed` tells the first date already."""
STOPPED: Final = "the endpoint was ended before it was sent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An endpoint that a person asks for; `address` as `look_at` returned it, "" for Shopify Flow."""

    address: str
    kinds: Sequence[str]
    via: str = WEBHOOK


def look_at(workshop: Workshop, typed: str) -> str:
    """The address in the form in which it is kept. Raises `Amiss` for one that nothing may be sent to."""
    try:
        found = addresses.normal(typed)
        with few.waiting_outside():
            addresses.check(workshop.outside, found)
    except addresses.NoReceiver as error:
        raise Amiss("event_address", f"hook_{error.why}", host=error.host) from error
    except few.Busy as error:
        raise Amiss("event_address", "busy") from error
    return found


def add(
    workshop: Workshop, unit: Session, account_id: int, store_id: int, wanted: Wanted, who: str, now: datetime
) -> tuple[Endpoint, str]:
    """The endpoint, and its key in plain text for this once ("" for Shopify Flow, which is signed for)."""
    store = locks.store(unit, account_id, store_id)
    _allowed(unit, store, wanted)
    made = Endpoint(
        account_id=account_id,
        store_id=store.id,
        via=wanted.via,
        address=wanted.address,
        kinds=[kind for kind in HAPPENINGS if kind in wanted.kinds],
        door=random_word(),
        made_by=who[:200],
        created_at=now,
    )
    key = signature.new_key() if wanted.via == WEBHOOK else ""
    made.sealed = workshop.vault.seal(key, sealing.endpoint_place(made.door)) if key else ""
    unit.add(made)
    unit.flush()
    _tell(unit, store, "endpoint_made", made, who, now)
    return made, key


def end(unit: Session, account_id: int, store_id: int, endpoint_id: int, who: str, now: datetime) -> None:
    """Nothing more goes there; what was on its way waits for a person."""
    store, found = _open(unit, account_id, store_id, endpoint_id)
    found.ended_at = now
    event_sends.stop(unit, account_id, found.id, STOPPED)
    _tell(unit, store, "endpoint_ended", found, who, now)


def try_out(unit: Session, account_id: int, store_id: int, endpoint_id: int, who: str, now: datetime) -> None:
    """An event that says that it is none, on the way of all others; the store's switch may be off."""
    store, found = _open(unit, account_id, store_id, endpoint_id)
    happened = Event(
        account_id=account_id,
        store_id=store.id,
        order_id=0,
        line_id=0,
        kind=TEST,
        body=happening.message(store, TEST, {}, now),
        happened_at=now,
    )
    happening.carry(unit, store, events.owe(unit, [happened], [found], now), now)
    _tell(unit, store, "endpoint_tested", found, who, now)


def may_go_again(unit: Session, account_id: int, store_id: int, send_ids: Collection[int]) -> list[int]:
    """Those of the sends that are the store's, to an endpoint that is open, and not on their way."""
    return event_sends.of_store(unit, account_id, store_id, send_ids)


def send_again(
    unit: Session, account_id: int, store_id: int, send_ids: Collection[int], who: str, now: datetime
) -> int:
    """These events of the store go out again under their own ids; returns how many."""
    store = stores.get(unit, account_id, store_id)
    mine = may_go_again(unit, account_id, store_id, send_ids)
    count, reached = event_sends.again(unit, account_id, mine, now)
    if count:
        happening.carry(unit, store, reached, now)
        say(unit, account_id, now, who, "events_again", store_id=store.id, store=store.name, count=count)
    return count


def _allowed(unit: Session, store: Store, wanted: Wanted) -> None:
    if store.left_at is not None:
        raise Amiss("event_address", "has_left")
    if not wanted.kinds or not set(wanted.kinds) <= set(HAPPENINGS if wanted.via == WEBHOOK else FLOW_KINDS):
        raise Amiss("event_kinds", "hook_kind")
    open_ones = [one for one in events.endpoints(unit, store.account_id, store.id) if one.ended_at is None]
    if len(open_ones) >= MOST:
        raise Amiss("event_address", "many_entries", most=MOST)
    if wanted.via == FLOW and store.platform != "shopify":
        raise Amiss("event_address", "hook_flow")
    if wanted.via == FLOW and any(one.via == FLOW for one in open_ones):
        raise Amiss("event_address", "hook_twice")


def _open(unit: Session, account_id: int, store_id: int, endpoint_id: int) -> tuple[Store, Endpoint]:
    store = locks.store(unit, account_id, store_id)
    found = events.endpoint(unit, account_id, endpoint_id)
    if found.store_id != store.id:
        raise LookupError(f"no endpoint {endpoint_id}")
    if found.ended_at is not None:
        raise Amiss("event_address", "hook_ended")
    return store, found


def _tell(unit: Session, store: Store, key: str, to: Endpoint, who: str, now: datetime) -> None:
    address = to.address or "Shopify Flow"
    say(unit, store.account_id, now, who, key, store_id=store.id, store=store.name, address=address)
