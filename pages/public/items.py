"""The page of items that take longer: hosted, and through Shopify inside the shop's own theme."""

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pages.desk import number
from pages.public import longer, themed
from pages.public.asked import Asked, hosted
from pages.public.headers import keep
from pages.public.routes import A_PAGE, Route
from pages.public.structured import of_cards
from pages.texts import TEXTS

MAX_AGE: Final = 60
PAGE: Final = 24
STYLE: Final = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
STYLE_NAME: Final = sha256(STYLE.encode()).hexdigest()[:12]


def show(asked: Asked) -> ResponseReturnValue:
    """A whole page, which search engines may list."""
    return keep(Response(render_template("public_items.html", **_told(asked))), MAX_AGE, "Accept-Language")


def proxied(asked: Asked) -> ResponseReturnValue:
    """A part of a page in Liquid: Shopify puts the shop's theme around it."""
    html = render_template("_public_items.html", proxied=True, **_told(asked))
    return keep(themed.page(html), MAX_AGE, "Accept-Language")


def style(_asked: Asked) -> ResponseReturnValue:
    """The one style sheet of all public pages; its address changes with it."""
    return keep(Response(STYLE, mimetype="text/css"), 31_536_000)


def _told(asked: Asked) -> dict[str, Any]:
    store, say = asked.store, asked.say
    chosen = asked.memory.lists.get((store.id, say.today), lambda: _ids(asked))
    many = max(1, -(-len(chosen) // PAGE))
    at = number(request.args, "page") or 1
    if not 1 <= at <= many:
        raise NotFound
    first = (at - 1) * PAGE
    here = (store.id, say.today, say.language, at)
    cards = asked.memory.cards.get(here, lambda: _cards(asked, chosen[first : first + PAGE]))
    return {
        **words(asked),
        "cards": cards,
        "page": at,
        "many": many,
        "total": len(chosen),
        "structured": of_cards(cards, store.currency, first + 1),
        "here": lambda language, page: _here(asked, language, page),
    }


def _ids(asked: Asked) -> tuple[int, ...]:
    with asked.workshop.ledger.reading() as unit:
        return tuple(longer.ids(unit, asked.store, asked.say.today))


def _cards(asked: Asked, listing_ids: tuple[int, ...]) -> tuple[longer.Card, ...]:
    say = asked.say
    with asked.workshop.ledger.reading() as unit:
        return tuple(longer.cards(unit, asked.store, listing_ids, say.today, say.language))


def _here(asked: Asked, language: str, page: int) -> str:
    return asked.link("items", lang=language, **({"page": page} if page > 1 else {}))


def words(asked: Asked) -> dict[str, Any]:
    """What every public page can say."""
    say = asked.say
    return {
        "say": say,
        "t": say.t,
        "store": asked.store,
        "languages": tuple(TEXTS),
        "style": _style_at(asked),
    }


def _style_at(asked: Asked) -> str:
    """On a page of ours its path: whoever else reaches us by another address has it, too."""
    if asked.proxied:
        return hosted(asked.workshop, asked.store, "style", v=STYLE_NAME)
    return url_for("public.style", key=asked.store.public_key, v=STYLE_NAME)


ROUTES: Final = (
    Route("/items", "items", ("GET",), show, A_PAGE),
    Route("/style.css", "style", ("GET",), style),
)
PROXY_ROUTES: Final = (Route("/items", "proxied_items", ("GET",), proxied),)
