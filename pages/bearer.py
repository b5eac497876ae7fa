"""A request that says by itself who asks: App Bridge adds an ID token to what a page in the admin fetches."""

from flask import request

from connector.domain.roles import Role
from connector.domain.trouble import Trouble
from jobs import installing
from jobs.workshop import Workshop
from pages.visitor import Stranger, Visitor


def sent() -> bool:
    """Whether the request says by itself who asks; then no cookie counts, and no page's token is needed.

    Only a bearer does: a browser sends the password of a server in front of us by itself, to anybody's form.
    """
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def visitor(workshop: Workshop) -> Visitor:
    """Who sends this ID token (App Bridge adds it to what the page fetches). Raises Stranger."""
    try:
        opened = workshop.public_app.verify(request.url, {"Authorization": request.headers["Authorization"]})
    except Trouble as trouble:
        raise Stranger from trouble
    person = installing.visitor_of(workshop, opened) if opened else None
    if opened is None or person is None:
        raise Stranger
    return Visitor(
        person.account_id,
        person.id,
        person.shown,
        Role(person.role),
        framed_in=opened.shop,
        language=person.language,
    )
