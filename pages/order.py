"""One order: its way so far, what it owes now, what happens next, and what a person may change."""

from collections.abc import Sequence
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.trouble import BadInput
from connector.ledger import board, board_waiting, history, letters, orders, promises, standing, stores
from connector.ledger.board_waiting import line_of
from connector.ledger.reckoning import today_of
from connector.ledger.standing import OrderStanding
from jobs import effects
from jobs.desk import given, placing, switching
from jobs.desk.amiss import Amiss
from jobs.desk.placing import TO
from pages import shown, timeline
from pages.desk import Desk
from pages.speech import speech


def show(desk: Desk, order_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """The order's page; `troubles` are what the last form could not use."""
    account_id, said = desk.account(), speech(desk)
    with desk.workshop.ledger.reading() as unit:
        found = standing.of_order(unit, account_id, order_id)
        store = stores.get(unit, account_id, found.order.store_id)
        sent = letters.of_order(unit, account_id, order_id)
        lines = [line.line for line in found.lines]
        seen = shown.of_lines(unit, store, found.order, lines)
        page = render_template(
            "order.html",
            order=found.order,
            standing=found,
            store=store,
            shown=seen,
            later=shown.later(found, seen),
            places=board.places(unit, account_id, {line.item_id for line in lines if line.item_id}),
            letters=sent,
            owed=[task for task in board_waiting.tasks_of_order(unit, found.order) if task.state != "done"],
            waits_for=_older_than(unit, found),
            way=timeline.entries(
                said,
                found.order,
                lines,
                history.of_order(unit, account_id, order_id),
                promises.history_of_order(unit, account_id, order_id),
                sent,
                seen,
            ),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def _older_than(unit: Session, found: OrderStanding) -> list[str]:
    """Effects that are on and do not touch this order, because it is older than their switch."""
    order = found.order
    on = stores.switches(unit, order.account_id, order.store_id)
    return sorted(set(on) - effects.active(order.placed_at, order.admitted_at, on))


def date_line(desk: Desk, order_id: int, line_id: int) -> ResponseReturnValue:
    """First whom it hurts, then, confirmed, the date itself. `date` empty: computed again."""
    raw, account_id = request.form, desk.account()
    with desk.workshop.ledger.reading() as unit:
        line_of(unit, account_id, order_id, line_id)
    try:
        reason = given.words("reason", raw.get("reason", ""), required=True)
        on = None if raw.get("clear") else later(desk, order_id, given.day("date", raw.get("date", "")))
        if "seen" not in raw:
            with desk.workshop.ledger.reading() as unit:
                found = placing.preview_date(unit, account_id, order_id, line_id, on, reason, desk.now)
            return _preview(desk, order_id, line_id, found, what="date", on=on, reason=reason)
        with desk.workshop.ledger.writing() as unit:
            placing.set_date(unit, account_id, order_id, line_id, on, reason, raw["seen"], desk.who, desk.now)
    except BadInput as error:
        return show(desk, order_id, [error])
    return desk.done(url_for("board.order", order_id=order_id), "done.date")


def place_line(desk: Desk, order_id: int, line_id: int) -> ResponseReturnValue:
    """First whom it hurts, then, confirmed, the new place in the queue."""
    raw, account_id = request.form, desk.account()
    with desk.workshop.ledger.reading() as unit:
        line_of(unit, account_id, order_id, line_id)
    try:
        to = raw.get("to", "")
        if to not in TO:
            raise Amiss("to", "required")
        reason = given.words("reason", raw.get("reason", ""), required=True)
        if "seen" not in raw:
            with desk.workshop.ledger.reading() as unit:
                found = placing.preview_move(unit, account_id, order_id, line_id, to, desk.now)
            return _preview(desk, order_id, line_id, found, what="place", to=to, reason=reason)
        with desk.workshop.ledger.writing() as unit:
            placing.move(unit, account_id, order_id, line_id, to, reason, raw["seen"], desk.who, desk.now)
    except BadInput as error:
        return show(desk, order_id, [error])
    return desk.done(url_for("board.order", order_id=order_id), f"done.{to}")


def later(desk: Desk, order_id: int, on: date) -> date:
    """No buyer is given a date that has passed; "today" is the shop's."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        order = orders.get(unit, account_id, order_id)
        store = stores.get(unit, account_id, order.store_id)
    if on < today_of(store, desk.now):
        raise Amiss("date", "past")
    return given.near("date", on, desk.now.date())


def _preview(
    desk: Desk,
    order_id: int,
    line_id: int,
    found: placing.Preview,
    *,
    what: str,
    reason: str,
    on: date | None = None,
    to: str = "",
) -> ResponseReturnValue:
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        return render_template(
            "whom.html",
            order=orders.get(unit, account_id, order_id),
            line=line_of(unit, account_id, order_id, line_id),
            preview=found,
            mine=next((one for one in found.shifts if one.line_id == line_id), None),
            others=[one for one in found.shifts if one.line_id != line_id],
            what=what,
            to=to,
            on=on,
            reason=reason,
        )


def admit(desk: Desk, order_id: int) -> ResponseReturnValue:
    """Effects may touch the order although it is older than their switch."""
    with desk.workshop.ledger.writing() as unit:
        switching.admit(unit, desk.account(), order_id, desk.who, desk.now)
    return desk.done(url_for("board.order", order_id=order_id), "done.admitted")
