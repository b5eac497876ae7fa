"""Keys of a store's API: made, shown once, ended."""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import stores
from jobs.desk.settings import keys
from pages import settings
from pages.desk import Desk


def make(desk: Desk, store_id: int) -> ResponseReturnValue:
    """The only page that ever shows the key; no browser keeps it."""
    name = request.form.get("key_name", "")
    try:
        with desk.workshop.ledger.writing() as unit:
            plain = keys.make(unit, desk.account(), store_id, name, desk.who, desk.now)
            store = stores.get(unit, desk.account(), store_id)
            answer = make_response(render_template("key.html", store=store, name=name, plain=plain))
    except BadInput as error:
        return settings.show(desk, store_id, [error], "api")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def end(desk: Desk, store_id: int, key_id: int) -> ResponseReturnValue:
    """At once, for every program that has it."""
    try:
        with desk.workshop.ledger.writing() as unit:
            keys.end(unit, desk.account(), store_id, key_id, desk.who, desk.now)
    except BadInput as error:
        return settings.show(desk, store_id, [error], "api")
    return desk.done(url_for("board.settings", store_id=store_id, _anchor="api"), "done.key_ended")
