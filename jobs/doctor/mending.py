"""A person asks for one fault to be mended; the work is a task, and afterwards we look once more."""

from datetime import datetime

from sqlalchemy.orm import Session

from connector.domain.trouble import Trouble
from connector.ledger import accounts, findings, orders, stores, tasks
from connector.ledger.findings import Finding
from connector.ledger.tasks import Claimed, Owe
from jobs import effects
from jobs.desk.notes import say
from jobs.doctor.check import Check, Fault, Remedy
from jobs.doctor.examining import silence
from jobs.doctor.orders import look_at
from jobs.doctor.table import BY_RULE
from jobs.kinds import Bench, Kind, NotYet

BY_HAND, LEFT, PAUSED, OFF, OLDER = "by_hand", "left", "paused", "off", "older"
"""Why a fault is not mended by us: only a person can; the store left; a person's switch or pause."""


def remedy(rule: str) -> Remedy | None:
    """How faults of a rule are mended; None: a person must. A rule of another release is none of ours."""
    check = BY_RULE.get(rule)
    return check.remedy if check else None


def why_not(unit: Session, found: Finding) -> str:
    """Why it may not be mended now; "" when it may."""
    how = remedy(found.rule)
    if how is None:
        return BY_HAND
    if stores.get(unit, found.account_id, found.store_id).left_at is not None:
        return LEFT
    if how.leaves and accounts.get(unit, found.account_id).paused_at is not None:
        return PAUSED
    if not how.effect or found.order_id is None:
        return ""
    if how.effect not in stores.switches(unit, found.account_id, found.store_id):
        return OFF
    return "" if effects.may_touch(unit, found.account_id, found.order_id, how.effect) else OLDER


def mend(unit: Session, account_id: int, finding_id: int, who: str, now: datetime) -> str:
    """Owe what mends it and a look afterwards. Returns why it is not done, as `why_not`.

    Raises LookupError when the account has no such finding. One that is mended already stays so.
    """
    found = findings.get(unit, account_id, finding_id)
    how, refused = remedy(found.rule), why_not(unit, found)
    if found.mended_at is not None or refused or how is None:
        return refused
    how.owe(unit, found, who, now)
    found.mended_by, found.trouble = who, ""
    owed = [Owe("intake", KIND.name, str(found.id), now)]
    tasks.owe(unit, account_id, found.store_id, owed, now)
    check, store_id, order_id = BY_RULE[found.rule].name, found.store_id, found.order_id
    say(unit, account_id, now, who, "mend", store_id=store_id, order_id=order_id, check=check)
    return ""


def look_again(bench: Bench, claimed: list[Claimed]) -> None:
    """Whether the fault is gone, once nobody works on it any more."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        found = findings.get(unit, task.account_id, int(task.subject))
        how = remedy(found.rule)
        working = how is not None and _is_open(unit, found, how)
        paused = accounts.get(unit, task.account_id).paused_at is not None
    if working and not paused:
        raise NotYet("it is being mended", seconds=2.0)
    still = None if working or found.mended_at is not None else _find(bench, found)
    with bench.workshop.ledger.writing() as unit:
        kept = findings.get(unit, task.account_id, found.id)
        if still is not None:
            findings.seen(unit, bench.store, still.rule, still.subject, still.gaps, still.order_id, bench.now)
            kept.trouble = _last_words(unit, kept)
        elif not working and kept.mended_at is None:
            findings.close(kept, bench.now)
        tasks.finish(unit, task, bench.now)


def _is_open(unit: Session, found: Finding, how: Remedy) -> bool:
    kind, subject = how.task(found)
    return tasks.any_open(unit, found.account_id, found.store_id, (kind,), (subject,))


def _find(bench: Bench, found: Finding) -> Fault | None:
    """The same fault, if it is there still."""
    check = BY_RULE[found.rule]
    faults = _look(bench, check) if isinstance(check, Check) else _look_at_order(bench, found)
    return next((one for one in faults if (one.rule, one.subject) == (found.rule, found.subject)), None)


def _look(bench: Bench, check: Check) -> list[Fault]:
    try:
        return list(check.look(bench))
    except Trouble as trouble:
        if not trouble.permanent or not check.silent:
            raise
        return [silence(bench, check, trouble)]


def _look_at_order(bench: Bench, found: Finding) -> list[Fault]:
    order_id = found.order_id or 0
    with bench.workshop.ledger.reading() as unit:
        ref = orders.get(unit, found.account_id, order_id).order_ref
    # As if it had been read again already: that was the last thing done before it became a finding.
    seen = look_at(bench, [(order_id, ref)], {str(order_id): {"lines": {}}})
    if seen.aside:
        raise NotYet("the order is being worked on", seconds=2.0)
    return seen.faults


def _last_words(unit: Session, found: Finding) -> str:
    """What the task that should have mended it met."""
    how = remedy(found.rule)
    kind, subject = how.task(found) if how else ("", "")
    return tasks.trouble_of(unit, found.account_id, found.store_id, kind, subject)


KIND = Kind("look_again", look_again)
