"""Webhook topics, as the headers and as the schema write them."""

TOPICS = (
    "app/uninstalled",
    "fulfillment_holds/added",
    "fulfillment_holds/released",
    "fulfillment_orders/hold_released",
    "fulfillment_orders/moved",
    "fulfillment_orders/order_routing_complete",
    "fulfillment_orders/placed_on_hold",
    "fulfillment_orders/progress_reported",
    "fulfillment_orders/split",
    "fulfillments/create",
    "inventory_levels/update",
    "inventory_shipments/mark_in_transit",
    "inventory_shipments/receive_items",
    "inventory_shipments/update_tracking",
    "inventory_transfers/complete",
    "inventory_transfers/ready_to_ship",
    "inventory_transfers/updated",
    "order_transactions/create",
    "orders/cancelled",
    "orders/create",
    "orders/delete",
    "orders/edited",
    "orders/fulfilled",
    "orders/paid",
    "orders/partially_fulfilled",
    "orders/updated",
    "products/update",
    "refunds/create",
)
"""Every topic that the sandbox tells."""

TWO_WORDS = (
    "bulk_operations",
    "fulfillment_holds",
    "fulfillment_orders",
    "inventory_items",
    "inventory_levels",
    "inventory_shipments",
    "inventory_transfers",
    "order_transactions",
    "payment_schedules",
    "payment_terms",
    "selling_plan_groups",
)
"""Resources whose own name holds an underscore."""


def path_of(name: str) -> str:
    """FULFILLMENT_ORDERS_PLACED_ON_HOLD as fulfillment_orders/placed_on_hold."""
    plain = name.lower()
    head = next((one for one in TWO_WORDS if plain.startswith(f"{one}_")), plain.split("_")[0])
    return f"{head}/{plain.removeprefix(head + '_')}"


def name_of(path: str) -> str:
    """orders/create as ORDERS_CREATE."""
    return path.upper().replace("/", "_")
