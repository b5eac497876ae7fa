"""What the door of the admin says when it cannot: RFC 9457, in the reader's language."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, json

from connector.domain.trouble import BadInput
from pages.speech import Speech


class Refusal(Exception):
    """Answered with a problem; `about` names the text below `admin.`."""

    def __init__(self, status: int, about: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(about)
        self.status = status
        self.about = about
        self.headers = headers or {}


def answer(said: Speech, refusal: Refusal) -> Response:
    """The problem in words."""
    made = _problem(refusal.status, said.t(f"admin.{refusal.about}"))
    made.headers.extend(refusal.headers)
    return made


def amiss(said: Speech, error: BadInput) -> Response:
    """What somebody typed, or what would happen by now, cannot be: which field, and the cure."""
    return _problem(422, said.trouble(error))


def _problem(status: int, detail: str) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(json.dumps(body), status, mimetype="application/problem+json")
