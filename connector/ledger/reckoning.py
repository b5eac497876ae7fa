"""A store's settings as what the domain reckons with: its calendar, its handling, its queue policy."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from connector.domain import calendar
from connector.domain.calendar import Calendar
from connector.domain.policies import Policy, Terms
from connector.domain.promises import Handling
from connector.ledger.stores import Store, setting


def calendar_of(store: Store) -> Calendar:
    """As it was saved; whoever saves it asks for `checked` first."""
    closures = [(one["first"], one["last"], one.get("note", "")) for one in setting(store, "closures")]
    return calendar.read(
        setting(store, "country"), setting(store, "working_days"), setting(store, "own_holidays"), closures
    )


def handling_of(store: Store) -> Handling:
    return Handling(setting(store, "handling_days"), calendar_of(store))


def today_of(store: Store, now: datetime) -> date:
    """The store's own local date."""
    return now.astimezone(ZoneInfo(store.timezone)).date()


def terms_of(store: Store) -> Terms:
    """The time that a store states for goods that it does not have is its lead time and its handling."""
    return Terms(
        Policy(setting(store, "queue_policy")),
        frozenset(tag.strip().lower() for tag in setting(store, "queue_tags")),
        setting(store, "lead_days") + setting(store, "handling_days"),
    )
