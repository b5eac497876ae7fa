"""`GET /storefront/v1/<key>/availability`: what may be promised, for scripts of the shop's pages.

An answer may be `MAX_AGE` seconds old when it is shown: a second of it here, the rest in caches on the way.
"""

import re
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from flask import Response, json, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from connector.domain.offered import UNKNOWN, Said, to_buyer, uncounted
from connector.ledger import shown
from connector.ledger.reckoning import today_of
from connector.ledger.shown import Shown
from connector.ledger.stores import Store
from pages.public import amiss, origins
from pages.public.asked import Asked
from pages.public.headers import keep
from pages.public.memory import HERE_SECONDS
from pages.public.routes import Route

MAX_AGE: Final = 30
"""Seconds, in all."""
MOST_ITEMS: Final = 20
VARIANT: Final = "gid://shopify/ProductVariant/"
SHOPIFY: Final = re.compile(r"[0-9]{1,20}")
WOOCOMMERCE: Final = re.compile(r"[0-9]{1,15}(/[0-9]{1,15})?")
QUANTITY: Final = re.compile(r"[0-9]{1,6}")
COUNTRY: Final = re.compile(r"[A-Z]{2}|")


class Question(NamedTuple):
    """`country`: "" where nobody knows."""

    store_id: int
    items: tuple[str, ...]
    units: int
    country: str


class Unclear(ValueError):
    """A question that cannot be answered, and why."""


def answer(asked: Asked) -> ResponseReturnValue:
    """JSON: `as_of`, `max_age` and `items`, each by the name that it was asked by."""
    try:
        question = _question(asked)
    except Unclear as error:
        return origins.admit(asked, amiss.problem(400, str(error)))
    body = asked.memory.answers.get(question, lambda: _body(asked, question))
    made = Response(body, mimetype="application/json")
    keep(made, MAX_AGE - int(HERE_SECONDS))
    # What was read when is no difference to who shows it.
    made.set_etag(sha256(body.partition(b'"items"')[2]).hexdigest()[:32], weak=True)
    return origins.admit(asked, made.make_conditional(request))


def _question(asked: Asked) -> Question:
    wanted = tuple(sorted(set(request.args.getlist("item"))))
    units, country = request.args.get("quantity", "1"), request.args.get("country", "").upper()
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise Unclear(f"give item=... once for each item, at most {MOST_ITEMS}")
    if not QUANTITY.fullmatch(units) or not int(units):
        raise Unclear("quantity is a whole number from 1 to 999999")
    if not COUNTRY.fullmatch(country):
        raise Unclear("country is a code of two letters, as DE")
    return Question(asked.store.id, wanted, int(units), country)


def _body(asked: Asked, question: Question) -> bytes:
    now = asked.now
    with asked.workshop.ledger.reading() as unit:
        found = of_items(unit, asked.store, question.items)
    said = {name: _said(asked.store, found.get(name), question, now) for name in question.items}
    told: dict[str, Any] = {"as_of": now.isoformat(timespec="milliseconds"), "max_age": MAX_AGE}
    return json.dumps({**told, "items": said}, sort_keys=False).encode()


def of_items(unit: Session, store: Store, names: tuple[str, ...]) -> dict[str, Shown]:
    """By the names that a shop's page knows: a Shopify variant's number, "12" or "16/17" of WooCommerce.

    Numbers can be guessed: what the shop has not published is missing.
    """
    return {name: one for name, one in _named(unit, store, names).items() if one.published}


def _named(unit: Session, store: Store, names: tuple[str, ...]) -> dict[str, Shown]:
    if store.platform == "shopify":
        gids = {f"{VARIANT}{name}" for name in names if SHOPIFY.fullmatch(name)}
        found = shown.by_variants(unit, store, gids)
        return {gid.removeprefix(VARIANT): one for gid, one in found.items()}
    asked = [name for name in names if WOOCOMMERCE.fullmatch(name)]
    parents = {name: name.partition("/")[0] for name in asked}
    found = shown.by_refs(unit, store, {*asked, *parents.values()})
    # A variation that has no shelf of its own is sold from its parent's.
    return {name: one for name in asked if (one := found.get(name) or found.get(parents[name]))}


def _said(store: Store, found: Shown | None, question: Question, now: datetime) -> dict[str, Any]:
    said = _of(store, found, question, now) if found else UNKNOWN
    return {"orderable": None} if said.orderable is None else said._asdict()


def _of(store: Store, found: Shown, question: Question, now: datetime) -> Said:
    if not found.tracked:
        return uncounted(found.beyond)
    if found.body is None:
        return UNKNOWN
    today = today_of(store, now)
    return to_buyer(found.body, question.units, question.country, today, shut=found.shut)


def preflight(asked: Asked) -> ResponseReturnValue:
    """A browser asks whether its page may ask."""
    return origins.admit(asked, Response(status=204), "GET")


ROUTES: Final = (
    Route("/availability", "availability", ("GET",), answer),
    Route("/availability", "availability_preflight", ("OPTIONS",), preflight),
)
