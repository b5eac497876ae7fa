"""What goes wrong at the door for buyers: a problem for scripts, a plain page for people."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from pages.public.headers import wants_page
from pages.texts import TEXTS

AWAIT: Final = {429: "60", 503: "60"}
"""Seconds until one may ask again."""
KNOWN: Final = {404: "not_found", 429: "too_often", 503: "away"}


def stand(blueprint: Blueprint) -> None:
    """Each trouble is answered in words; nothing of it is kept by anybody."""
    blueprint.register_error_handler(RateLimitExceeded, lambda _: answer(429))
    blueprint.register_error_handler(OperationalError, lambda _: answer(503))
    # The board has pages of its own for these, which it shows wherever nobody else does.
    for kind in (NotFound, RequestEntityTooLarge, HTTPException):
        blueprint.register_error_handler(kind, _http)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return answer(error.code or 500, error.description or "")


def answer(status: int, detail: str = "") -> Response:
    """`detail`: for scripts, in English."""
    page = wants_page()
    made = _page(status) if page else problem(status, detail)
    made.vary.add("Accept")
    if status in AWAIT:
        made.headers["Retry-After"] = AWAIT[status]
    return made


def problem(status: int, detail: str) -> Response:
    """For scripts (RFC 9457)."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _page(status: int) -> Response:
    """Without a template: it must be there when nothing else is, and names no store."""
    language = _language()
    words, about = TEXTS[language], KNOWN.get(status, "odd")
    title, text = (escape(words[f"public.{about}.{part}"]) for part in ("title", "text"))
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><main><h1>{title}</h1><p>{text}</p></main>'
    )
    return Response(page, status, mimetype="text/html")


def _language() -> str:
    chosen = request.args.get("lang", "")
    return chosen if chosen in TEXTS else request.accept_languages.best_match(tuple(TEXTS)) or "en"
