"""A store that took the app off can only be read: whatever would change it is refused, in one place."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from connector.ledger import orders, stores
from pages.desk import Desk


class Closed(Exception):
    """The store left."""


def refuse(desk: Desk, names: Mapping[str, Any]) -> None:
    """`names`: what the address names. Raises Closed, or LookupError for what is not the account's."""
    if request.method != "POST" or not names.keys() & {"store_id", "order_id"}:
        return
    account_id = desk.account()
    with desk.workshop.ledger.reading() as unit:
        store_id = names.get("store_id")
        if store_id is None:
            store_id = orders.get(unit, account_id, names["order_id"]).store_id
        if stores.get(unit, account_id, store_id).left_at is not None:
            raise Closed


def told(_error: Closed) -> ResponseReturnValue:
    """What the person sees."""
    return render_template("trouble.html", about="closed"), 409
