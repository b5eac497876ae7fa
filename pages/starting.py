"""A new merchant: an address and a shop's name, and an account once the mailed link is used."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.trouble import BadInput
from connector.ledger import post
from jobs.desk import beginning
from pages import presence
from pages.desk import Desk
from pages.speech import language


def ask(_desk: Desk, troubles: Sequence[BadInput] = ()) -> ResponseReturnValue:
    """The page with two fields."""
    return render_template("start.html", troubles=troubles), 422 if troubles else 200


def send(desk: Desk) -> ResponseReturnValue:
    """Owe the letter with the link; no account is made yet."""
    try:
        wanted = beginning.read(request.form.get("email", ""), request.form.get("shop", ""), language())
    except ExceptionGroup as found:
        return ask(desk, [fault for fault in found.exceptions if isinstance(fault, BadInput)])
    with desk.workshop.ledger.writing() as unit:
        post.owe(unit, post.START, wanted.email, wanted.language, desk.now, shop=wanted.shop)
    desk.ring("effects")
    return redirect(url_for("entry.start_sent"), 303)


def sent(_desk: Desk) -> ResponseReturnValue:
    """Where to look now."""
    return render_template("start_sent.html", minutes=int(beginning.LASTS.total_seconds() // 60))


def look(desk: Desk, token: str) -> ResponseReturnValue:
    """What the link would make, and the button."""
    wanted = beginning.opened(desk.workshop, token)
    if wanted is None:
        return render_template("outside_trouble.html", about="link_over"), 410
    return render_template("start_link.html", wanted=wanted)


def use(desk: Desk, token: str) -> ResponseReturnValue:
    """The account, its owner and the first visit; a second use signs nobody in."""
    wanted = beginning.opened(desk.workshop, token)
    if wanted is None:
        return render_template("outside_trouble.html", about="link_over"), 410
    with desk.workshop.ledger.writing() as unit:
        person = beginning.begin(unit, wanted, desk.now)
        if person is None:
            return render_template("outside_trouble.html", about="link_over"), 410
        secret = presence.begin(unit, person, desk.now)
    return presence.let_in(redirect(url_for("board.home"), 303), secret)


ROUTES = (
    ("/start", "start", ("GET",), ask),
    ("/start", "start_send", ("POST",), send),
    ("/start/sent", "start_sent", ("GET",), sent),
    ("/start/<token>", "start_link", ("GET",), look),
    ("/start/<token>", "start_use", ("POST",), use),
)
COUNTED = frozenset({"start_send", "start_use"})
"""Names of the routes that one may not press too often."""
