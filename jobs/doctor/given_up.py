"""Tasks that were tried, refused, and now wait for a person."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import GIVEN_UP, UNKNOWN
from jobs.desk import trying_again
from jobs.doctor.check import Check, Fault, Remedy
from jobs.kinds import Bench


def look(bench: Bench) -> Iterator[Fault]:
    """What was given up may be sent round again."""
    return _waiting(bench, "task_given_up", GIVEN_UP)


def look_for_unknown(bench: Bench) -> Iterator[Fault]:
    """A letter whose fate nobody knows is another matter: to send it again is a person's risk."""
    return _waiting(bench, "task_unknown", UNKNOWN)


def _waiting(bench: Bench, rule: str, state: str) -> Iterator[Fault]:
    with bench.workshop.ledger.reading() as unit:
        waiting = tasks.waiting_for_person(unit, bench.store.account_id)
    for task in waiting:
        if task.store_id == bench.store.id and task.state == state:
            gaps = {"kind": task.kind, "about": task.subject, "why": task.trouble or "–"}
            yield Fault(rule, str(task.id), gaps)


def _task(found: Finding) -> tuple[str, str]:
    return str(found.gaps["kind"]), str(found.gaps["about"])


def _owe(unit: Session, found: Finding, who: str, now: datetime) -> None:
    # Somebody may have sent it round already.
    with suppress(LookupError):
        trying_again.replay(unit, found.account_id, int(found.subject), who, now)


CHECKS = (
    Check("given_up", ("task_given_up",), look, Remedy(_owe, _task)),
    Check("unknown", ("task_unknown",), look_for_unknown),
)
