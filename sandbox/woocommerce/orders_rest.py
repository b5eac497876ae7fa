"""`/orders`: list, read, write, bin, batch, and the statuses."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sandbox.woocommerce import order_writing, statuses
from sandbox.woocommerce.calls import Answer, Call, Defaults, batch, page_of
from sandbox.woocommerce.errors import RestError, invalid, not_one_of
from sandbox.woocommerce.order_body import order_body
from sandbox.woocommerce.ordering import announce, new_order
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.reading import order_of

HIDDEN = frozenset({"trash", "auto-draft", "checkout-draft"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SORTS = ["date", "id", "modified", "include", "title", "slug"]


def _by_id(order: Order) -> tuple[datetime, int]:
    return EPOCH, order.id


# Equal seconds are told apart by the id, in the same direction (recorded).
SORT_BY: dict[str, Callable[[Order], tuple[datetime, int]]] = {
    "date": lambda order: (order.created, order.id),
    "modified": lambda order: (order.modified, order.id),
}


def list_orders(call: Call) -> Answer:
    wanted = _statuses_wanted(call)
    found = [o for o in call.shop.orders.values() if _matches(call, o, wanted)]
    key, direction = call.one_of("orderby", SORTS), call.one_of("order", ["desc", "asc"])
    found.sort(key=SORT_BY.get(key, _by_id), reverse=direction == "desc")
    named = tuple((f"status[{n}]", status) for n, status in enumerate(wanted))
    rows, headers = page_of(call, found, Defaults(named, (("dp", "2"), ("context", "view"))))
    return Answer([_body(call, order) for order in rows], headers=headers)


def get_order(call: Call, order_id: int) -> Answer:
    return Answer(_body(call, order_of(call.shop, order_id)))


def create_order(call: Call) -> Answer:
    return Answer(_create(call, call.body), 201)


def update_order(call: Call, order_id: int) -> Answer:
    return Answer(_update(call, {**call.body, "id": order_id}))


def delete_order(call: Call, order_id: int) -> Answer:
    return Answer(_delete(call, order_id, forced=call.flag("force")))


def batch_orders(call: Call) -> Answer:
    return batch(
        call,
        {
            "create": lambda item: _create(call, item),
            "update": lambda item: _update(call, item),
            "delete": lambda order_id: _delete(call, int(order_id), forced=True),
        },
    )


def status_totals(call: Call) -> Answer:
    """`reports/orders/totals`."""
    seen = [order.status for order in call.shop.orders.values()]
    named = call.shop.statuses.items()
    return Answer([{"slug": slug, "name": name, "total": seen.count(slug)} for slug, name in named])


def list_statuses(call: Call) -> Answer:
    """`orders/statuses`."""
    return Answer([{"slug": slug, "name": name} for slug, name in call.shop.statuses.items()])


def _body(call: Call, order: Order) -> dict[str, Any]:
    places = call.query.get("dp")
    return order_body(call.shop, order, int(places) if places and places.isdigit() else None)


def _create(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    _refuse_bad(call, wanted)
    order = new_order(call.shop, "rest-api")
    order_writing.write(call.shop, order, wanted)
    announce(call.shop, order)
    order_writing.settle(call.shop, order, wanted)
    call.shop.touch(order)
    return _body(call, order)


def _update(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    _refuse_bad(call, wanted)
    order = order_of(call.shop, int(wanted.get("id") or 0), writing=True)
    order_writing.write(call.shop, order, wanted)
    if order.status == "trash" and wanted.get("status"):
        statuses.restore(call.shop, order, wanted["status"])
        return _body(call, order)
    order_writing.settle(call.shop, order, wanted)
    call.shop.touch(order)
    return _body(call, order)


def _delete(call: Call, order_id: int, *, forced: bool) -> dict[str, Any]:
    order = order_of(call.shop, order_id)
    if forced:
        answer = _body(call, order)
        statuses.force_delete(call.shop, order)
        return answer
    if order.status == "trash":
        message = "The shop_order has already been deleted."
        raise RestError(410, "woocommerce_rest_already_trashed", message)
    answer = _body(call, order)
    statuses.trash(call.shop, order)
    return answer


def _refuse_bad(call: Call, wanted: dict[str, Any]) -> None:
    status = wanted.get("status")
    if status is not None and status not in (known := ["auto-draft", *call.shop.statuses]):
        raise not_one_of("status", known)
    problems: dict[str, tuple[str, str]] = {}
    details: dict[str, Any] = {}
    email = (wanted.get("billing") or {}).get("email")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        problems["billing"] = ("rest_invalid_email", "Invalid email address.")
    lines = wanted.get("line_items", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        problems["line_items"] = ("rest_invalid_type", "line_items[0] is not of type object.")
        details["line_items"] = {"param": "line_items[0]"}
    if problems:
        raise invalid(problems, details)


def _statuses_wanted(call: Call) -> list[str]:
    wanted = call.words("status") or ["any"]
    known = ["any", "trash", "auto-draft", *call.shop.statuses]
    for place, status in enumerate(wanted):
        if status not in known:
            raise not_one_of("status", known, shown_as=f"status[{place}]")
    return wanted


def _matches(call: Call, order: Order, wanted: list[str]) -> bool:
    if "any" in wanted:
        # A status whose plugin was switched off is in no list, though a GET by id still answers.
        if order.status in HIDDEN or order.status not in call.shop.statuses:
            return False
    elif order.status not in wanted:
        return False
    return _in_time(call, order) and _named(call, order)


def _in_time(call: Call, order: Order) -> bool:
    """All bounds are strict, at whole seconds."""
    bounds = (
        ("after", order.created, 1),
        ("before", order.created, -1),
        ("modified_after", order.modified, 1),
        ("modified_before", order.modified, -1),
    )
    return all(_beyond(at, call.moment(name), side) for name, at, side in bounds)


def _beyond(at: datetime, bound: datetime | None, side: int) -> bool:
    return bound is None or (at - bound).total_seconds() * side > 0


def _named(call: Call, order: Order) -> bool:
    include = call.words("include")
    if include and str(order.id) not in include:
        return False
    if str(order.id) in call.words("exclude"):
        return False
    customer = call.query.get("customer")
    if customer is not None and str(order.customer_id) != customer:
        return False
    return call.query.get("search", "").lower() in " ".join([str(order.id), *order.billing.values()]).lower()
