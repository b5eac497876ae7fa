"""Carry events to one endpoint: in rounds, a few at a time, so that a slow stranger holds up nobody else.

An answer that was lost is no reason to ask a person: the event is sent again under the same id, and its
receiver knows by that id what it has already. Shopify Flow knows no repeats: there a person decides.
"""

import time
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from adapters.outgoing import BadCertificate
from adapters.receivers.post import ENDED, Answer, post
from adapters.shopify.granting import ShutOut
from connector.domain.trouble import Trouble
from connector.ledger import accounts, event_sends, events, sealing, stores, tasks
from connector.ledger.event_sends import Due, Tried
from connector.ledger.events import FLOW, REFUSED, SENT, TEST, UNKNOWN, Endpoint
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import effects, few
from jobs.desk.notes import say
from jobs.happening import TASK
from jobs.kinds import PAUSE_SECONDS, PAUSED, Bench, Kind, NotYet

A_ROUND: Final = 20
ROUND_SECONDS: Final = 8.0
"""No further event of a round is begun after that: with one last slow answer it ends before the lease."""
PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 72_000)
)
"""Between one try and the next: three days in all, then it waits for a person."""
LONGEST: Final = sum(PAUSES, timedelta())
SHORTEST_QUIET, LONGEST_QUIET = timedelta(seconds=5), timedelta(minutes=30)
BUSY_SECONDS: Final = 5.0
SWITCHED_OFF = "the switch was turned off before it was sent"
LOST = "Shopify's answer was lost: the workflows may have begun"
GONE = "the receiver wants no more events (410)"


