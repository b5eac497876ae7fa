"""An order's fulfilment orders: all of them, with all of their lines."""

from datetime import datetime

from adapters.shopify.answers import (
    Connection,
    OrderWorkAnswer,
    Work,
    WorkLine,
    WorkLinesAnswer,
    rest_of,
)
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

OPEN = frozenset({"OPEN", "ON_HOLD", "SCHEDULED", "IN_PROGRESS", "INCOMPLETE"})
"""States in which units may still leave (FulfillmentOrderStatus without CLOSED and CANCELLED)."""


def read_work(graphql: GraphQL, order_id: str) -> tuple[list[Work], datetime | None]:
    """The fulfilment orders that people may see, and when the order last changed; None: it is gone."""
    first = graphql.ask("OrderWork", OrderWorkAnswer, id=order_id, after=None).order
    if first is None:
        return [], None

    def more(after: str) -> Connection[Work]:
        order = graphql.ask("OrderWork", OrderWorkAnswer, id=order_id, after=after).order
        if order is None:
            raise Trouble("the order went away while it was read")
        return order.fulfillment_orders

    return [_whole(graphql, one) for one in rest_of(first.fulfillment_orders, more)], first.updated_at


def _whole(graphql: GraphQL, work: Work) -> Work:
    def more(after: str) -> Connection[WorkLine]:
        found = graphql.ask("WorkLines", WorkLinesAnswer, id=work.id, after=after).fulfillment_order
        if found is None:
            raise Trouble("the fulfilment order went away while it was read")
        return found.line_items

    work.line_items = Connection(list(rest_of(work.line_items, more)))
    return work
