"""How far the reading of a whole store is, reading it again, and what other tools left in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput
from connector.ledger import leftovers, readings, stores
from jobs.desk import leftovers as taking
from jobs.desk import reading
from jobs.desk.seen import seal
from pages.desk import Desk

ROWS = 100
"""Leftovers of one kind that are shown; the count says how many there are."""


def progress(unit: Session, account_id: int, store_id: int) -> Mapping[str, Any]:
    """The newest reading of the whole, the newest of what changed, and what other tools left, counted."""
    return {
        "whole": readings.last(unit, account_id, store_id, "whole"),
        "changes": readings.last(unit, account_id, store_id, "changes"),
        "left": leftovers.counts(unit, account_id, store_id),
    }


def again(desk: Desk, store_id: int) -> ResponseReturnValue:
    """Read everything again; nothing is changed at the store."""
    with desk.workshop.ledger.writing() as unit:
        reading.read_again(unit, desk.account(), store_id, desk.who, desk.now)
    return desk.done(url_for("board.store", store_id=store_id, _anchor="reading"), "done.whole_asked")


def left(desk: Desk, store_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """What was found, and which dates could be taken over."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, account_id, store_id)
        counts = leftovers.counts(unit, account_id, store_id)
        found = taking.would_take(unit, account_id, store_id, desk.now)
        page = render_template(
            "leftovers.html",
            store=store,
            counts=counts,
            rows={kind: leftovers.some(unit, account_id, store_id, kind, ROWS) for kind in counts},
            takings=found,
            seal=seal(found),
            whole=readings.last(unit, account_id, store_id, "whole"),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def take(desk: Desk, store_id: int) -> ResponseReturnValue:
    """The dates that were shown become dates set by a person."""
    seen = request.form.get("seal", "")
    try:
        with desk.workshop.ledger.writing() as unit:
            number = taking.take_over(unit, desk.account(), store_id, seen, desk.who, desk.now)
    except BadInput as error:
        return left(desk, store_id, [error])
    return desk.done(url_for("board.leftovers", store_id=store_id), "done.taken_over", number=number)
