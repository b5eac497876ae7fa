"""Expected deliveries: the list, and what a person enters by hand."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import board_items, items, locations, supply
from jobs.desk import expecting, given
from jobs.desk.expecting import Coming
from pages import picking
from pages.desk import Desk, number, pages_of, todays


def show(desk: Desk, troubles: Sequence[BadInput] = (), **more: Any) -> ResponseReturnValue:
    """`more`: what an upload brought, to be looked at again."""
    account_id, text = desk.account(), request.args.get("q", "").strip()[:100]
    with desk.workshop.ledger.reading() as unit:
        here = pages_of(board_items.expected_matching(unit, account_id, text))
        page = render_template(
            "expected.html",
            rows=board_items.expected_rows(unit, account_id, text, offset=here.offset),
            pages=here,
            text=text,
            places=locations.of_account(unit, account_id),
            picks=board_items.rows(unit, account_id, "", limit=picking.MOST_PICKS),
            today=min(todays(unit, account_id, desk.now).values(), default=desk.now.date()),
            troubles=troubles,
            picked=request.values.get("item", ""),
            **more,
        )
    return page, 422 if troubles else 200


def add(desk: Desk) -> ResponseReturnValue:
    """One delivery, by hand."""
    raw, account_id = request.form, desk.account()
    try:
        with desk.workshop.ledger.writing() as unit:
            coming = Coming(
                item_id=picking.item(unit, account_id, raw.get("item", "")).id,
                location_id=number(raw, "location") or 0,
                quantity=given.whole("quantity", raw.get("quantity", "")),
                expected_on=given.day("date", raw.get("date", "")),
                note=given.words("note", raw.get("note", "")),
            )
            expecting.add(unit, account_id, coming, desk.who, desk.now)
    except BadInput as error:
        return show(desk, [error])
    return desk.done(url_for("board.expected"), "done.expected")


def one(desk: Desk, expected_id: int, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """One delivery with what may be done about it."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        row = supply.delivery(unit, account_id, expected_id)
        page = render_template(
            "delivery.html",
            row=row,
            item=items.get(unit, account_id, row.item_id),
            place=locations.get(unit, account_id, row.location_id),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def change(desk: Desk, expected_id: int) -> ResponseReturnValue:
    """Another quantity, date or note."""
    raw = request.form
    try:
        with desk.workshop.ledger.writing() as unit:
            expecting.change(
                unit,
                desk.account(),
                expected_id,
                quantity=given.whole("quantity", raw.get("quantity", "")),
                expected_on=given.day("date", raw.get("date", "")),
                note=given.words("note", raw.get("note", "")),
                who=desk.who,
                now=desk.now,
            )
    except BadInput as error:
        return one(desk, expected_id, [error])
    return desk.done(url_for("board.expected"), "done.changed")


def arrived(desk: Desk, expected_id: int) -> ResponseReturnValue:
    """Some or all units are here."""
    try:
        units = given.whole("quantity", request.form.get("quantity", ""))
        with desk.workshop.ledger.writing() as unit:
            expecting.arrive(unit, desk.account(), expected_id, units, desk.who, desk.now)
    except BadInput as error:
        return one(desk, expected_id, [error])
    return desk.done(url_for("board.expected"), "done.arrived", n=units)


def remove(desk: Desk, expected_id: int) -> ResponseReturnValue:
    """It does not come."""
    try:
        with desk.workshop.ledger.writing() as unit:
            expecting.remove(unit, desk.account(), expected_id, desk.who, desk.now)
    except BadInput as error:
        return one(desk, expected_id, [error])
    return desk.done(url_for("board.expected"), "done.removed")
