"""Who is at this browser: the cookie of a visit, how it is set and taken away, and whom it names."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import current_app, g, request, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from connector.domain.roles import Role
from connector.ledger import visits
from connector.ledger.people import Person
from connector.ledger.visits import SEEN_EVERY, Visit
from jobs.workshop import Workshop
from pages import bearer
from pages.browsers import named
from pages.visitor import Stranger, Visitor

VISIT: Final = "visit"
FRAMED: Final = "framed"
"""Inside a shop's admin our cookies are another site's: they have a name and a jar of their own."""


def visitor(workshop: Workshop) -> Callable[[], Visitor]:
    """Who asks, looked up once a request; raises `Stranger`."""

    def look() -> Visitor:
        if "visitor" not in g:
            g.visitor = bearer.visitor(workshop) if bearer.sent() else _look(workshop)
        found: Visitor = g.visitor
        return found

    return look


def _look(workshop: Workshop) -> Visitor:
    token, now = carried(), workshop.clock()
    if not token:
        raise Stranger
    with workshop.ledger.reading() as unit:
        found = visits.find(unit, token, now)
    if found is None:
        raise Stranger
    visit, person = found
    if now - visit.seen_at >= SEEN_EVERY:
        with workshop.ledger.writing() as unit:
            visits.see(unit, visit.account_id, visit.id, now)
    return _visitor(visit, person)


def _visitor(visit: Visit, person: Person) -> Visitor:
    return Visitor(
        person.account_id,
        person.id,
        person.shown,
        Role(person.role),
        framed_in=visit.framed_in,
        visit_id=visit.id,
        language=person.language,
    )


def carried() -> str:
    """The secret that this browser carries; empty for none."""
    return request.cookies.get(cookie_name(FRAMED if framed() else VISIT), "")


def framed() -> bool:
    """Whether this page is shown inside a shop's admin.

    A cookie of ours that is no other site's never arrives there; a page of ours inside a page of ours has it.
    """
    if cookie_name(VISIT) in request.cookies:
        return False
    asked = "id_token" in request.args or request.args.get("embedded") == "1"
    inside = request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame")
    return asked or inside or cookie_name(FRAMED) in request.cookies


def begin(unit: Session, person: Person, now: datetime, framed_in: str = "") -> str:
    """A visit of this person in this browser, in place of whose it was; give what comes back to `let_in`."""
    before = visits.find(unit, carried(), now)
    if before is not None:
        visits.end(unit, before[0].account_id, before[0].person_id, before[0].id, now)
    return visits.begin(unit, person, now, framed_in=framed_in, browser=named(request.user_agent.string))


def let_in(answer: Response, token: str, *, in_frame: bool = False) -> Response:
    """The answer with the visit's cookie. Whatever the browser had brought along is forgotten."""
    session.clear()
    lasts = visits.FRAMED_LASTS if in_frame else visits.VISIT_LASTS
    answer.set_cookie(
        cookie_name(FRAMED if in_frame else VISIT),
        token,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=in_frame or secure(),
        samesite="None" if in_frame else "Lax",
        partitioned=in_frame,
    )
    return answer


def let_out(answer: Response) -> Response:
    """The answer that takes both cookies away."""
    session.clear()
    answer.delete_cookie(cookie_name(VISIT), httponly=True, secure=secure(), samesite="Lax")
    answer.delete_cookie(cookie_name(FRAMED), httponly=True, secure=True, samesite="None", partitioned=True)
    return answer


def cookie_name(name: str) -> str:
    """With TLS a name that no neighbouring site and no plain page can set."""
    return f"__Host-{name}" if secure() else name


def secure() -> bool:
    """Whether the world reaches us by https."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
