"""What goes wrong on a page before anybody is signed in."""

from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError

from pages import speech, strangers
from pages.desk import Desk
from pages.texts import TEXTS
from pages.visitor import Stranger


def stand(blueprint: Blueprint, desk: Desk) -> None:
    """Each trouble gets its page, in words; so does any address at which nothing is."""
    blueprint.register_error_handler(Stranger, strangers.turn_away)
    blueprint.register_error_handler(CSRFError, _no_token)
    blueprint.register_error_handler(OperationalError, no_ledger)
    blueprint.app_errorhandler(404)(partial(_plain, desk, "not_found", 404))
    blueprint.app_errorhandler(413)(partial(_plain, desk, "too_large", 413))


def _no_token(_error: CSRFError) -> ResponseReturnValue:
    return render_template("outside_trouble.html", about="no_token"), 400


def _plain(desk: Desk, about: str, status: int, _error: Exception) -> ResponseReturnValue:
    """No page's words are at hand: there may be no route, or its body was not read."""
    return render_template("outside_trouble.html", about=about, **speech.words(desk)), status


def no_ledger(_error: OperationalError) -> ResponseReturnValue:
    """Said without the ledger: no name, no count, and plain."""
    words = TEXTS[speech.language()]
    title, text = escape(words["no_ledger.title"]), escape(words["no_ledger.text"])
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>", 503