def carry(bench: Bench, claimed: list[Claimed]) -> None:
    """One round to one endpoint; what is left comes round again when it is due."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        to = events.endpoint(unit, task.account_id, int(task.subject))
        due = _due(unit, bench, task, to)
    until = time.monotonic() + ROUND_SECONDS
    for one in due:
        if time.monotonic() > until or not _carried(bench, task, to, one):
            break
    with bench.workshop.ledger.writing() as unit:
        _come_again(unit, bench, task, to.id)


def _due(unit: Session, bench: Bench, task: Claimed, to: Endpoint) -> list[Due]:
    if to.ended_at is not None:
        return []
    if to.quiet_until is not None and to.quiet_until > bench.now:
        wait = (to.quiet_until - bench.now).total_seconds()
        raise NotYet("the endpoint is left alone for a while", seconds=wait)
    return event_sends.due(unit, task.account_id, to.id, bench.now, A_ROUND)


def _come_again(unit: Session, bench: Bench, task: Claimed, endpoint_id: int) -> None:
    tasks.still_mine(unit, task)  # whoever owes it anew waits for us, or was before us and is seen here
    coming = event_sends.next_due(unit, task.account_id, endpoint_id)
    to = events.endpoint(unit, task.account_id, endpoint_id)
    if coming is None or to.ended_at is not None:
        tasks.finish(unit, task, bench.now)
        return
    at = max(coming, to.quiet_until or coming, bench.now)
    tasks.postpone(unit, task, at, "", counts=False)


def _carried(bench: Bench, task: Claimed, to: Endpoint, one: Due) -> bool:
    """False: leave the endpoint alone for now."""
    with bench.workshop.ledger.reading() as unit:
        if accounts.get(unit, task.account_id).paused_at is not None:
            raise NotYet(PAUSED, seconds=PAUSE_SECONDS)
        if events.endpoint(unit, task.account_id, to.id).ended_at is not None:
            return False
        allowed = one.kind == TEST or effects.may_touch(unit, task.account_id, one.order_id, events.EFFECT)
    if not allowed:
        with bench.workshop.ledger.writing() as unit:
            tasks.renew(unit, task, bench.now)
            event_sends.mark(unit, task.account_id, one.send_id, REFUSED, SWITCHED_OFF)
        return True
    step("event.about_to_send")
    try:
        answer = _hand_over(bench, task, to, one)
    except ShutOut:
        raise
    except Trouble as trouble:
        return _no_answer(bench, task, to, one, trouble)
    step("event.sent")
    return _answered(bench, task, to, one, answer)


def _hand_over(bench: Bench, task: Claimed, to: Endpoint, one: Due) -> Answer:
    if to.via == FLOW:
        front = bench.front
        with bench.workshop.ledger.writing() as unit:  # Flow knows no repeats: whoever dies now leaves this
            tasks.renew(unit, task, bench.now)
            event_sends.mark(unit, task.account_id, one.send_id, UNKNOWN, LOST)
        front.start_flow(one.body)
        return Answer(200, "")
    key = bench.workshop.vault.open(to.sealed, sealing.endpoint_place(to.door))
    try:
        with few.waiting_outside():
            return post(bench.workshop.outside, to.address, key, one.body, bench.now)
    except few.Busy as busy:
        raise NotYet("others wait for strangers' servers", seconds=BUSY_SECONDS) from busy


def _answered(bench: Bench, task: Claimed, to: Endpoint, one: Due, answer: Answer) -> bool:
    if answer.arrived:
        return _write(bench, task, to, one, Tried(SENT, answer.status, answer.text))
    if answer.status == ENDED:
        return _write(bench, task, to, one, Tried(REFUSED, answer.status, answer.text), ended=True)
    tried = _failed(one, answer.status, answer.text, bench.now, lost=False, wait=answer.wait)
    quiet = bench.now + answer.wait if answer.wait else None
    return _write(bench, task, to, one, tried, quiet_until=quiet)


def _no_answer(bench: Bench, task: Claimed, to: Endpoint, one: Due, trouble: Trouble) -> bool:
    """Nobody spoke. A certificate is often mended within hours; an address that may not be called is not."""
    if trouble.permanent and not isinstance(trouble, BadCertificate):
        return _write(bench, task, to, one, Tried(REFUSED, None, str(trouble)))
    if trouble.unknown and to.via == FLOW:
        return _write(bench, task, to, one, Tried(UNKNOWN, None, LOST))
    tried = _failed(one, None, str(trouble), bench.now, lost=trouble.unknown)
    since = to.failing_since or bench.now
    quiet = min(max(SHORTEST_QUIET, (bench.now - since) / 2), LONGEST_QUIET)
    end_as = UNKNOWN if trouble.unknown else REFUSED
    until = bench.now + quiet
    return _write(bench, task, to, one, tried, failing_since=since, quiet_until=until, end_as=end_as)


def _failed(
    one: Due, status: int | None, why: str, now: datetime, *, lost: bool, wait: timedelta | None = None
) -> Tried:
    if one.attempts >= len(PAUSES):
        return Tried(UNKNOWN if lost else REFUSED, status, why)
    return Tried(events.OWED, status, why, now + max(PAUSES[one.attempts], wait or timedelta()))


def _write(
    bench: Bench,
    task: Claimed,
    to: Endpoint,
    one: Due,
    tried: Tried,
    *,
    failing_since: datetime | None = None,
    quiet_until: datetime | None = None,
    ended: bool = False,
    end_as: str = REFUSED,
) -> bool:
    """What came of it, in one unit with the lease: whoever lost the task records nothing.

    `end_as`: what becomes of all that nobody took for so long.
    """
    account_id, now = task.account_id, bench.now
    with bench.workshop.ledger.writing() as unit:
        tasks.renew(unit, task, now)
        event_sends.record(unit, account_id, one.send_id, tried, now)
        kept = events.endpoint(unit, account_id, to.id)
        kept.failing_since, kept.quiet_until = failing_since, quiet_until
        if failing_since is not None and now - failing_since >= LONGEST:
            event_sends.stop(unit, account_id, to.id, tried.answer, end_as, before=now - LONGEST)
        if ended:
            _end(unit, kept, now)
    step("event.recorded")
    return not ended and quiet_until is None


def _end(unit: Session, to: Endpoint, now: datetime) -> None:
    to.ended_at = now
    event_sends.stop(unit, to.account_id, to.id, GONE)
    values: dict[str, Any] = {
        "address": to.address,
        "store": stores.get(unit, to.account_id, to.store_id).name,
    }
    say(unit, to.account_id, now, "connector", "endpoint_gone", store_id=to.store_id, **values)


KIND = Kind(TASK, carry)
