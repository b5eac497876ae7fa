"""A whole shop, part by part: what it sells, its open orders, and what other tools left in both."""

from collections.abc import Iterator
from typing import Any

import msgspec

from adapters.shopify.answers import Connection, Contact, Order, Work, every
from adapters.shopify.bulk import Bulk, Mark, Part, below, read_as
from adapters.shopify.lines import line_snapshots
from adapters.shopify.orders import snapshot
from adapters.shopify.transport import GraphQL
from connector.domain.leftovers import Left, properties_of, tags_of
from connector.domain.snapshots import OrderSnapshot

ORDERS = ("WholeOrdersContact", "WholeOrders")
ITEMS = ("WholeItems",)
PRE_ORDER = "PRE_ORDER"


class _Plan(msgspec.Struct):
    id: str
    name: str
    category: str | None


class _Group(msgspec.Struct, rename="camel"):
    name: str
    selling_plans: Connection[_Plan]


class _Groups(msgspec.Struct, rename="camel"):
    selling_plan_groups: Connection[_Group]


def read_orders(graphql: GraphQL, bulk: Bulk, mark: Mark) -> tuple[Part, list[Left]]:
    """The next part of the open orders; before the first, the plans by which lines may be pre-ordered."""
    left: list[Left] = []
    if mark.plans is None:
        left = list(_plans(graphql))
        mark.plans = tuple(one.ref for one in left)
    part = bulk.read(mark)
    return part, left + [one for node in part.groups for one in _left_at(node, mark.plans or ())]


def orders_of(part: Part) -> Iterator[OrderSnapshot]:
    """Those that were not shipped whole."""
    return (_order(node) for node in part.groups if node["displayFulfillmentStatus"] != "FULFILLED")


def _order(node: dict[str, Any]) -> OrderSnapshot:
    order = read_as(Order, {**node, "lineItems": {"nodes": below(node, "LineItem")}})
    works = [read_as(Work, _with_lines(one)) for one in below(node, "FulfillmentOrder")]
    contact = read_as(Contact, node) if "statusPageUrl" in node else None
    return snapshot(order, line_snapshots(order.line_items.nodes, works), contact)


def _with_lines(work: dict[str, Any]) -> dict[str, Any]:
    return {**work, "lineItems": {"nodes": below(work, "FulfillmentOrderLineItem")}}


def _plans(graphql: GraphQL) -> Iterator[Left]:
    """Empty where the app may not see selling plans: then nobody can tell a pre-order from a subscription."""

    def fetch(after: str | None) -> Connection[_Group]:
        answer = graphql.ask_partly("SellingPlans", _Groups, {"ACCESS_DENIED"}, after=after).data
        return answer.selling_plan_groups if answer else Connection([])

    for group in every(fetch):
        for plan in group.selling_plans.nodes:
            if plan.category == PRE_ORDER:
                yield Left("selling_plan", plan.id, f"{group.name}: {plan.name}")


def _left_at(node: dict[str, Any], plans: tuple[str, ...]) -> Iterator[Left]:
    order_ref, name = str(node["id"]), str(node["name"])
    yield from tags_of(order_ref, name, node["tags"])
    for line in below(node, "LineItem"):
        line_ref, title = str(line["id"]), f"{name} {line['name']}"
        told = [(str(one["key"]), str(one["value"] or "")) for one in line["customAttributes"]]
        yield from properties_of(order_ref, line_ref, title, told)
        plan = line["sellingPlan"] or {}
        if plan.get("sellingPlanId") in plans:
            yield Left("selling_plan", line_ref, title, order_ref, line_ref)
