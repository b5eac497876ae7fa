"""Who may come in, and as what."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.roles import Role
from connector.domain.trouble import BadInput
from connector.ledger import people, visits
from jobs.desk import peopling
from pages.desk import Desk
from pages.speech import speech


def show(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """Everybody of the account, and the roles in words."""
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        page = render_template(
            "people.html",
            people=people.of_account(unit, account_id),
            seen=visits.last_seen(unit, account_id),
            roles=tuple(Role),
            troubles=troubles,
        )
    return page, 422 if troubles else 200


def invite(desk: Desk) -> ResponseReturnValue:
    """Somebody new, and the letter to them."""
    try:
        email = peopling.read_email(request.form.get("email", ""))
        role = peopling.read_role(request.form.get("role", ""))
        with desk.workshop.ledger.writing() as unit:
            tongue = speech(desk).language
            made = peopling.invite(unit, desk.account(), email, role, desk.who, tongue, desk.now)
    except BadInput as error:
        return show(desk, [error])
    return desk.done(url_for("board.people"), "done.invited", person=made.shown)


def change_role(desk: Desk, person_id: int) -> ResponseReturnValue:
    """Another role, from the person's next request on."""
    try:
        role = peopling.read_role(request.form.get("role", ""))
        with desk.workshop.ledger.writing() as unit:
            person = peopling.change_role(unit, desk.account(), person_id, role, desk.who, desk.now)
    except BadInput as error:
        return show(desk, [error])
    return desk.done(url_for("board.people"), "done.role", person=person.shown)


def remove(desk: Desk, person_id: int) -> ResponseReturnValue:
    """Out, at once and everywhere."""
    try:
        with desk.workshop.ledger.writing() as unit:
            person = peopling.take_off(unit, desk.account(), person_id, desk.who, desk.now)
    except BadInput as error:
        return show(desk, [error])
    return desk.done(url_for("board.people"), "done.taken_off", person=person.shown)
