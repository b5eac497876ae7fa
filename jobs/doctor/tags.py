"""Tags of ours on an order, against what it should have."""

from collections.abc import Iterator

from connector.domain.storefront import Marks
from jobs.doctor.check import Fault, OrderCheck
from jobs.doctor.settling_again import settles
from jobs.doctor.wish import Wish


def compare(wish: Wish, marks: Marks) -> Iterator[Fault]:
    """An order that never owed anything may have a tag of the same text from somebody else."""
    if marks.tags is None or not wish.owed or "tags" not in wish.active:
        return
    for tag in sorted(wish.tags - marks.tags):
        yield _fault("tag_missing", wish, tag)
    for tag in sorted(marks.tags - wish.tags):
        yield _fault("tag_left", wish, tag)


def _fault(rule: str, wish: Wish, tag: str) -> Fault:
    return Fault(rule, f"{wish.order_id} {tag}"[:200], {"order": wish.name, "tag": tag}, wish.order_id)


CHECK = OrderCheck("tags", ("tag_missing", "tag_left"), compare, settles("tags"))
