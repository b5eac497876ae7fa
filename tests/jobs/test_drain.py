"""One bad task, one bad store or one long day never holds up the others."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from connector.domain.trouble import Trouble
from connector.ledger import tasks
from connector.ledger.stores import Store
from connector.ledger.tasks import Claimed, Owe, Task
from connector.ledger.tenancy import ACROSS
from jobs.drain import MOST_TRIES, MOST_TRIES_OF_OURS, backoff, drain
from jobs.kinds import Bench, Kind, NotYet
from jobs.workshop import Workshop
from tests.world import Clock

Handler = Callable[[Bench, list[Claimed]], None]


def finish(bench: Bench, claimed: list[Claimed]) -> None:
    with bench.workshop.ledger.writing() as unit:
        for task in claimed:
            tasks.finish(unit, task, bench.now)


def kinds(run: Handler, together: int = 1, name: str = "try") -> dict[str, Kind]:
    return {name: Kind(name, run, together=together)}


def owe(workshop: Workshop, store: Store, *subjects: str, kind: str = "try") -> None:
    now = workshop.clock()
    with workshop.ledger.writing() as unit:
        owed = [Owe("intake", kind, subject, now) for subject in subjects]
        tasks.owe(unit, store.account_id, store.id, owed, now)


def kept(workshop: Workshop) -> dict[str, Task]:
    with workshop.ledger.reading() as unit:
        return {task.subject: task for task in unit.scalars(select(Task), execution_options=ACROSS)}


def later(workshop: Workshop, seconds: float = 3600) -> None:
    assert isinstance(workshop.clock, Clock)
    workshop.clock.ahead += timedelta(seconds=seconds)


def test_a_drain_ends_itself_and_hands_back_what_it_did_not_begin(workshop: Workshop, a_store: Store) -> None:
    def slowly(bench: Bench, claimed: list[Claimed]) -> None:
        time.sleep(0.2)
        finish(bench, claimed)

    owe(workshop, a_store, *map(str, range(20)))
    began = time.monotonic()
    begun = drain(workshop, "intake", kinds(slowly), 0.5)

    assert time.monotonic() - began < 2.0
    states = Counter(task.state for task in kept(workshop).values())
    assert states == {tasks.DONE: begun, tasks.OWED: 20 - begun}
    assert 1 <= begun < 20
    assert all(task.attempts == 0 for task in kept(workshop).values() if task.state == tasks.OWED)


@pytest.mark.parametrize("together", [1, 25])
def test_poison_is_dead_after_five_tries_and_its_neighbours_never_notice(
    workshop: Workshop, a_store: Store, together: int
) -> None:
    poisonous = True

    def run(bench: Bench, claimed: list[Claimed]) -> None:
        if poisonous and any(task.subject == "7" for task in claimed):
            raise ZeroDivisionError("seven")
        finish(bench, claimed)

    owe(workshop, a_store, *map(str, range(100)))
    tries = 0
    while kept(workshop)["7"].state == tasks.OWED and tries < 20:
        drain(workshop, "intake", kinds(run, together), 20.0)
        tries += 1
        assert Counter(task.state for task in kept(workshop).values())[tasks.DONE] == 99
        later(workshop)

    assert tries == MOST_TRIES_OF_OURS
    dead = kept(workshop)["7"]
    assert (dead.state, dead.attempts) == (tasks.GIVEN_UP, MOST_TRIES_OF_OURS)
    assert "ZeroDivisionError" in dead.trouble
    assert {task.attempts for name, task in kept(workshop).items() if name != "7"} == {1}

    poisonous = False
    with workshop.ledger.writing() as unit:
        assert tasks.replay(unit, a_store.account_id, dead.id, workshop.clock())
    drain(workshop, "intake", kinds(run, together), 20.0)
    assert kept(workshop)["7"].state == tasks.DONE


def test_what_a_batch_had_ended_before_it_failed_stays_ended(workshop: Workshop, a_store: Store) -> None:
    def run(bench: Bench, claimed: list[Claimed]) -> None:
        for task in claimed:
            if task.subject == "3":
                raise RuntimeError("three")
            finish(bench, [task])

    owe(workshop, a_store, *map(str, range(6)))
    drain(workshop, "intake", kinds(run, 25), 20.0)

    states = {name: task.state for name, task in kept(workshop).items()}
    assert states.pop("3") == tasks.OWED
    assert set(states.values()) == {tasks.DONE}


def test_one_that_is_refused_for_good_takes_nobody_of_its_batch_along(
    workshop: Workshop, a_store: Store
) -> None:
    def run(bench: Bench, claimed: list[Claimed]) -> None:
        if any(task.subject == "3" for task in claimed):
            raise Trouble("no such thing", permanent=True)
        finish(bench, claimed)

    owe(workshop, a_store, *map(str, range(6)))
    drain(workshop, "intake", kinds(run, 25), 20.0)

    states = {name: task.state for name, task in kept(workshop).items()}
    assert states.pop("3") == tasks.GIVEN_UP
    assert set(states.values()) == {tasks.DONE}


def test_waiting_for_something_else_is_no_failure(workshop: Workshop, a_store: Store) -> None:
    def not_yet(_bench: Bench, _claimed: list[Claimed]) -> None:
        raise NotYet("the shelf is still counted", seconds=1.0)

    owe(workshop, a_store, "1")
    for _ in range(MOST_TRIES + 5):
        drain(workshop, "intake", kinds(not_yet), 5.0)
        later(workshop, 2)

    task = kept(workshop)["1"]
    assert (task.state, task.attempts, task.trouble) == (tasks.OWED, 0, "the shelf is still counted")


def test_trouble_outside_is_tried_twelve_times_and_then_shown(workshop: Workshop, a_store: Store) -> None:
    def trouble(_bench: Bench, _claimed: list[Claimed]) -> None:
        raise Trouble("the shop answered 502")

    owe(workshop, a_store, "1")
    tries = 0
    while kept(workshop)["1"].state == tasks.OWED:
        drain(workshop, "intake", kinds(trouble), 5.0)
        tries += 1
        later(workshop)

    assert tries == MOST_TRIES
    assert kept(workshop)["1"].state == tasks.GIVEN_UP


def test_a_store_that_asks_for_quiet_is_left_alone_and_only_that_store(
    workshop: Workshop, a_store: Store, b_store: Store
) -> None:
    asked: list[int] = []

    def run(bench: Bench, claimed: list[Claimed]) -> None:
        asked.append(bench.store.id)
        if bench.store.id == a_store.id:
            raise Trouble("429", retry_after=timedelta(seconds=30))
        finish(bench, claimed)

    owe(workshop, a_store, *map(str, range(10)))
    owe(workshop, b_store, *(f"b{n}" for n in range(10)))
    drain(workshop, "intake", kinds(run), 5.0)
    assert Counter(asked) == {a_store.id: 1, b_store.id: 10}
    later(workshop, 25)
    drain(workshop, "intake", kinds(run), 5.0)
    assert Counter(asked)[a_store.id] == 1
    later(workshop, 6)
    drain(workshop, "intake", kinds(run), 5.0)
    assert Counter(asked)[a_store.id] == 2


def test_a_slow_store_delays_only_itself(workshop: Workshop, a_store: Store, b_store: Store) -> None:
    let_go = threading.Event()
    worked: list[str] = []

    def run(bench: Bench, claimed: list[Claimed]) -> None:
        if bench.store.id == a_store.id:
            let_go.wait(20.0)
        elif len(worked) == 59:
            let_go.set()
        worked.extend(task.subject for task in claimed)
        finish(bench, claimed)

    owe(workshop, a_store, "slow")
    owe(workshop, b_store, *map(str, range(60)))
    began = time.monotonic()
    drain(workshop, "intake", kinds(run), 20.0)

    assert time.monotonic() - began < 10.0
    assert worked[-1] == "slow"
    assert len(worked) == 61


def test_a_task_of_another_release_goes_to_a_person(workshop: Workshop, a_store: Store) -> None:
    owe(workshop, a_store, "1", kind="unheard of")
    owe(workshop, a_store, "2")
    drain(workshop, "intake", kinds(finish), 5.0)

    assert kept(workshop)["1"].state == tasks.GIVEN_UP
    assert kept(workshop)["2"].state == tasks.DONE


def test_a_fenced_worker_records_nothing_and_holds_up_nobody(workshop: Workshop, a_store: Store) -> None:
    def too_late(bench: Bench, claimed: list[Claimed]) -> None:
        if claimed[0].subject == "1":
            with bench.workshop.ledger.writing() as unit:
                unit.execute(
                    update(Task).where(Task.subject == "1").values(claim="somebody else's"),
                    execution_options=ACROSS,
                )
        finish(bench, claimed)

    owe(workshop, a_store, "1", "2")
    drain(workshop, "intake", kinds(too_late), 5.0)

    assert kept(workshop)["1"].state == tasks.CLAIMED
    assert kept(workshop)["1"].claim == "somebody else's"
    assert kept(workshop)["2"].state == tasks.DONE


def test_a_deadlock_in_the_ledger_is_nobodys_fault(workshop: Workshop, a_store: Store) -> None:
    def locked(_bench: Bench, _claimed: list[Claimed]) -> None:
        raise OperationalError("UPDATE items", {}, RuntimeError("deadlock detected"))

    owe(workshop, a_store, "1")
    for _ in range(MOST_TRIES_OF_OURS + 3):
        drain(workshop, "intake", kinds(locked), 5.0)
        later(workshop)

    assert (kept(workshop)["1"].state, kept(workshop)["1"].attempts) == (tasks.OWED, 0)


def test_waits_grow_with_each_try_and_never_beyond_an_hour() -> None:
    for tries in range(1, 40):
        longest = min(3600.0, 2.0**tries)
        assert all(longest / 2 <= backoff(tries) <= longest for _ in range(20))


def test_lanes_are_kept_apart(workshop: Workshop, a_store: Store) -> None:
    owe(workshop, a_store, "1")
    assert drain(workshop, "effects", kinds(finish), 5.0) == 0
    assert drain(workshop, "intake", kinds(finish), 5.0) == 1
    with workshop.ledger.reading() as unit:
        assert unit.scalar(select(func.count()).select_from(Task), execution_options=ACROSS) == 1
