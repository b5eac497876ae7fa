"""Whether somebody works: nothing should be due for long."""

from collections.abc import Iterator
from datetime import timedelta

from connector.ledger import comparing
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench

TOO_LONG = timedelta(minutes=15)


def look(bench: Bench) -> Iterator[Fault]:
    """A store that asked for quiet is left alone meanwhile: that is no backlog."""
    now, store = bench.now, bench.store
    with bench.workshop.ledger.reading() as unit:
        due = comparing.oldest_due(unit, store, now - TOO_LONG)
    if due is not None and (store.quiet_until is None or store.quiet_until <= now - TOO_LONG):
        minutes = int((now - due).total_seconds() // 60)
        yield Fault("backlog", "tasks", {"store": store.name, "minutes": minutes})


CHECK = Check("backlog", ("backlog",), look)
