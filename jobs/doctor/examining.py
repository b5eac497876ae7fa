"""A round of a store: every check once, part by part, going on where it was after a stop."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from connector.domain.trouble import Trouble
from connector.ledger import comparing, examinations, findings, locks, tasks
from connector.ledger.base import chunks
from connector.ledger.examinations import Examination
from connector.ledger.stores import tags_ever
from connector.ledger.tasks import Claimed, Owe
from connector.steps import step
from jobs.doctor.check import Check, Fault
from jobs.doctor.orders import Named, Seen, look_at
from jobs.doctor.table import CHECKS, ORDER_CHECKS
from jobs.kinds import Bench, Kind, NotYet

SECONDS = 12.0
"""No part of a round lasts much longer: other work of the store wants its turn."""
TOGETHER = 25
RECENTLY = timedelta(days=60)
"""Orders whose last backorder ended longer ago are not asked for by id any more."""
PATIENCE = timedelta(seconds=45)
"""How long a round waits at its end for orders that are being worked on."""
TRIES = 3
"""How often a store may fail to answer before that is a finding, and no longer a moment's trouble."""

ORDERS, MARKED, ASIDE = "orders", "marked", "aside"
STAGES = (*(check.name for check in CHECKS), ORDERS, MARKED, ASIDE)
OPENS = STAGES[0]


@dataclass
class Part:
    """What one part of a round saw, and where the round goes on. `stage`: "" at the end of it."""

    stage: str
    mark: str = ""
    seen: Seen = field(default_factory=Seen)
    compared: int = 0
    of_total: int | None = None
    not_seen: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    """The round may stop here and go on later."""


def examine(bench: Bench, claimed: list[Claimed]) -> None:
    """As much of the store's round as fits into the time; the task comes again for the rest."""
    (task,) = claimed
    until = time.monotonic() + SECONDS
    with bench.workshop.ledger.writing() as unit:
        round_ = examinations.going_on(unit, bench.store, OPENS, bench.now)
    while round_.stage:
        for part in _parts(bench, task, round_):
            round_ = _write(bench, task, part)
            step("examine.part_written")
            if round_.stage and part.whole and time.monotonic() > until:
                raise NotYet("the rest is looked at in the next part", seconds=0.0)
    _end(bench, task)


def _parts(bench: Bench, task: Claimed, round_: Examination) -> Iterator[Part]:
    """The parts of the stage at which the round is."""
    try:
        if round_.stage == ORDERS:
            yield _some_orders(bench, round_)
        elif round_.stage == MARKED:
            yield from _marked(bench, round_)
        elif round_.stage == ASIDE:
            yield _aside(bench, round_)
        else:
            check = next(check for check in CHECKS if check.name == round_.stage)
            yield _one_check(bench, check, round_)
    except Trouble as trouble:
        if trouble.retry_after or not (trouble.permanent or task.attempts >= TRIES):
            raise
        yield _not_seen(bench, round_, trouble)


def _one_check(bench: Bench, check: Check, round_: Examination) -> Part:
    shut = check.asks_store and OPENS in round_.not_seen
    faults = [] if shut else list(check.look(bench))
    after = Part(_next(check.name), seen=Seen(faults))
    if shut:
        after.not_seen[check.name] = round_.not_seen[OPENS]
    elif check.name == OPENS and faults:
        after.not_seen[OPENS] = str(faults[0].gaps["why"])
    return after


def _next(stage: str) -> str:
    at = STAGES.index(stage) + 1
    return STAGES[at] if at < len(STAGES) else ""


def _not_seen(bench: Bench, round_: Examination, trouble: Trouble) -> Part:
    """The shop did not let us look, again and again; the other checks go on."""
    if round_.stage in (ORDERS, MARKED, ASIDE):
        return Part("", not_seen={ORDERS: str(trouble)})
    check = next(check for check in CHECKS if check.name == round_.stage)
    after = Part(_next(check.name))
    if check.silent:
        after.seen.faults.append(silence(bench, check, trouble))
    if not check.silent or check.name == OPENS:
        after.not_seen[check.name] = str(trouble)
    return after


def silence(bench: Bench, check: Check, trouble: Trouble) -> Fault:
    """That nobody answers is the fault."""
    public_url = bench.workshop.settings.public_url
    gaps = {"store": bench.store.name, "address": public_url, "why": str(trouble)}
    return Fault(check.silent, check.name, gaps)


