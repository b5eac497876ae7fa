"""Counts below zero that no waiting buyer explains."""

from collections.abc import Iterable, Iterator, Sequence

from connector.domain.snapshots import ItemSnapshot
from connector.ledger import comparing, stores, tasks
from connector.ledger.base import chunks
from connector.ledger.comparing import Below
from connector.ledger.tasks import Owe
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench

TOGETHER = 25


def look(bench: Bench) -> Iterator[Fault]:
    """The shop is asked before its count is doubted; where the ledger was behind, it is read again."""
    with bench.workshop.ledger.reading() as unit:
        found = comparing.below_zero(unit, bench.store)
    for part in chunks(found, TOGETHER):
        refs = sorted({one.listing_ref for one in part})
        read = {item.listing_ref: item for item in bench.front.reread_items(refs)}
        counts = [(one, _count(bench, read[one.listing_ref], one.location_id)) for one in part]
        _read_again(bench, [one for one, count in counts if count is None or count >= 0])
        for one, count in counts:
            if count is not None and count < 0:
                gaps = {"store": bench.store.name, "title": one.title, "location": one.location}
                subject = f"{one.item_id} {one.location_id}"
                yield Fault("below_zero", subject, {**gaps, "item": one.item_id, "count": count})


def _count(bench: Bench, item: ItemSnapshot, location_id: int) -> int | None:
    """What the shop says that it can still sell there; None where it counts nothing."""
    account_id, store_id = bench.store.account_id, bench.store.id
    with bench.workshop.ledger.reading() as unit:
        for level in item.levels:
            if stores.location_of(unit, account_id, store_id, level.location_ref) == location_id:
                return level.count - (0 if level.adds_taken else level.committed or 0)
    return None


def _read_again(bench: Bench, behind: Sequence[Below]) -> None:
    if not behind:
        return
    owed = [Owe("intake", "reread_item", ref, bench.now) for ref in _refs(behind)]
    with bench.workshop.ledger.writing() as unit:
        tasks.owe(unit, bench.store.account_id, bench.store.id, owed, bench.now)


def _refs(them: Iterable[Below]) -> list[str]:
    return sorted({one.listing_ref for one in them})


CHECK = Check("below_zero", ("below_zero",), look, asks_store=True)
