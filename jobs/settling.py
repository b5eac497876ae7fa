"""Tags, record and holds: say how an order should look outside; the adapter changes what differs."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from connector.domain import promises
from connector.domain.storefront import HeldLine, OwedLine, Record, Storefront
from connector.ledger import accounts, history, standing, tasks
from connector.ledger.orders import Order
from connector.ledger.standing import LineStanding, OrderStanding
from connector.ledger.stores import Store, setting
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import effects
from jobs.kinds import PAUSE_SECONDS, Bench, Kind, NotYet

WAITING_TAG, READY_TAG = "Backorder", "Backorder ready"

Settle = Callable[[Storefront, str], bool]


def tags(bench: Bench, claimed: list[Claimed]) -> None:
    _settle(bench, claimed, "tags", _tags_wish, "tags at the shop brought in line")


def record(bench: Bench, claimed: list[Claimed]) -> None:
    _settle(bench, claimed, "record", _record_wish, "the order's record at the shop brought in line")


def holds(bench: Bench, claimed: list[Claimed]) -> None:
    _settle(bench, claimed, "holds", _hold_wish, "holds at the shop brought in line")


def _settle(
    bench: Bench,
    claimed: list[Claimed],
    effect: str,
    wish: Callable[[Store, OrderStanding], Settle],
    told: str,
) -> None:
    (task,) = claimed
    order_id = int(task.subject)
    with bench.workshop.ledger.reading() as unit:
        found = _allowed(unit, task, order_id, effect)
        settle = wish(bench.store, found) if found else None
    changed = False
    if found and settle:
        step(f"{effect}.about_to_send")
        changed = settle(bench.front, found.order.order_ref)
        step(f"{effect}.sent")
    with bench.workshop.ledger.writing() as unit:
        if changed:
            _note(unit, task, order_id, bench, told)
        if found and effect == "holds":
            _let_go_what_was_settled(unit, task, found, bench)
        tasks.finish(unit, task, bench.now)
    step(f"{effect}.recorded")


def _allowed(unit: Session, task: Claimed, order_id: int, effect: str) -> OrderStanding | None:
    """The order's standing, if a person's switches allow this effect at this very moment."""
    if accounts.get(unit, task.account_id).paused_at is not None:
        raise NotYet("everything is paused", seconds=PAUSE_SECONDS)
    order = effects.may_touch(unit, task.account_id, order_id, effect)
    if order is None or order.gone:
        return None
    return standing.of_order(unit, task.account_id, order_id)


def _note(unit: Session, task: Claimed, order_id: int, bench: Bench, told: str) -> None:
    history.note(
        unit, task.account_id, bench.now, "connector", told, store_id=task.store_id, order_id=order_id
    )


def _let_go_what_was_settled(unit: Session, task: Claimed, settled: OrderStanding, bench: Bench) -> None:
    """Only what was ready when the holds were computed: more may have become ready since."""
    found = standing.standing_still(unit, task.account_id, settled.order.id)
    if (
        found.order.releasable
        and found.ready == settled.ready
        and not _waits_for_others(bench.store, settled)
    ):
        effects.let_go(unit, found.order, bench.now)


def _waits_for_others(store: Store, found: OrderStanding) -> bool:
    """Everything of the order is kept back until nothing of it waits."""
    return bool(setting(store, "ships_together")) and found.waiting > 0


def _tags_wish(_store: Store, found: OrderStanding) -> Settle:
    wanted: frozenset[str] = frozenset()
    if found.waiting:
        wanted = frozenset({WAITING_TAG})
    elif found.ready or any(line.released for line in found.lines):
        wanted = frozenset({READY_TAG})
    return lambda front, ref: front.settle_tags(ref, wanted)


def _record_wish(_store: Store, found: OrderStanding) -> Settle:
    by_ref: dict[str, list[LineStanding]] = {}
    for line in found.lines:
        if line.waiting or line.ready or line.released:
            by_ref.setdefault(line.line.line_ref, []).append(line)
    wanted = Record(tuple(_owed_line(ref, same) for ref, same in sorted(by_ref.items())))
    return lambda front, ref: front.settle_record(ref, wanted)


def _owed_line(line_ref: str, same: Sequence[LineStanding]) -> OwedLine:
    """A line that ships from several locations is one line to the merchant: its latest date counts."""
    dated = [one.promise for one in same if one.promise is not None]
    last = max(dated, key=lambda promise: promise.promised_for, default=None)
    return OwedLine(
        line_id=line_ref,
        title=same[0].line.title,
        sku=same[0].line.sku,
        owed=sum(one.waiting for one in same),
        ready=sum(one.ready + one.released for one in same),
        promised_for=last.promised_for if last else None,
        rests_on=promises.in_words(last.basis, last.facts) if last else "",
    )


def _hold_wish(store: Store, found: OrderStanding) -> Settle:
    together = _waits_for_others(store, found)
    wanted = tuple(held for line in found.lines if (held := _held(found, line, together)) is not None)
    return lambda front, ref: front.settle_holds(ref, wanted)


def _held(found: OrderStanding, line: LineStanding, together: bool) -> HeldLine | None:
    """Apart: units that wait or may not be let go yet. Together: everything."""
    units = line.waiting + (0 if found.order.releasable else line.ready + line.released)
    if together:
        units = line.line.open
    if not found.order.demand or not units or not line.line.location_ref:
        return None
    return HeldLine(line.line.line_ref, line.line.location_ref, units, _hold_note(found.order, line))


def _hold_note(order: Order, line: LineStanding) -> str:
    if line.promise is None:
        return "Waits for the rest of the order" if order.releasable else "Waits for the payment"
    day = line.promise.promised_for
    why = promises.in_words(line.promise.basis, line.promise.facts)
    return f"{line.waiting} × {line.line.title} owed until {day:%a} {day.day} {day:%B %Y}: {why}"


KINDS = (Kind("holds", holds), Kind("tags", tags), Kind("record", record))
