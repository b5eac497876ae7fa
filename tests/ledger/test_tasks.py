"""What is owed: once, never lost, never in two hands, and no store starves another."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from connector.ledger import claiming, tasks
from connector.ledger.engine import Ledger
from connector.ledger.stores import Store
from connector.ledger.tasks import LEASE, Claimed, Fenced, Owe, Task
from connector.ledger.tenancy import ACROSS
from tests.conftest import POSTGRES
from tests.ledger.conftest import NOON, add_store

SECOND = timedelta(seconds=1)


def owe(ledger: Ledger, store: Store, *subjects: str, at: datetime = NOON, once: bool = False) -> None:
    owed = [Owe("intake", "peg", subject, at, once) for subject in subjects]
    with ledger.writing() as unit:
        tasks.owe(unit, store.account_id, store.id, owed, NOON)


def claim(ledger: Ledger, at: datetime = NOON, **how: int) -> list[Claimed]:
    with ledger.writing() as unit:
        return claiming.claim(unit, "intake", at, **how)


def one(ledger: Ledger, subject: str = "1") -> Task:
    with ledger.reading() as unit:
        return unit.scalars(select(Task).where(Task.subject == subject), execution_options=ACROSS).one()


def test_what_is_owed_twice_is_one_task_due_at_the_earlier_time(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1", "1", at=NOON + 9 * SECOND)
    owe(ledger, a_store, "1", at=NOON + 5 * SECOND)
    owe(ledger, a_store, "1", at=NOON + 7 * SECOND)

    assert one(ledger).due_at == NOON + 5 * SECOND
    assert claim(ledger, NOON + 4 * SECOND) == []
    assert [task.subject for task in claim(ledger, NOON + 5 * SECOND)] == ["1"]


def test_a_task_owed_while_it_is_worked_is_due_once_more(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1")
    (first,) = claim(ledger)
    owe(ledger, a_store, "1")
    owe(ledger, a_store, "1")
    assert claim(ledger) == []
    with ledger.writing() as unit:
        tasks.finish(unit, first, NOON)

    (second,) = claim(ledger)
    assert second.attempts == 1
    with ledger.writing() as unit:
        tasks.finish(unit, second, NOON)
    assert claim(ledger) == []


def test_a_task_owed_while_it_fails_for_good_is_tried_again(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1")
    (first,) = claim(ledger)
    owe(ledger, a_store, "1")
    with ledger.writing() as unit:
        tasks.give_up(unit, first, "refused", NOON)

    assert [task.attempts for task in claim(ledger)] == [1]


def test_what_nobody_knows_waits_for_a_person_even_if_owed_meanwhile(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1")
    (first,) = claim(ledger)
    owe(ledger, a_store, "1")
    with ledger.writing() as unit:
        tasks.give_up(unit, first, "who knows", NOON, unknown=True)

    assert claim(ledger) == []
    assert one(ledger).state == tasks.UNKNOWN


def test_a_task_of_once_is_never_owed_a_second_time(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1", once=True)
    (first,) = claim(ledger)
    with ledger.writing() as unit:
        tasks.finish(unit, first, NOON)
    owe(ledger, a_store, "1", once=True)

    assert claim(ledger) == []
    assert one(ledger).state == tasks.DONE


def test_a_lease_that_ran_out_frees_the_task_and_fences_the_late_worker(
    ledger: Ledger, a_store: Store
) -> None:
    owe(ledger, a_store, "1")
    (late,) = claim(ledger)
    assert claim(ledger, NOON + LEASE - SECOND) == []
    (other,) = claim(ledger, NOON + LEASE)
    assert other.attempts == 2

    for ending in (
        lambda unit: tasks.finish(unit, late, NOON),
        lambda unit: tasks.finish_all(unit, [late], NOON),
        lambda unit: tasks.postpone(unit, late, NOON, "late"),
        lambda unit: tasks.give_up(unit, late, "late", NOON),
        lambda unit: tasks.still_mine(unit, late),
    ):
        with pytest.raises(Fenced), ledger.writing() as unit:
            ending(unit)
    with ledger.writing() as unit:
        tasks.hand_back(unit, [late])
        tasks.still_mine(unit, other)
        tasks.finish(unit, other, NOON)
    assert one(ledger).state == tasks.DONE


def test_a_batch_of_which_one_was_lost_ends_none(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1", "2")
    both = claim(ledger)
    with ledger.writing() as unit:
        tasks.finish(unit, both[0], NOON)
    with pytest.raises(Fenced), ledger.writing() as unit:
        tasks.finish_all(unit, both, NOON)

    assert one(ledger, both[1].subject).state == tasks.CLAIMED


def test_what_was_handed_back_is_due_at_once_and_not_counted(ledger: Ledger, a_store: Store) -> None:
    owe(ledger, a_store, "1")
    with ledger.writing() as unit:
        tasks.hand_back(unit, claiming.claim(unit, "intake", NOON))

    assert [task.attempts for task in claim(ledger)] == [1]


def test_a_person_replays_what_waits_for_one_and_nothing_else(
    ledger: Ledger, a_store: Store, b_store: Store
) -> None:
    owe(ledger, a_store, "1", "2")
    first, second = claim(ledger)
    with ledger.writing() as unit:
        tasks.give_up(unit, first, "refused", NOON)
        tasks.finish(unit, second, NOON)
    with ledger.writing() as unit:
        assert [task.id for task in tasks.waiting_for_person(unit, a_store.account_id)] == [first.id]
        assert tasks.waiting_for_person(unit, b_store.account_id) == []
        assert not tasks.replay(unit, b_store.account_id, first.id, NOON)
        assert not tasks.replay(unit, a_store.account_id, second.id, NOON)
        assert tasks.replay(unit, a_store.account_id, first.id, NOON)
    assert [(task.id, task.attempts) for task in claim(ledger)] == [(first.id, 1)]


def test_ten_thousand_tasks_of_one_store_do_not_keep_ten_of_another_waiting(
    ledger: Ledger, a_store: Store, b_store: Store
) -> None:
    owe(ledger, a_store, *map(str, range(10_000)), at=NOON - 60 * SECOND)
    owe(ledger, b_store, *map(str, range(10)))

    served = Counter(task.store_id for task in claim(ledger))
    assert served[b_store.id] == 10
    assert 0 < served[a_store.id] <= 25


def test_a_store_that_asked_for_quiet_is_left_alone_until_then(
    ledger: Ledger, a_store: Store, b_store: Store
) -> None:
    owe(ledger, a_store, "1")
    owe(ledger, b_store, "2")
    with ledger.writing() as unit:
        unit.execute(
            text("UPDATE stores SET quiet_until = '2026-11-22 12:00:30.000000' WHERE id = :id"),
            {"id": a_store.id},
            execution_options=ACROSS,
        )

    assert [task.store_id for task in claim(ledger)] == [b_store.id]
    assert [task.store_id for task in claim(ledger, NOON + 30 * SECOND)] == [a_store.id]


@pytest.mark.parametrize("store_count", [1, 5])
def test_rivals_never_get_the_same_task(ledger: Ledger, store_count: int) -> None:
    """On PostgreSQL they really are at it at once; SQLite lets one after the other."""
    stores = [add_store(ledger, f"s{n}") for n in range(store_count)]
    for store in stores:
        owe(ledger, store, *map(str, range(400 // store_count)))
    taken: list[int] = []
    rivals = 8 if POSTGRES else 3
    together = threading.Barrier(rivals)

    def take() -> None:
        together.wait()
        empty = 0
        while empty < 3:
            mine = claim(ledger, limit=20)
            taken.extend(task.id for task in mine)
            empty = 0 if mine else empty + 1

    threads = [threading.Thread(target=take) for _ in range(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 400


def test_two_that_owe_the_same_in_another_order_do_not_wait_for_each_other(
    ledger: Ledger, a_store: Store
) -> None:
    names = [str(n) for n in range(40)]
    failed: list[BaseException] = []
    together = threading.Barrier(2)

    def owe_them(subjects: list[str]) -> None:
        together.wait()
        try:
            for _ in range(10):
                owe(ledger, a_store, *subjects)
        except Exception as error:  # noqa: BLE001  whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=owe_them, args=(order,)) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []


def test_what_a_new_day_owes_for_every_listing_stands_behind_an_order(
    ledger: Ledger, a_store: Store, b_store: Store
) -> None:
    for store in (a_store, b_store):
        later = [Owe("effects", kind, "7", NOON + 2 * SECOND) for kind in ("holds", "letter")]
        owed = [Owe("effects", kind, str(n), NOON) for n in range(30) for kind in claiming.LAST]
        with ledger.writing() as unit:
            tasks.owe(unit, store.account_id, store.id, [*owed, *later], NOON)
    with ledger.writing() as unit:
        taken = claiming.claim(unit, "effects", NOON + 2 * SECOND)

    assert [task.kind for task in taken[:4]] == ["holds", "letter", "holds", "letter"]
    assert Counter(task.store_id for task in taken) == {a_store.id: 25, b_store.id: 25}
