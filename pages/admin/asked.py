"""One request of the extension: who asks, in which language, about which order of their shop."""

from dataclasses import dataclass
from typing import Any

from flask import g, request

from connector.ledger import orders, stores
from connector.ledger.orders import Order
from connector.ledger.stores import Store
from jobs.workshop import Workshop
from pages import bearer
from pages.admin.refusals import Refusal
from pages.desk import Desk
from pages.speech import Speech
from pages.texts import TEXTS
from pages.visitor import Stranger, Visitor

REF = "gid://shopify/Order/"


@dataclass(frozen=True, slots=True)
class Asked:
    """The order is of the store whose admin the token was made in."""

    desk: Desk
    said: Speech
    store: Store
    order: Order


def visitor(workshop: Workshop) -> Visitor:
    """Who sends the ID token of this request. Raises Stranger, also for one without a token."""
    if "asker" not in g:
        if not bearer.sent():
            raise Stranger
        g.asker = bearer.visitor(workshop)
    found: Visitor = g.asker
    return found


def speech(desk: Desk) -> Speech:
    """As the admin speaks, else as the person reads. Strangers are told no in it as well."""
    return Speech(language() or _own(desk), desk.now.date())


def language() -> str:
    """What the admin speaks, by the address (`lang`); empty where it says nothing that we speak."""
    asked = request.args.get("lang", "")[:2]
    return asked if asked in TEXTS else ""


def _own(desk: Desk) -> str:
    try:
        own = desk.visitor().language
    except Stranger:
        own = ""
    return own if own in TEXTS else "en"


def found(desk: Desk, number: int) -> Asked:
    """Raises Refusal with 404 for an order that is not, or not yet, known in that shop."""
    who = desk.visitor()
    with desk.workshop.ledger.reading() as unit:
        store = stores.by_address(unit, "shopify", who.framed_in)
        order = orders.by_ref(unit, who.account_id, store.id, f"{REF}{number}") if store else None
    if store is None or order is None:
        raise Refusal(404, "unknown")
    return Asked(desk, speech(desk), store, order)


def body() -> dict[str, Any]:
    """The JSON object of the request. Raises Refusal with 400."""
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise Refusal(400, "unreadable")
    return told


def text(told: dict[str, Any], name: str) -> str:
    """Empty where nothing usable is given. Raises Refusal with 400 for what no keyboard types.

    JSON may carry zeros and halves of characters, which no database keeps and no answer can say.
    """
    value = told.get(name)
    if not isinstance(value, str):
        return ""
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Refusal(400, "unreadable")
    return value
