"""Readings that were begun and stand still."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from connector.ledger import comparing, tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import Owe
from jobs import progress
from jobs.doctor.check import Check, Fault, Remedy
from jobs.kinds import Bench

STILL = timedelta(hours=1)
"""A reading waits for the platform itself, which may take long over a whole store."""


def look(bench: Bench) -> Iterator[Fault]:
    """One fault for each kind of reading: only one of a kind is ever going on."""
    now, store = bench.now, bench.store
    with bench.workshop.ledger.reading() as unit:
        stuck = comparing.stuck_readings(unit, store, now - STILL)
    for reading in stuck:
        hours = int((now - reading.moved_at).total_seconds() // 3600)
        why = reading.trouble or "–"
        yield Fault("reading_stuck", reading.kind, {"store": store.name, "hours": hours, "why": why})


def _task(found: Finding) -> tuple[str, str]:
    return progress.TASKS[found.subject], "all"


def _owe(unit: Session, found: Finding, _who: str, now: datetime) -> None:
    tasks.owe(unit, found.account_id, found.store_id, [Owe("intake", *_task(found), now)], now)


CHECK = Check("standing_still", ("reading_stuck",), look, Remedy(_owe, _task, leaves=False))
