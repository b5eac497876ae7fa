"""One function drains what is owed: claim a batch, work each store in a thread of its own, end in time.

A slow store holds up one thread and no other store. A drain ends itself after `SECONDS`; what it
claimed and did not begin is handed back, and whoever called it rings again.
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import groupby

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from adapters.shopify.granting import ShutOut
from connector.domain.trouble import Trouble
from connector.ledger import claiming, locks, stores, tasks
from connector.ledger.tasks import Claimed, Fenced
from connector.steps import step
from jobs.kinds import Bench, Kind, NotYet
from jobs.workshop import Workshop

SECONDS = 20.0
THREADS = 8
MOST_TRIES = 12
MOST_TRIES_OF_OURS = 5
"""A task that fails in our own code fails the same way again: it is set aside sooner."""
LONGEST_WAIT = 3600.0
SHUT_OUT_SECONDS = 1800.0
"""How often a task looks whether its shop lets us in again; opening the app there wakes it at once."""

log = structlog.get_logger()


def drain(workshop: Workshop, lane: str, kinds: Mapping[str, Kind], seconds: float = SECONDS) -> int:
    """Work what is due until nothing is or the time is up. Returns how many tasks were begun."""
    until = time.monotonic() + seconds
    begun = 0
    busy: dict[int, Future[int]] = {}
    with ThreadPoolExecutor(THREADS, thread_name_prefix=lane) as pool:
        while time.monotonic() < until:
            begun += _reap(busy)
            groups = _claim(workshop, lane, set(busy)) if len(busy) < THREADS else {}
            if not groups and not busy:
                break
            for store_id, group in groups.items():
                busy[store_id] = pool.submit(_work, workshop, kinds, group, until)
            wait(busy.values(), timeout=0.2, return_when=FIRST_COMPLETED)
    return begun + sum(future.result() for future in busy.values())


def _reap(busy: dict[int, Future[int]]) -> int:
    ended = [store_id for store_id, future in busy.items() if future.done()]
    return sum(busy.pop(store_id).result() for store_id in ended)


def _claim(workshop: Workshop, lane: str, busy: set[int]) -> dict[int, list[Claimed]]:
    now = workshop.clock()
    with workshop.ledger.reading() as unit:
        if not claiming.due(unit, lane, now, besides=busy):
            return {}
    with workshop.ledger.writing() as unit:
        claimed = claiming.claim(unit, lane, now, besides=busy)
    step("drain.claimed")
    by_store: dict[int, list[Claimed]] = {}
    for task in claimed:
        by_store.setdefault(task.store_id, []).append(task)
    return by_store


def _work(workshop: Workshop, kinds: Mapping[str, Kind], group: list[Claimed], until: float) -> int:
    first = group[0]
    try:
        with workshop.ledger.reading() as unit:
            store = stores.get(unit, first.account_id, first.store_id)
    except LookupError:
        return 0  # it was erased since, and its tasks with it
    bench = Bench(workshop, store)
    begun = 0
    for batch in _batches(kinds, group):
        if time.monotonic() > until:
            break
        begun += len(batch)
        if not _attempt(bench, kinds.get(batch[0].kind, NOBODYS), batch):
            break
    rest = group[begun:]
    if rest:
        with workshop.ledger.writing() as unit:
            tasks.hand_back(unit, rest)
    return begun


def _batches(kinds: Mapping[str, Kind], group: list[Claimed]) -> Iterator[list[Claimed]]:
    turn = {name: number for number, name in enumerate(kinds)}
    group.sort(key=lambda task: turn.get(task.kind, len(turn)))
    for name, same in groupby(group, key=lambda task: task.kind):
        them = list(same)
        size = kinds[name].together if name in kinds else 1
        yield from (them[at : at + size] for at in range(0, len(them), size))


def _attempt(bench: Bench, kind: Kind, batch: Sequence[Claimed]) -> bool:
    """Run one batch. False: the store should be left alone for now."""
    try:
        if bench.store.left_at is not None and not kind.survives_leaving:
            _end_all(bench, batch)
        else:
            kind.run(bench, list(batch))
    except Fenced as late:
        log.warning("fenced", task=str(late))
    except NotYet as wait_for:
        _postpone(bench, batch, str(wait_for), wait_for.seconds, counts=False)
    except ShutOut as shut_out:
        # No fault of the task's, and only a person can help: it comes again quietly until somebody did.
        _postpone(bench, batch, str(shut_out), SHUT_OUT_SECONDS, counts=False)
    except Trouble as trouble:
        return _failed(bench, kind, batch, trouble)
    except OperationalError as error:
        _ledger_trouble(bench, batch, error)
    except DBAPIError as error:
        # Without its words: PostgreSQL quotes the whole row, and with it somebody's name and address.
        log.error("the ledger refused a task", kind=kind.name, store=bench.store.id, why=_named(error))
        return _ours(bench, kind, batch, error)
    except Exception as error:
        log.exception("task failed", kind=kind.name, store=bench.store.id, tasks=len(batch))
        return _ours(bench, kind, batch, error)
    return True


def _nobodys(_bench: Bench, claimed: list[Claimed]) -> None:
    raise Trouble(f"nobody here knows how to do {claimed[0].kind}", permanent=True)


NOBODYS = Kind("of another release", _nobodys)
"""A task that a newer or an older release owes: a person sees it and can replay it."""


def _end_all(bench: Bench, batch: Sequence[Claimed]) -> None:
    _each(bench, batch, lambda unit, task: tasks.finish(unit, task, bench.now))


def _has_left(bench: Bench) -> bool:
    """Whether the store took the app off while this batch was worked."""
    with bench.workshop.ledger.reading() as unit:
        return stores.get(unit, bench.store.account_id, bench.store.id).left_at is not None


def _failed(bench: Bench, kind: Kind, batch: Sequence[Claimed], trouble: Trouble) -> bool:
    if len(batch) > 1 and trouble.permanent:
        return _one_by_one(bench, kind, batch)
    if trouble.permanent and not kind.survives_leaving and _has_left(bench):
        _end_all(bench, batch)
        return True
    if trouble.permanent or batch[0].attempts >= MOST_TRIES:
        _give_up(bench, batch, str(trouble))
        return True
    asked = trouble.retry_after.total_seconds() if trouble.retry_after else 0.0
    delay = max(asked, backoff(batch[0].attempts))
    if asked:
        _be_quiet(bench, asked)
    _postpone(bench, batch, str(trouble), delay, counts=not asked)
    return not asked


def _one_by_one(bench: Bench, kind: Kind, batch: Sequence[Claimed]) -> bool:
    """One of a batch is refused for good, or is poison: none of the others may suffer for it."""
    for number, task in enumerate(batch, start=1):
        if not _attempt(bench, kind, [task]):
            with bench.workshop.ledger.writing() as unit:
                tasks.hand_back(unit, batch[number:])
            return False
    return True


def backoff(attempts: int) -> float:
    """Seconds before the next try: doubling from 2, jittered, at most an hour."""
    return min(LONGEST_WAIT, 2.0**attempts) * random.uniform(0.5, 1.0)  # noqa: S311  no secret


def _ledger_trouble(bench: Bench, batch: Sequence[Claimed], error: OperationalError) -> None:
    """A deadlock or a lost connection is no fault of the task's; if it lasts, the lease ends."""
    log.warning("the ledger refused", store=bench.store.id, why=type(error.orig).__name__)
    _postpone(bench, batch, "the ledger could not be written", backoff(1), counts=False)


