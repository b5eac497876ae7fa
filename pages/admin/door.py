"""The routes of the extension in Shopify's admin: a table of addresses, each with the leave that it needs.

The ID token that the admin adds to each request is the only authority; no cookie is read or set. The
extension runs in a worker of Shopify's own origin, which may read the answers because the headers say so:
https://shopify.dev/docs/api/admin-extensions/latest/network-features
"""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper
from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from connector.domain.roles import May
from connector.domain.trouble import BadInput
from jobs.workshop import Workshop
from pages.admin import asked, doing, refusals, told
from pages.admin.asked import Asked
from pages.admin.refusals import Refusal
from pages.desk import Desk
from pages.speech import Speech
from pages.visitor import Stranger

View = Callable[[Asked], Response]
ORIGIN: Final = "https://extensions.shopifycdn.com"
"""Where extensions of the admin run."""
PREFIX: Final = "/shopify/admin/orders/<int(max=9223372036854775807):number>"
MOST_BYTES: Final = 16 * 1024
RETRY: Final = {"X-Shopify-Retry-Invalid-Session-Request": "1"}

ROUTES: Sequence[tuple[str, str, str, View, May]] = (
    ("", "order", "GET", told.order, May.LOOK),
    ("/date", "date", "POST", doing.date_line, May.ORDERS),
    ("/letter", "letter", "POST", doing.letter_again, May.ORDERS),
    ("/pause", "pause", "POST", doing.pause, May.PAUSE),
)
"""Below the order's address: name, method, view and leave."""


def admin(workshop: Workshop, ring: Callable[[str], object]) -> Blueprint:
    """`ring` wakes a lane's worker after a change."""
    made = Blueprint("admin", __name__)
    desk = Desk(workshop, partial(asked.visitor, workshop), ring)
    for address, name, method, view, leave in ROUTES:
        made.add_url_rule(
            f"{PREFIX}{address}",
            name,
            update_wrapper(partial(_answer, desk, view, leave), view),
            methods=(method, "OPTIONS"),
            provide_automatic_options=False,
        )
    made.before_request(_small)
    made.after_request(_headers)
    _refusals(made, desk)
    return made


def _answer(desk: Desk, view: View, leave: May, number: int) -> Response:
    """The view, for those whose role has the leave that it needs; a browser that only asks is told it may."""
    if request.method == "OPTIONS":
        return Response(status=204)
    if not desk.visitor().may(leave):
        raise Refusal(403, "no_leave")
    answered = view(asked.found(desk, number))
    for lane in ("intake", "effects") if request.method == "POST" else ():
        desk.ring(lane)
    return answered


def _small() -> None:
    request.max_content_length = MOST_BYTES


def _refusals(made: Blueprint, desk: Desk) -> None:
    def refuse(refusal: Refusal) -> Response:
        return refusals.answer(asked.speech(desk), refusal)

    def nothing_there(error: LookupError) -> Response:
        """The ledger raises a plain LookupError for what is not the account's; others are faults of ours."""
        if type(error) is not LookupError:
            raise error
        return refuse(Refusal(404, "unknown"))

    made.register_error_handler(Refusal, refuse)
    made.register_error_handler(LookupError, nothing_there)
    made.register_error_handler(Stranger, lambda _error: refuse(Refusal(401, "stranger", RETRY)))
    made.register_error_handler(BadInput, lambda error: refusals.amiss(asked.speech(desk), error))
    made.register_error_handler(OperationalError, partial(_away, desk))
    made.register_error_handler(HTTPException, lambda error: refuse(Refusal(error.code or 500, "unreadable")))


def _away(desk: Desk, _error: OperationalError) -> Response:
    """Nobody can be looked up now, nor their language."""
    said = Speech(asked.language() or "en", desk.now.date())
    return refusals.answer(said, Refusal(503, "away", {"Retry-After": "60"}))


def _headers(response: Response) -> Response:
    kept = response.headers
    kept["Access-Control-Allow-Origin"] = ORIGIN
    kept["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    kept["Access-Control-Allow-Methods"] = "GET, POST"
    kept["Access-Control-Max-Age"] = "600"
    kept["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    kept["X-Content-Type-Options"] = "nosniff"
    kept["Cache-Control"] = "no-store"
    return response
