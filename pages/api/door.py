"""The routes of the API. A key in the request is the only authority: another site has nothing to ride on."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from jobs.workshop import Workshop
from pages.api import settings
from pages.api.document import READS, WRITES, describer, finished
from pages.api.problems import Refusal, answer

PREFIX = "/api/v1"


def api(workshop: Workshop, ring: Callable[[str], object]) -> Blueprint:
    """`ring` wakes a lane's worker after a change."""
    made = Blueprint("api", __name__, url_prefix=PREFIX)
    about = describer()

    def read() -> Response:
        return settings.read(workshop)

    def replace() -> Response:
        found, changed = settings.replace(workshop)
        for lane in ("intake", "effects") if changed else ():
            ring(lane)
        return found

    read.__doc__, replace.__doc__ = settings.read.__doc__, _REPLACE
    made.add_url_rule("/settings", "settings", about.validate(**READS)(read), methods=["GET"])
    made.add_url_rule("/settings", "replace", about.validate(**WRITES)(replace), methods=["PUT"])
    made.add_url_rule("/openapi.json", "document", lambda: jsonify(finished(about.spec)))
    made.register_error_handler(Refusal, answer)
    made.register_error_handler(OperationalError, _away)
    made.register_error_handler(HTTPException, _http)
    made.after_request(_headers)
    return made


_REPLACE = """Replace all settings of the store that the key belongs to.

Every setting must be given, as GET answers them. With preview=1 nothing is saved; the answer says what the
settings would do to what is open today.
"""


def _away(_error: OperationalError) -> Response:
    return answer(Refusal(503, "the ledger is away: try again in a minute", Retry_After="60"))


def _http(error: HTTPException) -> Response:
    """As a body that is too large, while it is read."""
    return answer(Refusal(error.code or 500, error.description or error.name))


def _headers(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not request.path.endswith("/openapi.json"):
        response.headers["Cache-Control"] = "no-store"
    return response
