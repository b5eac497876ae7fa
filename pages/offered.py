"""What the next buyer of an item is told, and the forms that change it."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from jobs.desk import given, selling
from jobs.desk.selling import Told
from pages import goods, picking
from pages.desk import Desk, number


def change(desk: Desk, item_id: int) -> ResponseReturnValue:
    """The note, selling beyond stock, and the page of items that take longer."""
    raw = request.form
    try:
        told = Told(given.words("note", raw.get("note", "")), raw.get("selling", ""), raw.get("featured", ""))
        with desk.workshop.ledger.writing() as unit:
            selling.change(unit, desk.account(), item_id, told, desk.who, desk.now)
    except BadInput as error:
        return goods.show(desk, item_id, [error])
    return desk.done(url_for("board.item", item_id=item_id), "done.offered")


def add(desk: Desk, item_id: int) -> ResponseReturnValue:
    """An alternative, by SKU or by title."""
    account_id = desk.account()
    try:
        with desk.workshop.ledger.writing() as unit:
            other = picking.item(unit, account_id, request.form.get("item", ""))
            selling.add_alternative(unit, account_id, item_id, other.id, desk.who, desk.now)
    except BadInput as error:
        return goods.show(desk, item_id, [error])
    return desk.done(url_for("board.item", item_id=item_id), "done.alternative")


def remove(desk: Desk, item_id: int) -> ResponseReturnValue:
    """It is named beside the item no longer."""
    other_id = number(request.form, "other") or 0
    with desk.workshop.ledger.writing() as unit:
        selling.remove_alternative(unit, desk.account(), item_id, other_id, desk.who, desk.now)
    return desk.done(url_for("board.item", item_id=item_id), "done.alternative_removed")
