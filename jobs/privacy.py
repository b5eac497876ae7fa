"""Answer what was asked about a buyer or a store: a file of all we hold, or nothing of it held any more.

Every part may be repeated: a worker that dies in the middle begins again, and who was forgotten stays so.
"""

import json
from collections.abc import Callable, Iterator

import structlog
from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.ledger import (
    buyers,
    erasing,
    forgotten,
    inbox,
    locks,
    privacy,
    stores,
    tasks,
    traces,
    waits,
)
from connector.ledger.inbox import Received
from connector.ledger.privacy import PrivacyRequest
from connector.ledger.tasks import Claimed
from connector.steps import step
from jobs import asking, buyer_file, forgetting, naming
from jobs.desk.notes import say
from jobs.kinds import Bench, Kind

log = structlog.get_logger()


def run(bench: Bench, claimed: list[Claimed]) -> None:
    """One request, by its number."""
    (task,) = claimed
    with bench.workshop.ledger.reading() as unit:
        request = privacy.get(unit, task.account_id, int(task.subject))
        store = stores.get(unit, task.account_id, task.store_id)
    if request.state == "done":
        with bench.workshop.ledger.writing() as unit:
            tasks.finish(unit, task, bench.now)
        return
    ANSWERS[request.kind](bench, task, request, asking.whom_of(bench.workshop, store, request))


def _tell(bench: Bench, task: Claimed, request: PrivacyRequest, whom: Whom) -> None:
    """Everything that any table or any delivery says of them, as one file for the merchant to hand on."""
    with bench.workshop.ledger.reading() as unit:
        whom, owned = naming.all_of(unit, bench.store, whom)
        tables = {name: list(rows) for name, rows in traces.of(unit, owned, whom)}
    bodies = [one for part in _naming(bench, task, whom) for one in part]
    made = buyer_file.pack(tables, bodies, bench.now)
    counts = {name: len(tables.get(name, ())) for name in ("orders", "letters", "waits")}
    counts["deliveries"] = len(bodies)
    with bench.workshop.ledger.writing() as unit:
        row = privacy.get(unit, task.account_id, request.id)
        row.answer = buyer_file.sealed(bench.workshop, bench.store, row, made)
        _done(unit, bench, task, row, counts)


def _forget(bench: Bench, task: Claimed, request: PrivacyRequest, whom: Whom) -> None:
    whom = _mark(bench, task, request, whom)
    step("privacy.marked")
    with bench.workshop.ledger.writing() as unit:
        _, owned = naming.all_of(unit, bench.store, whom)
        found = buyers.orders_of(unit, task.account_id, task.store_id, whom)
        counts = {"orders": len(found), "letters": buyers.forget(unit, task.account_id, found, bench.now)}
        counts["waits"] = waits.forget(unit, task.account_id, task.store_id, whom.addresses)
        traces.blot(unit, owned, whom)
    step("privacy.rows_forgotten")
    counts["deliveries"] = 0
    for part in _naming(bench, task, whom):
        with bench.workshop.ledger.writing() as unit:
            ids = [one.id for one in part]
            counts["deliveries"] += inbox.forget_bodies(unit, task.account_id, ids)
    step("privacy.bodies_forgotten")
    with bench.workshop.ledger.writing() as unit:
        _forget_earlier(unit, bench, task, whom)
        row = privacy.get(unit, task.account_id, request.id)
        row.sealed = ""
        _done(unit, bench, task, row, counts)


def _mark(bench: Bench, task: Claimed, request: PrivacyRequest, whom: Whom) -> Whom:
    """First of all nothing may bring them back. Their names are noted: soon no order tells them."""
    with bench.workshop.ledger.writing() as unit:
        store = locks.store(unit, task.account_id, task.store_id)
        whom, _ = naming.all_of(unit, store, whom)
        refs = [("email", one) for one in whom.addresses] + [("order", one) for one in whom.orders]
        refs.append(("customer", whom.customer))
        forgotten.mark(unit, store, forgetting.key_of(bench.workshop, store), refs, bench.now)
        row = privacy.get(unit, task.account_id, request.id)
        row.sealed = asking.sealed(bench.workshop, store, row, whom)
    return whom


def _naming(bench: Bench, task: Claimed, whom: Whom) -> Iterator[list[Received]]:
    """Part by part; looking through many takes longer than a lease, so the task is kept."""
    last = 0
    while True:
        with bench.workshop.ledger.writing() as unit:
            tasks.renew(unit, task, bench.now)
        with bench.workshop.ledger.reading() as unit:
            found, last = naming.next_part(unit, bench.store, whom, last)
        if not last:
            return
        if found:
            yield found


def _forget_earlier(unit: Session, bench: Bench, task: Claimed, whom: Whom) -> None:
    """Files that were made for them before are gone as well."""
    for earlier in privacy.of_store(unit, task.account_id, task.store_id, ("data_request",)):
        if asking.whom_of(bench.workshop, bench.store, earlier).same_as(whom):
            earlier.answer, earlier.sealed = None, ""
            earlier.state, earlier.done_at = "done", earlier.done_at or bench.now


def _done(unit: Session, bench: Bench, task: Claimed, row: PrivacyRequest, counts: dict[str, int]) -> None:
    row.state, row.done_at, row.told = "done", bench.now, json.dumps(counts)
    key = "privacy_told" if row.kind == "data_request" else "privacy_forgotten"
    say(unit, row.account_id, bench.now, row.asked_by, key, store_id=row.store_id, **counts)
    tasks.finish(unit, task, bench.now)


def _erase(bench: Bench, task: Claimed, _request: PrivacyRequest, _whom: Whom) -> None:
    """The request and its task go with the store: there is nobody left to tell."""
    with bench.workshop.ledger.writing() as unit:
        tasks.still_mine(unit, task)
        addresses = buyers.addresses(unit, task.account_id, task.store_id)
        addresses |= waits.addresses(unit, task.account_id, task.store_id)
        whole = erasing.store(unit, task.account_id, task.store_id)
        traces.blot_addresses(unit, task.account_id, addresses)
    log.info("a store was erased at its platform's request", store=task.store_id, whole_account=whole)


ANSWERS: dict[str, Callable[[Bench, Claimed, PrivacyRequest, Whom], None]] = {
    "data_request": _tell,
    "customer_redact": _forget,
    "shop_redact": _erase,
}
KIND = Kind(asking.TASK, run, survives_leaving=True)
