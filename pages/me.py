"""The visitor's own page: where they are signed in, what they are called, which language they read."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import people, visits
from jobs.desk import peopling
from pages import presence, speech
from pages.desk import Desk
from pages.texts import TEXTS


def show(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """Every browser that is signed in as this person."""
    here = desk.visitor()
    with desk.workshop.ledger.reading() as unit:
        page = render_template(
            "me.html",
            person=people.get(unit, here.account_id, here.person_id),
            visits=visits.of_person(unit, here.account_id, here.person_id, desk.now),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def change(desk: Desk) -> ResponseReturnValue:
    """Name and language."""
    here, chosen = desk.visitor(), request.form.get("language", "")
    chosen = chosen if chosen in TEXTS else here.language
    try:
        with desk.workshop.ledger.writing() as unit:
            person = people.get(unit, here.account_id, here.person_id)
            peopling.describe(unit, person, request.form.get("name", ""), chosen, desk.now)
    except BadInput as error:
        return show(desk, [error])
    answer = redirect(url_for("board.me"), 303)
    speech.keep(answer, chosen)
    desk.tell("done.me")
    return answer


def end(desk: Desk, visit_id: int) -> ResponseReturnValue:
    """Another browser of the same person is out with its next request."""
    here = desk.visitor()
    with desk.workshop.ledger.writing() as unit:
        if not visits.end(unit, here.account_id, here.person_id, visit_id, desk.now):
            raise LookupError(f"no visit {visit_id}")
    return desk.done(url_for("board.me"), "done.visit_end")


def sign_out(desk: Desk) -> ResponseReturnValue:
    """This browser is out."""
    here = desk.visitor()
    with desk.workshop.ledger.writing() as unit:
        visits.end(unit, here.account_id, here.person_id, here.visit_id, desk.now)
    return presence.let_out(redirect(url_for("entry.signin"), 303))


def sign_out_everywhere(desk: Desk) -> ResponseReturnValue:
    """Every browser is out, and links that lie in mailboxes open nothing any more."""
    here = desk.visitor()
    with desk.workshop.ledger.writing() as unit:
        peopling.sign_out_everywhere(unit, here.account_id, here.person_id, here.name, desk.now)
    return presence.let_out(redirect(url_for("entry.signin"), 303))