def _some_orders(bench: Bench, round_: Examination) -> Part:
    """Those that owe goods or did so lately: does each carry what it should?"""
    if OPENS in round_.not_seen:
        return Part("", not_seen={ORDERS: round_.not_seen[OPENS]})
    since = round_.began_at - RECENTLY
    with bench.workshop.ledger.reading() as unit:
        total = None if round_.mark else comparing.count_to_compare(unit, bench.store, since)
        orders = comparing.orders_to_compare(unit, bench.store, since, int(round_.mark or 0), TOGETHER)
    if not orders:
        return Part(MARKED, of_total=total)
    seen = look_at(bench, orders, {})
    return Part(ORDERS, str(orders[-1][0]), seen, len(orders), total)


def _marked(bench: Bench, round_: Examination) -> Iterator[Part]:
    """The other way round: orders that carry something of ours, which the ledger would not have asked for."""
    refs = list(dict.fromkeys(bench.front.marked_orders(tags_ever(bench.store))))
    for some in chunks(refs, TOGETHER):
        with bench.workshop.ledger.reading() as unit:
            others = comparing.not_compared(unit, bench.store, round_.began_at - RECENTLY, some)
            unknown = comparing.unknown(unit, bench.store, some)
        orders: list[Named] = [(order_id, ref) for ref, order_id in others.items()]
        seen = look_at(bench, orders, {}) if orders else Seen()
        seen.owed += [Owe("intake", "reread_order", ref, bench.now) for ref in unknown]
        yield Part(MARKED, "", seen, len(orders), whole=False)
    yield Part(ASIDE, bench.now.isoformat())


def _aside(bench: Bench, round_: Examination) -> Part:
    """Those that were being worked on, or were read again since."""
    waiting = round_.aside
    seen = Seen()
    for some in chunks(list(waiting), TOGETHER):
        part = look_at(bench, [(int(one), waiting[one]["ref"]) for one in some], waiting)
        seen.faults += part.faults
        seen.owed += part.owed
        seen.aside |= part.aside
    over = bench.now - datetime.fromisoformat(round_.mark) > PATIENCE
    return Part("" if over or not seen.aside else ASIDE, round_.mark, seen)


def _write(bench: Bench, task: Claimed, part: Part) -> Examination:
    """What was seen, and how far the round is, in one commit. Raises Fenced when another has the task."""
    store, now = bench.store, bench.now
    with bench.workshop.ledger.writing() as unit:
        tasks.renew(unit, task, now)
        round_ = examinations.going_on(unit, store, OPENS, now)
        waited = round_.stage == ASIDE
        for fault in part.seen.faults:
            findings.seen(unit, store, fault.rule, fault.subject, fault.gaps, fault.order_id, now)
        tasks.owe(unit, store.account_id, store.id, part.seen.owed, now)
        round_.aside = part.seen.aside if waited else {**round_.aside, **part.seen.aside}
        round_.not_seen = {**round_.not_seen, **part.not_seen}
        round_.orders += part.compared
        round_.orders_total = round_.orders_total if part.of_total is None else part.of_total
        round_.stage, round_.mark, round_.moved_at = part.stage, part.mark, now
    if waited and part.stage == ASIDE:
        raise NotYet("orders are being worked on", seconds=2.0)
    return round_


def _end(bench: Bench, task: Claimed) -> None:
    """Faults that the round looked for and did not see are gone."""
    now = bench.now
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        round_ = examinations.going_on(unit, store, OPENS, now)
        unjudged = {int(order_id) for order_id in round_.aside}
        findings.close_unseen(unit, store, _looked_for(round_.not_seen), round_.began_at, now, unjudged)
        store.examined_at = round_.ended_at = now
        tasks.finish(unit, task, now)
    step("examine.ended")


def _looked_for(not_seen: dict[str, Any]) -> set[str]:
    """Rules that were really looked for. A store that is shut says only so much: that it is."""
    rules = {rule for check in CHECKS if check.name not in not_seen for rule in check.rules}
    if ORDERS not in not_seen:
        rules |= {rule for check in ORDER_CHECKS for rule in check.rules}
    return rules | set(CHECKS[0].rules)


def owe(unit: Session, account_id: int, store_id: int, now: datetime) -> None:
    """The store is to be examined; a round that goes on already is this one."""
    tasks.owe(unit, account_id, store_id, [Owe("intake", EXAMINE, "all", now)], now)


EXAMINE = "examine"
KIND = Kind(EXAMINE, examine)
