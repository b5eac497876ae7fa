"""A person's change, told in one sentence and kept under a name by which pages can say it in any language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from connector.ledger import history, locations, tasks
from connector.ledger.tasks import Owe

SAID: Final[Mapping[str, str]] = {
    "expected_added": "{quantity} × {title} expected at {location} on {on}",
    "expected_changed": "{title} at {location}: {quantity} now expected on {on}",
    "expected_arrived": "{quantity} × {title} arrived at {location}; {left} still to come",
    "expected_removed": "{quantity} × {title} are no longer expected at {location}",
    "lead_time": "lead time of {title} set to {days} days",
    "lead_time_none": "lead time of {title} is the store's own again",
    "note_set": "note beside the date of {title}: {note}",
    "note_unset": "no note beside the date of {title} any more",
    "beyond_stopped": "{title} is not sold beyond its stock any more",
    "beyond_by_rule": "{title} is sold beyond its stock by the rule again",
    "featured_yes": "{title} is on the page of items that take longer, whatever the rule says",
    "featured_no": "{title} is not on the page of items that take longer, whatever the rule says",
    "featured_rule": "{title} is on the page of items that take longer by the rule again",
    "alternative_added": "{other} is named to whoever cannot wait for {title}",
    "alternative_removed": "{other} is no longer named beside {title}",
    "count_has_it": "the count of {title} at {location} knows of the {quantity} units shipped elsewhere",
    "same_item": "{title} of {stores} is one item now; the count at {location} is believed",
    "taken_apart": "{title} of {stores} is an item of its own again",
    "date_set": "date of {title} set to {on}: {reason}",
    "date_unset": "date of {title} is computed again: {reason}",
    "moved_front": "{title} moved to the front of the queue: {reason}",
    "moved_end": "{title} moved to the end of the queue: {reason}",
    "moved_back": "{title} moved back to its own place in the queue: {reason}",
    "admitted": "admitted although older than a switch",
    "switch_on": "{effect} turned on for {store}",
    "switch_off": "{effect} turned off for {store}",
    "paused": "everything paused",
    "resumed": "work goes on after a pause",
    "settings_kept": "settings of {store} kept as they are: {names}",
    "settings": "settings of {store} changed: {names}",
    "settings_undone": "settings of {store} as they were before a change: {names}",
    "api_key_made": "API key {name} made for {store}",
    "api_key_ended": "API key {name} of {store} ended",
    "endpoint_made": "events of {store} go to {address} now",
    "endpoint_ended": "events of {store} go to {address} no more",
    "endpoint_gone": "{address} wants no more events of {store}",
    "endpoint_tested": "a test event of {store} goes to {address}",
    "events_again": "{count} events of {store} are to be sent again",
    "tidied_events": "{events} events of long ago were forgotten",
    "letter_sent": "letter sent: {subject}",
    "letter_again": "the letter is to be sent again",
    "test_letter": "test letter of {store} asked for",
    "whole_asked": "all of {store} is to be read again",
    "replayed": "{kind} is to be tried again",
    "tidied": "the buyers of {orders} settled orders were forgotten: the store keeps them no longer",
    "tidied_bodies": "what {deliveries} old deliveries said was forgotten",
    "tidied_waits": "{waits} addresses of the waitlist were forgotten: their time is over",
    "leaving": "everything of ours is being taken off the orders of {store}",
    "store_attached": "{store} was added; its webhooks were made",
    "store_taken_off": "{store} was taken off: its webhooks and keys are gone",
    "privacy_asked_file": "a file of what {store} holds of a buyer was asked for",
    "privacy_asked_forget": "a buyer of {store} is to be forgotten",
    "privacy_told": "a file was made of what is held of a buyer: {orders} orders, {letters} letters, "
    "{deliveries} deliveries",
    "privacy_forgotten": "a buyer was forgotten: {orders} orders, {letters} letters, {deliveries} deliveries",
    "wait_taken_off": "an address was taken off the waitlist of {title}",
    "waitlist_crowded": "the waitlist of {store} takes nobody for up to an hour: {most} addresses "
    "asked within one and have not confirmed",
    "mend": "asked to mend: {check}",
    "came_from_shopify": "opened the app in {store} for the first time, and is {role} here",
    "read_again": "a delivery of {topic} is to be read again",
    "account_begun": "the account of {shop} was begun",
    "came_in": "signed in",
    "admitted_person": "{person} may come in, role: {role}",
    "invited": "{person} was invited, role: {role}",
    "not_invited": "the invitation to {person} could not be sent: {why}",
    "role_changed": "the role of {person} is now: {role}",
    "taken_off": "{person} was taken off",
    "signed_out_everywhere": "signed out everywhere",
    "name_changed": "changed their name to {name}",
}


def say(
    unit: Session,
    account_id: int,
    now: datetime,
    who: str,
    key: str,
    *,
    store_id: int | None = None,
    order_id: int | None = None,
    **values: str | int,
) -> None:
    """Write the history of the account (and of one order)."""
    told = SAID[key].format(**values)
    history.note(
        unit, account_id, now, who, told, store_id=store_id, order_id=order_id, said=key, values=values
    )


def owe_peg(unit: Session, account_id: int, item_id: int, location_id: int, now: datetime) -> None:
    """The item is to be pegged again; the store that counts the location does it."""
    store_id = locations.get(unit, account_id, location_id).counted_by
    tasks.owe(unit, account_id, store_id, [Owe("intake", "peg", str(item_id), now)], now)
