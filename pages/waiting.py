"""What waits for a person, each with its reason and what may be done about it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.ledger import board_events, board_waiting, inbox, stores, tasks
from jobs.desk import switching, trying_again
from pages.desk import Desk

MOST_TEXT = 200_000
"""Letters of a raw body that are shown: deliveries are at most 2 MB."""
MOST_SHOWN = 50


def show(desk: Desk) -> ResponseReturnValue:
    """Everything that waits for a person, on one page."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        known = stores.of_account(unit, account_id)
        stuck = tasks.waiting_for_person(unit, account_id)
        return render_template(
            "waiting.html",
            stores={store.id: store for store in known},
            tasks=stuck[:MOST_SHOWN],
            tasks_total=len(stuck),
            orders=board_waiting.names_of_orders(
                unit, account_id, [task.subject for task in stuck[:MOST_SHOWN]]
            ),
            unreadable=inbox.unreadable(unit, account_id),
            older=[
                (store, found, board_waiting.older_count(unit, account_id, store.id))
                for store in known
                if (found := board_waiting.older_orders(unit, account_id, store.id))
            ],
            unseen=board_waiting.unseen(unit, account_id),
            undelivered=board_events.given_up(unit, account_id),
        )


def replay(desk: Desk, task_id: int) -> ResponseReturnValue:
    """A task that was given up is owed again."""
    with desk.workshop.ledger.writing() as unit:
        trying_again.replay(unit, desk.account(), task_id, desk.who, desk.now)
    return desk.done(url_for("board.waiting"), "done.replayed")


def received(desk: Desk, delivery_id: int) -> ResponseReturnValue:
    """The raw body as text, whatever it claims to be."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        found = inbox.get(unit, account_id, delivery_id)
        return render_template(
            "received.html",
            delivery=found,
            store=stores.get(unit, account_id, found.store_id),
            body=found.body[:MOST_TEXT].decode("utf-8", "replace"),
            cut=len(found.body) > MOST_TEXT,
        )


def read_again(desk: Desk, delivery_id: int) -> ResponseReturnValue:
    """An unreadable delivery is owed to intake again."""
    with desk.workshop.ledger.writing() as unit:
        trying_again.read_again(unit, desk.account(), delivery_id, desk.who, desk.now)
    return desk.done(url_for("board.waiting"), "done.read_again")


def admit_all(desk: Desk, store_id: int) -> ResponseReturnValue:
    """First how many, then, confirmed, all of them."""
    account_id, ledger = desk.account(), desk.workshop.ledger
    if "confirmed" not in request.form:
        with ledger.reading() as unit:
            store = stores.get(unit, account_id, store_id)
            older = board_waiting.older_count(unit, account_id, store_id)
            on = stores.switches(unit, account_id, store_id)
        return render_template("admit_all.html", store=store, older=older, effects=sorted(on))
    with ledger.writing() as unit:
        stores.get(unit, account_id, store_id)
        admitted = switching.admit_all(unit, account_id, store_id, desk.who, desk.now)
    return desk.done(url_for("board.waiting"), "done.admitted_all", n=admitted)
