"""What a browser may do with a page: nothing from elsewhere, nothing inline, no foreign frame."""

from collections.abc import Collection
from typing import Final

from flask import Blueprint, Flask, Response, abort, request
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFProtect

from jobs.workshop import Workshop
from pages import bearer, framing
from pages.jar import Jar

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Pico draws its arrows and ticks as data: images."""
LETTER_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A letter as sent is full of inline style; it may run nothing, load nothing, go nowhere."""

MOST_BYTES: Final = 2 * 1024 * 1024
"""Of a form with its file. More would be on this machine's disk before anybody is asked who they are."""

csrf = CSRFProtect()


def stand(blueprint: Blueprint, workshop: Workshop, no_token: Collection[str] = ()) -> None:
    """Every answer carries the headers; every unsafe request must carry the page's own token.

    `no_token`: names of the blueprint's routes that machines call, who have no page.
    """
    exempt = {f"{blueprint.name}.{name}" for name in no_token}

    def protect() -> None:
        request.max_content_length = MOST_BYTES
        if request.endpoint not in exempt:
            no_zeros()
        # A bearer is sent by the page itself: no other site can make a browser send it.
        if request.endpoint not in exempt and not bearer.sent():
            csrf.protect()

    @blueprint.record_once
    def _set_up(state: BlueprintSetupState) -> None:
        if isinstance(state.app, Flask):
            _app(state.app, workshop)

    blueprint.before_request(protect)
    blueprint.after_request(headers)


def no_zeros() -> None:
    """PostgreSQL cannot hold the character U+0000, and no keyboard types it."""
    for values in (request.args, request.form):
        if any("\0" in text for pair in values.items(multi=True) for text in pair):
            abort(400)


def _app(app: Flask, workshop: Workshop) -> None:
    # The door for machines has signatures, not tokens: only this blueprint asks for one.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SECURE"] = workshop.settings.public_url.startswith("https://")
    app.session_interface = Jar()
    if not app.secret_key:
        app.secret_key, *older = workshop.vault.derive("pages of the board")
        app.config["SECRET_KEY_FALLBACKS"] = list(older)
    csrf.init_app(app)
    app.after_request(_nobodys_page)


def _nobodys_page(response: Response) -> Response:
    """What no route answers is guarded as well: a page that is not there may be framed by nobody."""
    return response if request.blueprint else headers(response)


def headers(response: Response) -> Response:
    """Set the headers of an answer; a letter's own policy is kept."""
    kept = response.headers
    kept.setdefault("Content-Security-Policy", POLICY)
    if shop := framing.framed_in():
        kept["Content-Security-Policy"] = framing.let_frame(kept["Content-Security-Policy"], shop)
    kept["X-Content-Type-Options"] = "nosniff"
    kept["Referrer-Policy"] = "same-origin"
    kept["Cross-Origin-Opener-Policy"] = "same-origin"
    if not request.path.startswith("/board-static/"):
        kept["Cache-Control"] = "no-store"
    return response
