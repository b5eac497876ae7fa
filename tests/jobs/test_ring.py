"""The doorbell, the worker and the clock: Redis says only that something is owed."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
import redis
from rq import Queue, SimpleWorker
from sqlalchemy import select

from connector.config import Settings
from connector.ledger import stores, tasks
from connector.ledger.stores import Store
from connector.ledger.tasks import Owe, Task
from connector.ledger.tenancy import ACROSS
from jobs import tidying, worker
from jobs.ring import Doorbell, Ringer, queue_name
from jobs.workshop import Workshop


@pytest.fixture
def connection(settings: Settings) -> Iterator[redis.Redis]:
    made = redis.Redis.from_url(settings.redis_url)
    yield made
    made.close()


@pytest.fixture
def bell(settings: Settings) -> Doorbell:
    return Doorbell(settings)


def jobs(settings: Settings, connection: redis.Redis, lane: str = "intake") -> int:
    return Queue(queue_name(settings.redis_prefix, lane), connection=connection).count


def owe(workshop: Workshop, store: Store, number: int, kind: str = "peg") -> None:
    now = workshop.clock()
    with workshop.ledger.writing() as unit:
        owed = [Owe("intake", kind, str(n), now - timedelta(seconds=1)) for n in range(number)]
        tasks.owe(unit, store.account_id, store.id, owed, now)


def test_many_rings_are_one_job_until_a_drain_begins(
    bell: Doorbell, settings: Settings, connection: redis.Redis
) -> None:
    assert all(bell.ring("intake") for _ in range(50))
    assert jobs(settings, connection) == 1
    bell.open_gate("intake")
    assert all(bell.ring("intake") for _ in range(50))
    assert jobs(settings, connection) == 2


def test_each_lane_has_a_gate_and_a_queue_of_its_own(
    bell: Doorbell, settings: Settings, connection: redis.Redis
) -> None:
    bell.ring("intake")
    bell.ring("effects")
    assert (jobs(settings, connection), jobs(settings, connection, "effects")) == (1, 1)


def test_a_job_says_nothing_but_the_lane(bell: Doorbell, settings: Settings, connection: redis.Redis) -> None:
    bell.ring("intake")
    (job,) = Queue(queue_name(settings.redis_prefix, "intake"), connection=connection).jobs
    assert job.description == "jobs.worker.drain_lane('intake')"


@pytest.mark.parametrize("kind", ["silent", "closed"])
def test_a_dead_socket_is_given_up_at_once_and_never_tried_again(settings: Settings, kind: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if kind == "silent":
            listener.listen(10)
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        bell = Doorbell(settings.model_copy(update={"redis_url": url}))
        began = time.monotonic()
        assert bell.ring("intake") is False
        assert time.monotonic() - began < 0.5
        began = time.monotonic()
        assert bell.ring_for("intake", 500) is False
        bell.open_gate("intake")
        assert time.monotonic() - began < 1.0


def test_the_ringer_answers_at_once_and_rings_soon(
    bell: Doorbell, settings: Settings, connection: redis.Redis
) -> None:
    ringer = Ringer(bell, "intake")
    began = time.monotonic()
    for _ in range(100):
        ringer.soon()
    assert time.monotonic() - began < 0.2
    while not jobs(settings, connection):
        assert time.monotonic() - began < 5.0
        time.sleep(0.01)
    assert jobs(settings, connection) == 1


@pytest.mark.parametrize(("due", "rings"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3), (5000, 10)])
def test_the_clock_rings_once_for_each_hundred_due_and_at_most_ten_times(
    workshop: Workshop,
    a_store: Store,
    bell: Doorbell,
    settings: Settings,
    connection: redis.Redis,
    due: int,
    rings: int,
) -> None:
    owe(workshop, a_store, due)
    worker.sweep(workshop, bell)
    assert jobs(settings, connection) == rings


def test_a_store_that_one_duty_of_the_clock_stumbles_over_stops_no_other(
    workshop: Workshop, a_store: Store, bell: Doorbell, settings: Settings, connection: redis.Redis
) -> None:
    with workshop.ledger.writing() as unit:
        store = stores.get(unit, a_store.account_id, a_store.id)
        store.timezone = "Mars/Olympus_Mons"
        store.looked_at = store.examined_at = workshop.clock()
    with pytest.raises(ZoneInfoNotFoundError):
        worker.DUTIES["doctor"](workshop)

    worker.go_round(workshop, bell)

    with workshop.ledger.reading() as unit:
        assert tasks.open_for(unit, a_store.account_id, a_store.id, [tidying.TIDY])
    assert jobs(settings, connection) == 1


def test_with_redis_away_the_clock_works_itself(
    workshop: Workshop, a_store: Store, settings: Settings
) -> None:
    owe(workshop, a_store, 30)
    away = Doorbell(settings.model_copy(update={"redis_url": "unix:///nobody/is/here.sock"}))
    worker.sweep(workshop, away)
    assert states(workshop) == {tasks.DONE}


def test_a_real_worker_drains_what_was_rung_for(
    workshop: Workshop,
    a_store: Store,
    bell: Doorbell,
    settings: Settings,
    connection: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(worker._opened, "here", workshop)
    owe(workshop, a_store, 130)
    bell.ring("intake")
    queue = Queue(queue_name(settings.redis_prefix, "intake"), connection=connection)
    SimpleWorker([queue], connection=connection).work(burst=True, logging_level="WARNING")

    assert states(workshop) == {tasks.DONE}
    # The drain opened the gate as its first act: whoever comes now may ring.
    assert bell.ring("intake")
    assert queue.count == 1


def test_what_one_lane_owes_on_the_other_is_rung_for(
    workshop: Workshop, a_store: Store, bell: Doorbell, settings: Settings, connection: redis.Redis
) -> None:
    now = workshop.clock()
    with workshop.ledger.writing() as unit:
        owed = [Owe("effects", "tags", "1", now - timedelta(seconds=1))]
        tasks.owe(unit, a_store.account_id, a_store.id, owed, now)
    worker.ring_others(workshop, bell)
    assert (jobs(settings, connection), jobs(settings, connection, "effects")) == (0, 1)


def states(workshop: Workshop) -> set[str]:
    with workshop.ledger.reading() as unit:
        return set(unit.scalars(select(Task.state), execution_options=ACROSS))
