"""Our record beside an order, against what is owed."""

from collections.abc import Iterator

from connector.domain.storefront import Marks, Record
from jobs.doctor.check import Fault, OrderCheck
from jobs.doctor.settling_again import settles
from jobs.doctor.wish import Wish


def compare(wish: Wish, marks: Marks) -> Iterator[Fault]:
    """Only what a record means counts: a title that was changed since is no fault."""
    if "record" not in wish.active or not wish.owed:
        return
    found = _meaning(marks.record) if marks.record else frozenset[object]()
    rule = _rule(_meaning(wish.record), found)
    if rule:
        yield Fault(rule, str(wish.order_id), {"order": wish.name}, wish.order_id)


def _rule(wanted: frozenset[object], found: frozenset[object]) -> str:
    if found == wanted:
        return ""
    if not wanted:
        return "record_left"
    return "record_stale" if found else "record_missing"


def _meaning(record: Record) -> frozenset[object]:
    return frozenset((one.line_id, one.owed, one.ready, one.promised_for) for one in record.lines)


CHECK = OrderCheck("record", ("record_missing", "record_stale", "record_left"), compare, settles("record"))
