"""What the next buyer may be promised: the queue is counted first, and no date is better than it allows."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connector.domain.offers import NOWHERE, Free, Offer, Shelf, Terms, by_region, of_several, of_shelf
from connector.domain.pegging import ON_HAND, Demand, Supply, peg
from connector.domain.promises import Handling

TODAY = date(2026, 11, 23)
"""A Monday."""
PACKED_AT_ONCE = Handling(0)


def terms(lead_days: int | None = 14, **more: object) -> Terms:
    return Terms(PACKED_AT_ONCE, lead_days, **more)  # type: ignore[arg-type]


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def said(offer: Offer) -> list[tuple[int | None, date, bool]]:
    return [(step.reach, step.ships_on, step.now) for step in offer.steps]


def test_what_is_here_goes_first_then_each_delivery_then_the_lead_time() -> None:
    shelf = Shelf(2, (Free(5, in_days(2), "a"), Free(3, in_days(4), "b")), in_days(4))
    assert said(of_shelf(shelf, terms(), TODAY)) == [
        (2, TODAY, True),
        (7, in_days(2), False),
        (10, in_days(4), False),
        (None, in_days(14), False),
    ]


def test_the_second_buyer_is_offered_the_second_delivery() -> None:
    spoken_for = Shelf(0, (Free(0, in_days(2), "a"), Free(5, in_days(4), "b")), in_days(4))
    step = of_shelf(spoken_for, terms(), TODAY).step_for(1)
    assert step is not None
    assert step.ships_on == in_days(4)


def test_once_everything_on_its_way_is_spoken_for_the_next_comes_no_sooner_than_the_last_of_it() -> None:
    offer = of_shelf(Shelf(0, (), in_days(30)), terms(lead_days=14), TODAY)
    assert said(offer) == [(None, in_days(30), False)]
    assert offer.steps[0].facts["not_before"] == in_days(30).isoformat()


def test_without_a_lead_time_that_somebody_stated_selling_ends_with_what_is_on_its_way() -> None:
    offer = of_shelf(Shelf(1, (Free(4, in_days(2), "a"),), in_days(2)), terms(lead_days=None), TODAY)
    assert (offer.most, offer.step_for(5), offer.step_for(6)) == (5, offer.steps[-1], None)


def test_a_cap_from_inbound_ends_selling_although_a_lead_time_is_known() -> None:
    shelf = Shelf(0, (Free(4, in_days(2), "a"),), in_days(2))
    assert of_shelf(shelf, terms(beyond_inbound=False), TODAY).most == 4


def test_nothing_is_promised_beyond_the_longest_wait() -> None:
    shelf = Shelf(1, (Free(4, in_days(2), "a"),), in_days(2))
    assert of_shelf(shelf, terms(lead_days=90, longest_days=30), TODAY).most == 5


def test_an_item_that_a_person_stopped_sells_its_stock_and_nothing_beyond() -> None:
    shelf = Shelf(3, (Free(4, in_days(2), "a"),), in_days(2))
    assert said(of_shelf(shelf, terms(stopped=True), TODAY)) == [(3, TODAY, True)]


def test_without_any_basis_nothing_is_offered() -> None:
    offer = of_shelf(Shelf(0), terms(lead_days=None), TODAY)
    assert (offer.steps, offer.most, offer.step_for(1)) == ((), 0, None)


def test_of_two_locations_the_one_with_the_stock_ships_and_else_the_later_day_is_told() -> None:
    here = of_shelf(Shelf(2), terms(lead_days=14), TODAY)
    soon = of_shelf(Shelf(0, (Free(9, in_days(2), "a"),), in_days(2)), terms(lead_days=14), TODAY)
    assert said(of_several([here, soon])) == [(2, TODAY, True), (None, in_days(14), False)]


def test_a_country_is_offered_what_the_locations_that_ship_there_have() -> None:
    japan = of_shelf(Shelf(2), terms(), TODAY)
    world = of_shelf(Shelf(0), terms(), TODAY)
    found = by_region({1: japan, 2: world}, {1: frozenset({"JP"})})
    assert found == {NOWHERE: world, "JP": of_several([japan, world])}


def test_where_no_location_ships_everywhere_an_unknown_buyer_is_promised_no_stock() -> None:
    japan, america = of_shelf(Shelf(5), terms(), TODAY), of_shelf(Shelf(0), terms(), TODAY)
    found = by_region({1: japan, 2: america}, {1: frozenset({"JP"}), 2: frozenset({"US"})})
    assert said(found[NOWHERE]) == [(None, in_days(14), False)]


def test_who_wants_more_of_two_locations_is_never_told_a_sooner_day_than_who_wants_less() -> None:
    late = of_shelf(Shelf(0, (Free(5, in_days(21), "a"),), in_days(21)), terms(None), TODAY)
    soon = of_shelf(Shelf(0, (Free(10, in_days(7), "a"),), in_days(7)), terms(None), TODAY)
    assert said(of_several([late, soon])) == [(10, in_days(21), False)]


shelves = st.builds(
    lambda here, coming: Shelf(
        here,
        tuple(Free(units, in_days(days), "a") for days, units in sorted(coming)),
        in_days(max(days for days, _ in coming)) if coming else None,
    ),
    st.integers(0, 5),
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9)), max_size=3),
)


@given(places=st.lists(shelves, max_size=3), lead=st.none() | st.integers(0, 20), routed=st.booleans())
def test_steps_of_several_locations_reach_further_and_come_later(
    places: Sequence[Shelf], lead: int | None, routed: bool
) -> None:
    offers = [of_shelf(shelf, terms(lead), TODAY) for shelf in places]
    found = of_several(offers, routed=routed).steps
    reaches = [float("inf") if step.reach is None else step.reach for step in found]
    order = [(not step.now, step.ships_on) for step in found]
    assert reaches == sorted(set(reaches))
    assert order == sorted(set(order))
    for offer in offers if not routed else ():
        for step in found:
            worse = offer.step_for(step.reach or 1)
            assert worse is None or (not worse.now, worse.ships_on) <= (not step.now, step.ships_on)


quantities = st.integers(1, 6)
deliveries = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 8)), max_size=4)


@given(
    on_hand=st.integers(0, 10), coming=deliveries, queue=st.lists(quantities, max_size=8), wants=quantities
)
def test_whoever_orders_now_is_served_on_the_day_that_was_offered(
    on_hand: int, coming: Sequence[tuple[int, int]], queue: Sequence[int], wants: int
) -> None:
    """The offer against pegging itself: the next order, put at the end of the queue."""
    dated = sorted((days, at + 1, units) for at, (days, units) in enumerate(coming))
    supplies = [Supply(ON_HAND, on_hand), *(Supply(supply_id, units) for _, supply_id, units in dated)]
    lines = [Demand(at, asks) for at, asks in enumerate(queue)]
    taken: dict[int, int] = {}
    for one in peg(lines, supplies):
        taken[one.supply_id] = taken.get(one.supply_id, 0) + one.quantity
    free = tuple(
        Free(units - taken.get(supply_id, 0), in_days(days), "a") for days, supply_id, units in dated
    )
    last = in_days(dated[-1][0]) if dated else None
    offer = of_shelf(Shelf(on_hand - taken.get(ON_HAND, 0), free, last), terms(lead_days=None), TODAY)

    mine = [one for one in peg([*lines, Demand(-1, wants)], supplies) if one.line_id == -1]
    step = offer.step_for(wants)
    if sum(one.quantity for one in mine) < wants:
        assert step is None
        return
    days = {ON_HAND: TODAY, **{supply_id: in_days(on) for on, supply_id, _ in dated}}
    served_on = max(PACKED_AT_ONCE.calendar.add_working_days(days[one.supply_id], 0) for one in mine)
    assert step is not None
    assert step.ships_on == served_on
    assert step.now == all(one.supply_id == ON_HAND for one in mine)
