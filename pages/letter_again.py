"""The letter of an order once more: read first, then, confirmed, sent."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import orders
from jobs.desk import sending_again
from pages import order
from pages.desk import Desk


def send(desk: Desk, order_id: int) -> ResponseReturnValue:
    """First the letter as it would leave now, then, confirmed, on its way."""
    account_id, ledger = desk.account(), desk.workshop.ledger
    try:
        if "seen" not in request.form:
            with ledger.reading() as unit:
                found = sending_again.preview(unit, account_id, order_id, desk.now)
                whose = orders.get(unit, account_id, order_id)
                return render_template("letter_again.html", order=whose, preview=found)
        with ledger.writing() as unit:
            sending_again.send(unit, account_id, order_id, request.form["seen"], desk.who, desk.now)
    except BadInput as error:
        return order.show(desk, order_id, [error])
    return desk.done(url_for("board.order", order_id=order_id), "done.letter_again")
