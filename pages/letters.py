"""Letters as they were sent."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from connector.ledger import board_waiting, orders, stores
from pages.desk import Desk, pages_of
from pages.guard import LETTER_POLICY


def index(desk: Desk) -> ResponseReturnValue:
    """Every letter, the newest first."""
    account_id, text = desk.account(), request.args.get("q", "").strip()[:100]
    with desk.workshop.ledger.reading() as unit:
        here = pages_of(board_waiting.letters_matching(unit, account_id, text))
        rows = board_waiting.letters(unit, account_id, text, offset=here.offset)
    return render_template("letters.html", rows=rows, pages=here, text=text)


def show(desk: Desk, letter_id: int) -> ResponseReturnValue:
    """One letter, as text and as the buyer sees it."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        letter = board_waiting.letter(unit, account_id, letter_id)
        return render_template(
            "letter.html",
            letter=letter,
            order=orders.get(unit, account_id, letter.order_id) if letter.order_id else None,
            store=stores.get(unit, account_id, letter.store_id),
        )


def as_html(desk: Desk, letter_id: int) -> ResponseReturnValue:
    """The letter's own HTML, for a frame in which nothing runs."""
    with desk.workshop.ledger.reading() as unit:
        letter = board_waiting.letter(unit, desk.account(), letter_id)
    answer = Response(letter.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer
