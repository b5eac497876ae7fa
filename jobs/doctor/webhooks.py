"""Whether each of our webhooks is there once, alive, and points at us."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from connector.ledger import tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import Claimed, Owe
from jobs import attaching
from jobs.doctor.check import Check, Fault, Remedy
from jobs.kinds import Bench, Kind

WHYS = ("missing", "disabled", "elsewhere", "twice", "unsigned")


def look(bench: Bench) -> Iterator[Fault]:
    """One fault for all topics with the same trouble."""
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for one in attaching.webhooks_amiss(bench.workshop, bench.store, bench.front):
        topics[one.why].append(one.topic)
    for why, them in topics.items():
        gaps = {"store": bench.store.name, "topics": ", ".join(sorted(them))}
        yield Fault(f"webhook_{why}", "webhooks", gaps)


def subscribe(bench: Bench, claimed: list[Claimed]) -> None:
    """Ours are made, mended or taken away until each is there once."""
    (task,) = claimed
    attaching.subscribe(bench.workshop, bench.store)
    with bench.workshop.ledger.writing() as unit:
        tasks.finish(unit, task, bench.now)


def _task(_found: Finding) -> tuple[str, str]:
    return KIND.name, "all"


def _owe(unit: Session, found: Finding, _who: str, now: datetime) -> None:
    tasks.owe(unit, found.account_id, found.store_id, [Owe("intake", *_task(found), now)], now)


KIND = Kind("subscribe", subscribe)
CHECK = Check("webhooks", tuple(f"webhook_{why}" for why in WHYS), look, Remedy(_owe, _task), asks_store=True)
