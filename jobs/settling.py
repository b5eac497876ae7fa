"""Tags, record and holds: say how an order should look outside; the adapter changes what differs."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from connector.domain.storefront import Storefront
from connector.ledger import accounts, history, standing, tasks
from connector.ledger.standing import OrderStanding
from connector.ledger.stores import Store, tags_ever
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import effects, wishes
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, Kind, NotYet

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
        raise NotYet(PAUSED, seconds=PAUSE_SECONDS)
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
        and not wishes.waits_for_others(bench.store, settled)
    ):
        effects.let_go(unit, found.order, bench.now)


def _tags_wish(store: Store, found: OrderStanding) -> Settle:
    wanted, ours = wishes.tags(store, found), tags_ever(store)
    return lambda front, ref: front.settle_tags(ref, wanted, ours)


def _record_wish(store: Store, found: OrderStanding) -> Settle:
    wanted = wishes.record(store, found)
    return lambda front, ref: front.settle_record(ref, wanted)


def _hold_wish(store: Store, found: OrderStanding) -> Settle:
    wanted = wishes.holds(store, found)
    return lambda front, ref: front.settle_holds(ref, wanted)


KINDS = (Kind("holds", holds), Kind("tags", tags), Kind("record", record))
