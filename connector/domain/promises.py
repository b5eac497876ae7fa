"""The date a buyer is given: when the supply that reaches the line is here, plus handling."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from connector.domain.calendar import WEEKDAYS_ONLY, Calendar


class Basis(StrEnum):
    """What a date rests on."""

    PERSON = "person"  # a person set it
    INBOUND = "inbound"  # a delivery that is on its way reaches the line
    ITEM_LEAD = "item_lead"  # nothing is on its way: the item's own lead time
    SHOP_LEAD = "shop_lead"  # nothing is on its way: the shop's lead time


@dataclass(frozen=True, slots=True)
class Handling:
    """Working days between goods here and parcel away, by the shop's calendar."""

    days: int
    calendar: Calendar = WEEKDAYS_ONLY


@dataclass(frozen=True, slots=True)
class Dated:
    """A promise: parcel away on `promised_for` (the shop's local date), and the facts behind it."""

    promised_for: date
    basis: Basis
    facts: dict[str, Any]


def by_person(on: date, reason: str) -> Dated:
    return Dated(on, Basis.PERSON, {"set_for": on.isoformat(), "reason": reason})


def by_inbound(expected_on: date, today: date, handling: Handling, source: str) -> Dated:
    """`expected_on` as told; when it has passed, today at best."""
    here = max(expected_on, today)
    facts = {"expected_on": expected_on.isoformat(), "source": source}
    return _packed(here, handling, Basis.INBOUND, facts)


def by_lead_time(
    counts_from: date, lead_days: int, own: bool, handling: Handling, not_before: date | None = None
) -> Dated:
    """`counts_from` + `lead_days` calendar days, then handling. `own`: the item's, not the shop's.

    `not_before`: the last delivery that is on its way, all of it for buyers ahead. Whatever comes sooner
    than that goes to them, so this line waits at least as long.
    """
    here = counts_from + timedelta(days=lead_days)
    basis = Basis.ITEM_LEAD if own else Basis.SHOP_LEAD
    facts: dict[str, Any] = {"counts_from": counts_from.isoformat(), "lead_days": lead_days}
    if not_before is not None and not_before > here:
        here, facts["not_before"] = not_before, not_before.isoformat()
    return _packed(here, handling, basis, facts)


def counts_from(placed_on: date, lead_days: int, today: date) -> date:
    """The day a lead time counts from: the order's own day, unless that date has passed already.

    Taking the order's day and not the day we noticed makes the date the same however late a webhook was.
    """
    return placed_on if placed_on + timedelta(days=lead_days) >= today else today


def _packed(here: date, handling: Handling, basis: Basis, facts: dict[str, Any]) -> Dated:
    """When goods that are here on a day leave; a closure of the shop that this waits out is a fact of it."""
    calendar = handling.calendar
    away = calendar.add_working_days(here, handling.days)
    facts |= {"handling_days": handling.days, "calendar": calendar.country}
    if calendar.weekdays != WEEKDAYS_ONLY.weekdays:
        facts["weekdays"] = sorted(calendar.weekdays)
    closed = calendar.closure_between(here, away)
    if closed:
        opens = calendar.add_working_days(closed.last + timedelta(days=1), 0)
        facts |= {"closed_from": closed.first.isoformat(), "closed_until": opens.isoformat()}
    return Dated(away, basis, facts)


def in_words(basis: str, facts: dict[str, Any]) -> str:
    """One plain English sentence for the merchant: what the date rests on."""
    packing = facts.get("handling_days", 0)
    handling = f", plus {_days(packing, 'working day')} to pack" if packing else ""
    if "closed_until" in facts:
        handling += f", closed until {_date(facts['closed_until'])}"
    match basis:
        case Basis.PERSON:
            return f"set by a person: {facts['reason']}"
        case Basis.INBOUND:
            return f"{facts['source']} on {_date(facts['expected_on'])}{handling}"
        case _:
            whose = "item" if basis == Basis.ITEM_LEAD else "shop"
            if "not_before" in facts:
                last = _date(facts["not_before"])
                return f"buyers ahead take the delivery of {last}; the next is not sooner{handling}"
            return f"nothing is on its way for it: the {whose}'s lead time of {_lead(facts)}{handling}"


def _lead(facts: dict[str, Any]) -> str:
    return f"{_days(facts['lead_days'], 'day')} from {_date(facts['counts_from'])}"


def _date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%a} {day.day} {day:%B} {day.year}"


def _days(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
