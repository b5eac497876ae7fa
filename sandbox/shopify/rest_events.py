"""Webhook bodies of what happens to an order's money and to its lines by an edit."""

from sandbox.shopify import rest
from sandbox.shopify.sales import Line, Order, Transaction
from sandbox.shopify.store import Body, ShopState


def transaction(shop: ShopState, one: Order, made: Transaction) -> Body:
    """A movement of money."""
    return {
        "id": made.number,
        "admin_graphql_api_id": made.gid,
        "order_id": one.number,
        "kind": made.type.lower(),
        "gateway": made.gateway,
        "status": made.status.lower(),
        "message": None,
        "created_at": rest.stamp(shop, made.created_at),
        "processed_at": rest.stamp(shop, made.created_at),
        "test": one.test,
        "parent_id": made.parent.number if made.parent else None,
        "amount": rest.money(one.currency, made.amount),
        "currency": one.currency,
        "error_code": made.error_code,
    }


def edited(shop: ShopState, one: Order, before: dict[Line, int]) -> Body:
    """What an edit added and removed; nothing of the order itself but its id."""
    deltas = {line: line.current_quantity - before.get(line, 0) for line in one.lines}
    added = [{"id": line.number, "delta": n} for line, n in deltas.items() if n > 0]
    removed = [{"id": line.number, "delta": -n} for line, n in deltas.items() if n < 0]
    return {
        "order_edit": {
            "id": shop.numbers(),
            "app_id": None,
            "created_at": rest.stamp(shop, shop.now()),
            "committed_at": rest.stamp(shop, shop.now()),
            "notify_customer": False,
            "order_id": one.number,
            "staff_note": "",
            "user_id": None,
            "line_items": {"additions": added, "removals": removed},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }
