"""Signing in: asking for a link by mail, and using it. Whether an address is known is never told."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import accounts, post, visits
from jobs.desk import peopling
from pages import presence
from pages.desk import Desk
from pages.onward import safe
from pages.speech import language


def ask(desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """The page with one field."""
    page = render_template("signin.html", troubles=troubles, onward=safe(request.values.get("next", "/")))
    return page, 422 if troubles else 200


def send(desk: Desk) -> ResponseReturnValue:
    """Owe a letter, for whoever it may be; the worker finds out whether anybody is called so."""
    try:
        address = peopling.read_email(request.form.get("email", ""))
    except BadInput as error:
        return ask(desk, [error])
    with desk.workshop.ledger.writing() as unit:
        onward = safe(request.form.get("next", "/"))
        post.owe(unit, post.SIGN_IN, address, language(), desk.now, onward=onward)
    desk.ring("effects")
    return redirect(url_for("entry.signin_sent"), 303)


def sent(_desk: Desk) -> ResponseReturnValue:
    """The same for everybody."""
    return render_template("signin_sent.html", minutes=int(visits.LINK_LASTS.total_seconds() // 60))


def look(desk: Desk, token: str) -> ResponseReturnValue:
    """Whom the link would sign in, and the button: programs that open links in letters use nothing up."""
    with desk.workshop.ledger.reading() as unit:
        person = visits.whose_link(unit, token, desk.now)
        if person is None:
            return render_template("outside_trouble.html", about="link_over"), 410
        account = accounts.get(unit, person.account_id)
        onward = safe(request.args.get("next", "/"))
        return render_template("signin_link.html", person=person, account=account, onward=onward)


def use(desk: Desk, token: str) -> ResponseReturnValue:
    """A new visit under a new secret, whatever the browser carried before."""
    with desk.workshop.ledger.writing() as unit:
        person = visits.take_link(unit, token, desk.now)
        if person is None:
            return render_template("outside_trouble.html", about="link_over"), 410
        secret = presence.begin(unit, person, desk.now)
        peopling.came_in(unit, person, desk.now)
    return presence.let_in(redirect(safe(request.form.get("next", "/")), 303), secret)


ROUTES = (
    ("/signin", "signin", ("GET",), ask),
    ("/signin", "signin_send", ("POST",), send),
    ("/signin/sent", "signin_sent", ("GET",), sent),
    ("/signin/<token>", "signin_link", ("GET",), look),
    ("/signin/<token>", "signin_use", ("POST",), use),
)
COUNTED = frozenset({"signin_send", "signin_use"})
"""Names of the routes that one may not press too often."""