def _ours(bench: Bench, kind: Kind, batch: Sequence[Claimed], error: Exception) -> bool:
    if len(batch) > 1:
        return _one_by_one(bench, kind, batch)
    (task,) = batch
    why = f"{_named(error)} in our own code"
    if task.attempts >= MOST_TRIES_OF_OURS:
        _give_up(bench, batch, why)
    else:
        _postpone(bench, batch, why, backoff(task.attempts))
    return True


def _named(error: Exception) -> str:
    """What kind of error it is; its words only where they cannot quote what was to be written."""
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__} of the ledger"
    return f"{type(error).__name__} ({error})"


def _postpone(
    bench: Bench, batch: Sequence[Claimed], why: str, seconds: float, *, counts: bool = True
) -> None:
    due_at = bench.now + timedelta(seconds=seconds)
    _each(bench, batch, lambda unit, task: tasks.postpone(unit, task, due_at, why, counts=counts))


def _give_up(bench: Bench, batch: Sequence[Claimed], why: str) -> None:
    _each(bench, batch, lambda unit, task: tasks.give_up(unit, task, why, bench.now))


def _each(bench: Bench, batch: Sequence[Claimed], end: Callable[[Session, Claimed], None]) -> None:
    """What was ended in the batch's own work, or went to another worker, is left as it is."""
    with bench.workshop.ledger.writing() as unit:
        for task in batch:
            with contextlib.suppress(Fenced):
                end(unit, task)


def _be_quiet(bench: Bench, seconds: float) -> None:
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, bench.store.account_id, bench.store.id)
        store.quiet_until = bench.now + timedelta(seconds=seconds)
