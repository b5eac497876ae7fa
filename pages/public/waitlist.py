"""The waitlist as buyers see it: a form, and the two pages that the links of its letters open.

Opening a link changes nothing: mail programs open links by themselves. A button does, by a POST.
"""

from collections.abc import Callable
from typing import Any, Final

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from connector.domain.offered import uncounted
from connector.domain.trouble import BadInput
from connector.domain.waitlist import MOST_UNITS, lacks, most_now
from connector.ledger import items, stores
from connector.ledger.items import Listing
from connector.ledger.shown import Shown
from connector.letters.plain import link
from jobs.desk import given
from jobs.waitlist import joining, links
from jobs.waitlist.joining import Wish
from jobs.waitlist.kinds import EFFECT, LANE
from pages.public import availability, themed
from pages.public.asked import Asked
from pages.public.items import words
from pages.public.routes import SELDOM, Route

A_PERSON: Final = f"{SELDOM};60 per hour"
MANY_BUYERS: Final = "240 per minute"
"""Through Shopify all buyers of a shop come from Shopify's own addresses."""


def form(asked: Asked) -> ResponseReturnValue:
    """Of one item: who wants to be told; or, where it can be ordered, where."""
    quantity = request.args.get("quantity", "1")
    with asked.workshop.ledger.reading() as unit:
        listing, most = _wanted(unit, asked)
    units = int(quantity) if quantity.isascii() and quantity.isdigit() else 1
    wished = max(1, min(units, MOST_UNITS))
    if not lacks(most, wished):
        return _page(asked, "orderable", listing)
    return _page(asked, "form", listing, wished=wished)


def ask(asked: Asked) -> ResponseReturnValue:
    """The answer is the same for every address."""
    raw = request.form
    with asked.workshop.ledger.writing() as unit:
        listing, most = _wanted(unit, asked)
        try:
            email = joining.read_address(raw.get("email", ""))
            units = given.whole("quantity", raw.get("quantity", "1"), most=MOST_UNITS)
        except BadInput as error:
            typed = {"email": raw.get("email", ""), "wished": raw.get("quantity", "")}
            return _page(asked, "form", listing, status=422, trouble=error, **typed)
        if not lacks(most, units):
            return _page(asked, "orderable", listing)
        taken = joining.ask(unit, asked.store, listing, Wish(email, units, asked.language), asked.now)
    if not taken:
        made = _page(asked, "crowded", listing, status=429)
        made.headers["Retry-After"] = str(int(joining.CROWD.total_seconds()))
        return made
    asked.ring(LANE)
    return _page(asked, "sent", listing)


def _wanted(unit: Session, asked: Asked) -> tuple[Listing, int | None]:
    """The item that is asked for, and how many of it can be ordered.

    A store without a waitlist has none, nor has one an item that buyers cannot see in the shop.
    """
    name = request.args.get("item", "")
    found = availability.of_items(unit, asked.store, (name,)).get(name)
    if found is None or not stores.shows(unit, asked.store, EFFECT):
        raise NotFound
    listing = items.listing(unit, asked.store.account_id, found.listing_id)
    if not listing.visible:
        # WooCommerce's ids are small numbers: whoever counts through them must not read titles of drafts.
        raise NotFound
    return listing, _most(found, asked)


def _most(found: Shown, asked: Asked) -> int | None:
    if not found.tracked:
        return uncounted(found.beyond).most
    return most_now(found.body, asked.say.today, shut=found.shut) if found.body else 0


def to_confirm(asked: Asked, word: str) -> ResponseReturnValue:
    """One button, whatever the word."""
    return _linked(asked, links.CONFIRM, word)


def confirm(asked: Asked, word: str) -> ResponseReturnValue:
    """They said yes."""
    with asked.workshop.ledger.writing() as unit:
        wait = joining.confirm(unit, asked.store, word, asked.now) if asked.store.left_at is None else None
        listing = items.listing(unit, wait.account_id, wait.listing_id) if wait else None
    if wait is None:
        return _linked(asked, links.CONFIRM, word, "too_late", 410)
    asked.ring(LANE)
    return _page(asked, "confirmed", listing)


def to_leave(asked: Asked, word: str) -> ResponseReturnValue:
    """One button, whatever the word."""
    return _linked(asked, links.LEAVE, word)


def leave(asked: Asked, word: str) -> ResponseReturnValue:
    """Off the list. Also what a mail program posts by itself (RFC 8058); nothing tells who was on it."""
    with asked.workshop.ledger.writing() as unit:
        joining.leave(unit, asked.store, word, asked.now)
    return _linked(asked, links.LEAVE, word, "left")


def _linked(asked: Asked, what: str, word: str, said: str = "", status: int = 200) -> Response:
    """The page that the link of a letter opens, or what it says after its button was pressed."""

    def here(language: str) -> str:
        return asked.link(f"waitlist_{what}", word=word, lang=language)

    return _answer(asked, said or what, here, status)


def _page(asked: Asked, what: str, listing: Listing | None, status: int = 200, **more: Any) -> Response:
    """About one item. `more`: what was typed."""
    query = {name: request.args[name] for name in ("item", "quantity") if name in request.args}

    def here(language: str) -> str:
        return asked.link("waitlist", lang=language, **query)

    about = {"listing": listing, "product": link(listing.url) if listing else "", "most_units": MOST_UNITS}
    return _answer(asked, what, here, status, **about, **more)


def _answer(asked: Asked, what: str, here: Callable[[str], str], status: int = 200, **more: Any) -> Response:
    told = {"trouble": None, "email": "", "listing": None, **words(asked), **more, "what": what, "here": here}
    if asked.proxied:
        made = themed.page(render_template("_public_waitlist.html", proxied=True, **told))
    else:
        made = Response(render_template("public_waitlist.html", **told))
    made.status_code = status
    # A form about one item, a link to one person: nothing for search engines.
    made.headers["X-Robots-Tag"] = "noindex"
    return made


ROUTES: Final = (
    Route("/waitlist", "waitlist", ("GET",), form),
    Route("/waitlist", "waitlist_ask", ("POST",), ask, A_PERSON),
    Route("/waitlist/confirm/<word>", "waitlist_confirm", ("GET",), to_confirm, always=True),
    Route("/waitlist/confirm/<word>", "waitlist_confirmed", ("POST",), confirm, SELDOM, always=True),
    Route("/waitlist/leave/<word>", "waitlist_leave", ("GET",), to_leave, always=True),
    Route("/waitlist/leave/<word>", "waitlist_left", ("POST",), leave, always=True),
)
PROXY_ROUTES: Final = (
    Route("/waitlist", "proxied_waitlist", ("GET",), form),
    Route("/waitlist", "proxied_waitlist_ask", ("POST",), ask, MANY_BUYERS),
)
