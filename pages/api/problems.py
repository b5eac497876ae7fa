"""What the API says when it cannot: RFC 9457, with every field and its cure, in the reader's language."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from flask import Response, json, request

from connector.domain.trouble import BadInput
from jobs.desk.amiss import Amiss
from pages.texts import TEXTS

MOST_TOLD: Final = 100


class Refusal(Exception):
    """A request that is answered with a problem."""

    def __init__(self, status: int, detail: str, errors: Sequence[BadInput] = (), **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers


def answer(refusal: Refusal) -> Response:
    """Names of headers are given with underscores."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
        "errors": [_fault(one) for one in refusal.errors[:MOST_TOLD]],
    }
    made = Response(json.dumps(body), refusal.status, mimetype="application/problem+json")
    for name, value in refusal.headers.items():
        made.headers[name.replace("_", "-")] = value
    return made


def _fault(error: BadInput) -> dict[str, str | int | None]:
    if not isinstance(error, Amiss):
        return {"field": error.field, "row": None, "cure": error.message}
    texts = TEXTS[request.accept_languages.best_match(tuple(TEXTS)) or "en"]
    return {"field": error.field, "row": error.row, "cure": texts[f"cure.{error.key}"].format(**error.values)}
