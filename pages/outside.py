"""What goes wrong on a page before anybody is signed in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError

from pages import speech, strangers
from pages.texts import TEXTS
from pages.visitor import Stranger


def stand(blueprint: Blueprint) -> None:
    """Each trouble gets its page, in words."""
    blueprint.register_error_handler(Stranger, strangers.turn_away)
    blueprint.register_error_handler(CSRFError, _no_token)
    blueprint.register_error_handler(OperationalError, no_ledger)


def _no_token(_error: CSRFError) -> ResponseReturnValue:
    return render_template("outside_trouble.html", about="no_token"), 400


def no_ledger(_error: OperationalError) -> ResponseReturnValue:
    """Said without the ledger: no name, no count, and plain."""
    words = TEXTS[speech.language()]
    title, text = escape(words["no_ledger.title"]), escape(words["no_ledger.text"])
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>", 503
