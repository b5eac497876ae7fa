"""What may be promised to the next buyer: units that nobody in the queue is served from, and their days.

The queue is counted first, so the second buyer is offered the second delivery. An offer is a row of steps,
nearest day first; whoever wants more units than a step reaches is told the day of a later one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final, NamedTuple

from connector.domain import promises
from connector.domain.promises import Basis, Dated, Handling

NOWHERE: Final = ""
"""The region of a buyer whose country nobody knows."""


class Free(NamedTuple):
    """Units of one delivery that no line is pegged to. `source`: where its date comes from, in words."""

    units: int
    expected_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one location has for the next buyer. `on_hand`: free units that are present.

    `inbound`: earliest first. `last_inbound`: the day of the last delivery on its way, spoken for or not.
    """

    on_hand: int
    inbound: tuple[Free, ...] = ()
    last_inbound: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a store promises. `lead_days`: None where no person ever stated a lead time: no basis.

    `own_lead`: it is the item's, not the shop's. `beyond_inbound`: sell on the lead time once everything
    on its way is spoken for. `longest_days`: nothing is promised further ahead than so many calendar days;
    0: no limit. `stopped`: a person ended the selling of this item beyond its stock.
    """

    handling: Handling
    lead_days: int | None
    own_lead: bool = False
    beyond_inbound: bool = True
    longest_days: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The first `reach` units can leave by `ships_on`, the shop's local date; None: as many as one likes.

    `now`: they are on hand. `basis` and `facts` as a promise has them; empty for what is on hand.
    """

    reach: int | None
    ships_on: date
    now: bool
    basis: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def reaches(self, units: int) -> bool:
        """Whether so many units can leave by then."""
        return self.reach is None or units <= self.reach


@dataclass(frozen=True, slots=True)
class Offer:
    """Steps of growing reach and later days; none: there is no basis to promise anything."""

    steps: tuple[Step, ...] = ()

    def step_for(self, units: int) -> Step | None:
        """The step that reaches all of `units` (at least 1); None: so many cannot be promised."""
        return next((step for step in self.steps if step.reaches(max(1, units))), None)

    @property
    def most(self) -> int | None:
        """How many units can be promised in all; None: no end."""
        return self.steps[-1].reach if self.steps else 0

    @property
    def on_hand(self) -> int:
        """How many units can leave at once."""
        return next((step.reach or 0 for step in self.steps if step.now), 0)

    @property
    def waits(self) -> Step | None:
        """The first step that is no stock: what the shop sells beyond it."""
        return next((step for step in self.steps if not step.now), None)


def of_shelf(shelf: Shelf, terms: Terms, today: date) -> Offer:
    """What one location may promise. Every day counts the store's handling and its closures."""
    found: list[tuple[int | None, bool, Dated]] = []
    if shelf.on_hand > 0:
        away = terms.handling.calendar.add_working_days(today, terms.handling.days)
        found.append((shelf.on_hand, True, Dated(away, Basis.INBOUND, {})))
    if not terms.stopped:
        for free in shelf.inbound:
            dated = promises.by_inbound(free.expected_on, today, terms.handling, free.source)
            found.append((free.units, False, dated))
        if terms.beyond_inbound and terms.lead_days is not None:
            not_before = max(shelf.last_inbound, today) if shelf.last_inbound else None
            lead = promises.by_lead_time(today, terms.lead_days, terms.own_lead, terms.handling, not_before)
            found.append((None, False, lead))
    return Offer(_in_reach(_grown(found), terms, today))


def _grown(found: Iterable[tuple[int | None, bool, Dated]]) -> list[Step]:
    """Units become how far they reach together; a day is never before that of the units ahead of it."""
    steps: list[Step] = []
    reach = 0
    for units, now, dated in found:
        if units is not None and units <= 0:
            continue
        reach += units or 0
        away = max([dated.promised_for, *(step.ships_on for step in steps if not step.now)])
        basis = "" if now else dated.basis.value
        steps.append(Step(reach if units is not None else None, away, now, basis, dated.facts))
    return _merged(steps)


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Of steps with one day the furthest."""
    return [list(same)[-1] for _, same in groupby(steps, key=lambda step: (step.now, step.ships_on))]


def _in_reach(steps: Iterable[Step], terms: Terms, today: date) -> tuple[Step, ...]:
    last = today + timedelta(days=terms.longest_days) if terms.longest_days else date.max
    return tuple(step for step in steps if step.now or step.ships_on <= last)


def of_several(offers: Sequence[Offer], *, routed: bool = True) -> Offer:
    """What can be promised when nobody knows yet which location will ship.

    Units that one location has on hand leave from there: platforms route an order to stock. Of what none
    has, the latest day of any location that can promise it is told, so that no routing makes it worse.
    `routed=False`: nor is it known whether the location with the stock ships to this buyer at all.
    """
    known = [offer for offer in offers if offer.steps]
    if len(known) < 2:
        return known[0] if known else Offer()
    ends = sorted({step.reach for offer in known for step in offer.steps if step.reach is not None})
    wanted: list[int | None] = [*ends, None] if any(offer.most is None for offer in known) else [*ends]
    chosen = (_chosen(known, reach, (ends or [0])[-1], routed) for reach in wanted)
    return Offer(tuple(_merged(_never_sooner(chosen))))


def _never_sooner(steps: Iterable[Step]) -> list[Step]:
    """Who wants more is never told a day before that of who wants less: the few may be sent elsewhere too."""
    found: list[Step] = []
    for step in steps:
        before = found[-1] if found else step
        if (not before.now, before.ships_on) > (not step.now, step.ships_on):
            step = replace(before, reach=step.reach)
        found.append(step)
    return found


def _chosen(offers: Sequence[Offer], reach: int | None, last: int, routed: bool) -> Step:
    units = last + 1 if reach is None else reach
    able = [step for offer in offers if (step := offer.step_for(units))]
    here = next((step for step in able if step.now), None) if routed else None
    chosen = here or max(able, key=lambda step: (not step.now, step.ships_on))
    return Step(reach, chosen.ships_on, chosen.now, chosen.basis, chosen.facts)


def by_region(shelves: Mapping[int, Offer], serves: Mapping[int, frozenset[str]]) -> dict[str, Offer]:
    """The offer for each country (ISO 3166-1 alpha-2) that differs, and for `NOWHERE`: everybody else.

    `serves`: the countries that a location ships to; a location that is not in it ships everywhere.
    """
    everywhere = [offer for place, offer in shelves.items() if place not in serves]
    elsewhere = of_several(everywhere) if everywhere else of_several(list(shelves.values()), routed=False)
    found = {NOWHERE: elsewhere}
    for country in sorted({country for place in shelves for country in serves.get(place, ())}):
        local = [offer for place, offer in shelves.items() if place not in serves or country in serves[place]]
        offer = of_several(local)
        if offer != elsewhere:
            found[country] = offer
    return found
