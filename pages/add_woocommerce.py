"""Adding a WooCommerce store: its address, its administrator's yes over there, and what came of it."""

import hmac
from collections.abc import Sequence

import structlog
from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from adapters.woocommerce.site import Elsewhere
from connector.domain.trouble import BadInput, Refused
from connector.ledger import grants
from connector.ledger.grants import Grant
from jobs import few, granting
from jobs.desk.amiss import Amiss
from pages import asker
from pages.desk import Desk

COOKIE = "woocommerce_grant"
COOKIE_PATH = "/stores/woocommerce"
MOST_BYTES = 64 * 1024

log = structlog.get_logger()


def form(desk: Desk, troubles: Sequence[BadInput] = (), to: str = "") -> ResponseReturnValue:
    """Where is the store? `to`: where the address led, to be asked about. The last attempt says how it ended.

    WooCommerce shows an error of its own when we turn its keys away: people come back here by hand.
    """
    with desk.workshop.ledger.reading() as unit:
        browser = asker.named(COOKIE)
        last = grants.latest(unit, desk.account(), granting.PLATFORM, browser) if browser else None
    failed = last if last is not None and last.trouble and request.method == "GET" else None
    page = render_template("add_woocommerce.html", troubles=troubles, to=to, failed=failed)
    return page, 422 if troubles else 200


def check(desk: Desk) -> ResponseReturnValue:
    """The store is there: its administrator may be asked, in the store's own pages."""
    typed = request.form.get("address", "")
    try:
        if not typed.strip():
            raise Amiss("address", "required")
        with few.waiting_outside():
            found = granting.check_address(desk.workshop, desk.account(), typed)
        browser = asker.new_name()
        asked = granting.ask(desk.workshop, desk.account(), found, browser, desk.who)
    except few.Busy:
        return form(desk, [Amiss("address", "busy")])
    except Elsewhere as error:
        return form(desk, to=error.to)
    except BadInput as error:
        return form(desk, [error])
    answer = make_response(render_template("ask_woocommerce.html", asked=asked))
    return asker.remember(answer, COOKIE, browser, COOKIE_PATH, grants.LASTS)


def back(desk: Desk) -> ResponseReturnValue:
    """The store sends its administrator back here, with our state and their yes or no.

    Only in the browser that asked does anything come of it, and only once the keys have come: the store
    hands them over before it sends anybody back.
    """
    with desk.workshop.ledger.reading() as unit:
        state = request.args.get("user_id", "")
        grant = grants.by_state(unit, desk.account(), granting.PLATFORM, state)
    if grant is None:
        return _came(None, "unknown", 404)
    if not _same_browser(grant):  # `spoil` ended it
        return _came(grant, "other_browser", 403)
    granting.give_up(desk.workshop, grant, "no_keys" if request.args.get("success") == "1" else "refused")
    try:
        with few.waiting_outside():
            grant = granting.finish(desk.workshop, grant)
    except few.Busy:
        return _came(grant, "unfinished", 503)
    if grant.store_id:
        return desk.done(url_for("board.store", store_id=grant.store_id), "done.attached")
    return _came(grant, grant.trouble or "unfinished", 422)


def spoil(desk: Desk) -> None:
    """Whoever they are: a browser that did not ask for a grant ends it by coming back with it."""
    if request.endpoint != "board.back_from_woocommerce":
        return
    with desk.workshop.ledger.reading() as unit:
        grant = grants.of_anybody(unit, granting.PLATFORM, request.args.get("user_id", ""))
    if grant is not None and not _same_browser(grant):
        granting.spoil(desk.workshop, grant)


def receive_keys(desk: Desk) -> ResponseReturnValue:
    """The store's server hands over keys. Exactly 200 keeps them; after any other answer it deletes them."""
    try:
        granting.receive(desk.workshop, _raw_bytes())
    except Refused as refused:
        log.warning("keys of a WooCommerce store were turned away", why=str(refused))
        return Response(str(refused), refused.status, content_type="text/plain; charset=utf-8")
    return Response("", 200, content_type="text/plain; charset=utf-8")


def _came(grant: Grant | None, why: str, status: int) -> ResponseReturnValue:
    return render_template("came_woocommerce.html", grant=grant, why=why), status


def _same_browser(grant: Grant) -> bool:
    shown = grants.hash_of(asker.named(COOKIE))
    return hmac.compare_digest(shown, grant.browser_hash)


def _raw_bytes() -> bytes:
    if request.headers.get("Content-Encoding", "identity") not in ("", "identity"):
        raise Refused(415, "send the body as it is, not compressed")
    raw = request.stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(413, "keys fit into 64 kB")
    return raw


ROUTES = (("/woocommerce/callback", "woocommerce_keys", ("POST",), receive_keys),)
"""What the store's server asks: nobody is signed in there."""
NO_TOKEN = frozenset({"woocommerce_keys"})
