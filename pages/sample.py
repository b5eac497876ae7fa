"""The letter that a store's settings make: looked at on a real order, and sent to oneself."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import stores
from jobs.desk.settings import sample
from pages import settings
from pages.desk import Desk
from pages.guard import LETTER_POLICY


def show(desk: Desk, store_id: int) -> ResponseReturnValue:
    """As text and as a buyer would see it."""
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, desk.account(), store_id)
        return render_template("sample.html", store=store, letter=sample.look(unit, store, {}, desk.now))


def as_html(desk: Desk, store_id: int) -> ResponseReturnValue:
    """For a frame in which nothing runs."""
    with desk.workshop.ledger.reading() as unit:
        store = stores.get(unit, desk.account(), store_id)
        answer = Response(sample.look(unit, store, {}, desk.now).words.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer


def send(desk: Desk, store_id: int) -> ResponseReturnValue:
    """To the person's own address, whatever is switched on; to no buyer."""
    try:
        with desk.workshop.ledger.writing() as unit:
            person_id = desk.visitor().person_id
            to = sample.send(unit, desk.account(), store_id, person_id, desk.who, desk.now)
    except BadInput as error:
        return settings.show(desk, store_id, [error], "sender")
    return desk.done(
        url_for("board.settings", store_id=store_id, _anchor="sender"), "done.test_letter", to=to
    )
