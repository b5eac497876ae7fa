"""What the doctor found: each fault a sentence with its cure, one button to mend it, one to look again."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.ledger import board_waiting, examinations, findings, stores, tasks
from connector.ledger.examinations import Examination
from connector.ledger.findings import Finding
from connector.ledger.orders import Order
from connector.ledger.stores import Store
from jobs.doctor import examining, mending
from pages.desk import Desk, number

MOST_SHOWN = 100
"""Faults of one store on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A fault as the page shows it. `why_not`: why no button mends it; "" when one does."""

    found: Finding
    order: Order | None
    why_not: str
    being_mended: bool


@dataclass(frozen=True, slots=True)
class Patient:
    """A store with its last round and what is amiss there. `going_on`: a round is owed or at work."""

    store: Store
    round: Examination | None
    going_on: bool
    total: int
    rows: list[Row]


def show(desk: Desk) -> ResponseReturnValue:
    """Every store that did not leave."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        known = [store for store in stores.of_account(unit, account_id) if store.left_at is None]
        rounds = examinations.of_account(unit, account_id)
        patients = [_patient(unit, store, rounds) for store in known]
        return render_template("doctor.html", patients=patients)


def _patient(unit: Session, store: Store, rounds: Mapping[int, Examination]) -> Patient:
    found = findings.open_of(unit, store.account_id, store.id, limit=MOST_SHOWN)
    named = [str(one.order_id) for one in found if one.order_id is not None]
    orders = board_waiting.names_of_orders(unit, store.account_id, named)
    rows = [_row(unit, one, orders.get(str(one.order_id))) for one in found]
    total = findings.open_count(unit, store.account_id, store.id)
    going_on = bool(tasks.open_for(unit, store.account_id, store.id, (examining.EXAMINE,)))
    return Patient(store, rounds.get(store.id), going_on, total, rows)


def _row(unit: Session, found: Finding, order: Order | None) -> Row:
    kinds, subjects = (mending.KIND.name,), (str(found.id),)
    working = tasks.any_open(unit, found.account_id, found.store_id, kinds, subjects)
    return Row(found, order, mending.why_not(unit, found), working)


def examine(desk: Desk) -> ResponseReturnValue:
    """All stores of the account, or the one that the form names."""
    account_id, wanted = desk.account(), number(request.form, "store")
    with desk.workshop.ledger.writing() as unit:
        known = stores.of_account(unit, account_id)
        chosen = [stores.get(unit, account_id, wanted)] if wanted is not None else known
        for store in chosen:
            if store.left_at is None:
                examining.owe(unit, account_id, store.id, desk.now)
    return desk.done(url_for("board.doctor"), "done.examine")


def mend(desk: Desk, finding_id: int) -> ResponseReturnValue:
    """One fault, or the reason why not."""
    with desk.workshop.ledger.writing() as unit:
        refused = mending.mend(unit, desk.account(), finding_id, desk.who, desk.now)
    return desk.done(url_for("board.doctor"), f"doctor.not.{refused}" if refused else "done.mend")
