"""Whether somebody works: what has been due for long, and readings that stand still."""

from collections.abc import Iterator
from datetime import timedelta

from connector.ledger import comparing
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench

TOO_LONG = timedelta(minutes=15)
STILL = timedelta(hours=1)
"""A reading waits for the platform itself, which may take long over a whole store."""


def look(bench: Bench) -> Iterator[Fault]:
    """A store that asked for quiet is left alone meanwhile: that is no backlog."""
    now, store = bench.now, bench.store
    with bench.workshop.ledger.reading() as unit:
        due = comparing.oldest_due(unit, store, now - TOO_LONG)
        stuck = comparing.stuck_readings(unit, store, now - STILL)
    if due is not None and (store.quiet_until is None or store.quiet_until <= now - TOO_LONG):
        minutes = int((now - due).total_seconds() // 60)
        yield Fault("backlog", "tasks", {"store": store.name, "minutes": minutes})
    for reading in stuck:
        hours = int((now - reading.moved_at).total_seconds() // 3600)
        why = reading.trouble or "–"
        yield Fault("reading_stuck", str(reading.id), {"store": store.name, "hours": hours, "why": why})


CHECK = Check("backlog", ("backlog", "reading_stuck"), look)
