"""A round over all offers of a store holds up no order, and nothing holds up the round for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from connector.ledger import items, locks, offers, stores, tasks
from connector.ledger.engine import Ledger
from connector.ledger.reckoning import today_of
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe, Task
from connector.ledger.tenancy import ACROSS
from jobs import offer_rounds, reoffering
from jobs.drain import drain
from jobs.kinds import Bench, Kind
from jobs.offer_rounds import CHANGED, TASK
from jobs.workshop import Workshop
from tests.desk.shop import NOW, ShopKeeper, keeper
from tests.world import Clock

ONE_DAY = timedelta(days=1)
NO_DATE_IS_SO_FAR = 10_000_000
"""Calendar days: Python knows no such date, so whoever computes with it fails."""


@pytest.fixture
def mine(ledger: Ledger) -> ShopKeeper:
    return keeper(ledger)


@pytest.fixture
def lamps(mine: ShopKeeper) -> Store:
    """A store whose dates are shown; goods come 30 days after they are ordered."""
    return shows_dates(mine, "Lamps")


def shows_dates(mine: ShopKeeper, name: str) -> Store:
    store = mine.open(name, settings={"handling_days": 0, "lead_days": 30})
    with mine.ledger.writing() as unit:
        stores.turn(unit, stores.get(unit, mine.account_id, store.id), "storefront", NOW, "a test")
    return store


def stock(mine: ShopKeeper, store: Store, count: int) -> list[int]:
    return [mine.stock(store, f"ref-{n:02}", 0, sku=f"SKU-{n:02}") for n in range(count)]


def poison(mine: ShopKeeper, item_id: int) -> None:
    with mine.ledger.writing() as unit:
        items.get(unit, mine.account_id, item_id).lead_days = NO_DATE_IS_SO_FAR


def go_round(here: Workshop) -> int:
    return drain(here, "intake", {TASK: reoffering.KIND}, 20.0)


def the_round(here: Workshop) -> Task:
    with here.ledger.reading() as unit:
        return unit.scalars(select(Task).where(Task.kind == TASK), execution_options=ACROSS).one()


def kept(here: Workshop, store: Store) -> Store:
    with here.ledger.reading() as unit:
        return stores.get(unit, store.account_id, store.id)


def first_days(here: Workshop, store: Store) -> list[date]:
    """The first day that is told of each listing, in the order in which they were stocked."""
    with here.ledger.reading() as unit:
        listed = [items.listings_of(unit, store.account_id, one)[0].id for one in _sold(here, store)]
        found = offers.current(unit, store.account_id, listed)
    bodies: list[Any] = [found[one].body for one in listed]
    return [date.fromisoformat(body["regions"][""]["steps"][0]["on"]) for body in bodies]


def _sold(here: Workshop, store: Store) -> list[int]:
    with here.ledger.reading() as unit:
        return items.ids_listed(unit, store.account_id, store.id, 0, 100)


def tomorrow(here: Workshop) -> None:
    assert isinstance(here.clock, Clock)
    here.clock.ahead += ONE_DAY


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_one_item_that_cannot_be_computed_keeps_no_other_from_its_new_date(
    workshop: Workshop, mine: ShopKeeper, lamps: Store
) -> None:
    ids = stock(mine, lamps, 25)
    poison(mine, ids[3])
    before = first_days(workshop, lamps)
    assert reoffering.owe_due(workshop) == 1
    go_round(workshop)

    fresh = today_of(lamps, workshop.clock()) + timedelta(days=30)
    after = first_days(workshop, lamps)
    assert after.pop(3) == before[3]
    assert after == [fresh] * 24
    ended = the_round(workshop)
    assert (ended.state, ended.attempts) == (tasks.GIVEN_UP, 1)
    assert ended.trouble.startswith("1 of the store's items")


def test_a_round_that_a_person_must_see_is_owed_again_on_the_next_day_only(
    workshop: Workshop, mine: ShopKeeper, lamps: Store
) -> None:
    poison(mine, stock(mine, lamps, 2)[0])
    reoffering.owe_due(workshop)
    go_round(workshop)
    assert reoffering.owe_due(workshop) == 0
    assert the_round(workshop).state == tasks.GIVEN_UP
    tomorrow(workshop)
    assert reoffering.owe_due(workshop) == 1


def test_a_round_that_failed_as_a_whole_is_not_owed_for_ever(
    workshop: Workshop, mine: ShopKeeper, lamps: Store
) -> None:
    def fails(_bench: Bench, _claimed: list[Claimed]) -> None:
        raise ZeroDivisionError("always")

    assert isinstance(workshop.clock, Clock)
    stock(mine, lamps, 1)
    reoffering.owe_due(workshop)
    for _ in range(12):
        drain(workshop, "intake", {TASK: Kind(TASK, fails)}, 5.0)
        workshop.clock.ahead += timedelta(minutes=1)
    given_up = the_round(workshop)
    assert given_up.state == tasks.GIVEN_UP
    assert given_up.ended_at is not None
    same_day = today_of(lamps, given_up.ended_at) == today_of(lamps, workshop.clock())
    assert reoffering.owe_due(workshop) == (0 if same_day else 1)


def test_other_work_of_the_store_comes_between_the_turns_of_a_round(
    workshop: Workshop, mine: ShopKeeper, lamps: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reoffering, "TURN_SECONDS", 0.0)
    stock(mine, lamps, 25)
    worked: list[str] = []

    def turn(bench: Bench, claimed: list[Claimed]) -> None:
        worked.append("turn")
        if len(worked) == 1:
            with bench.workshop.ledger.writing() as unit:
                owed = [Owe("intake", "order", "7", bench.now)]
                tasks.owe(unit, lamps.account_id, lamps.id, owed, bench.now)
        reoffering.reoffer(bench, claimed)

    def order(bench: Bench, claimed: list[Claimed]) -> None:
        worked.append("order")
        with bench.workshop.ledger.writing() as unit:
            tasks.finish_all(unit, claimed, bench.now)

    reoffering.owe_due(workshop)
    drain(workshop, "intake", {"order": Kind("order", order), TASK: Kind(TASK, turn)}, 20.0)

    # 10, 10 and 5 items, each once; the last turn finds no more.
    assert worked == ["turn", "order", "turn", "turn", "turn"]
    today = today_of(lamps, workshop.clock())
    assert set(first_days(workshop, lamps)) == {today + timedelta(days=30)}
    assert (kept(workshop, lamps).offered_on, kept(workshop, lamps).offering) == (today, {})
    assert the_round(workshop).state == tasks.DONE


def test_a_round_that_is_owed_anew_on_its_way_begins_anew(
    workshop: Workshop, mine: ShopKeeper, lamps: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reoffering, "TURN_SECONDS", 0.0)
    ids = stock(mine, lamps, 25)
    reoffering.owe_due(workshop)
    turns = 0

    def turn(bench: Bench, claimed: list[Claimed]) -> None:
        nonlocal turns
        turns += 1
        if turns == 2:
            assert bench.store.offering[CHANGED]["after"] == ids[9]
            with bench.workshop.ledger.writing() as unit:
                store = locks.store(unit, lamps.account_id, lamps.id)
                store.settings = {**store.settings, "lead_days": 40}
                offer_rounds.owe(unit, store, CHANGED, bench.now)
        reoffering.reoffer(bench, claimed)

    drain(workshop, "intake", {TASK: Kind(TASK, turn)}, 20.0)
    day = today_of(lamps, workshop.clock()) + timedelta(days=40)
    assert set(first_days(workshop, lamps)) == {day}
    assert the_round(workshop).state == tasks.DONE


def test_stores_that_show_nothing_cost_the_clock_nothing(
    workshop: Workshop, mine: ShopKeeper, lamps: Store
) -> None:
    with counted(workshop.ledger.engine) as alone:
        assert reoffering.owe_due(workshop) == 1
    go_round(workshop)
    for n in range(5):
        mine.open(f"Quiet{n}")
    with counted(workshop.ledger.engine) as among_others:
        assert reoffering.owe_due(workshop) == 0
    asked = [statement for statement in among_others if "SELECT" in statement]
    assert len(asked) == 1
    assert len(asked) < len(alone)
