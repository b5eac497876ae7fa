"""Triggers of Shopify Flow: what happened to a line starts the workflows that the merchant made for it.

Each kind is an extension of its own below extensions/shopify/flow-*, with the same handle and fields. What
names a thing of Shopify goes by its number, as `order_id`; everything else by the key of its field.
"""

from collections.abc import Mapping
from typing import Any, Final

from adapters.shopify.answers import Anything
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

KINDS: Final = ("owed", "moved", "ready", "shipped", "cancelled")
LONGEST: Final = 255
"""Letters of a field: what Flow is handed stays far below its 50 kB."""
_DATES: Final[Mapping[str, Mapping[str, str]]] = {
    "owed": {"promised for": "promised_for", "basis": "basis"},
    "moved": {"promised for": "promised_for", "before": "before", "basis": "basis"},
}
"""Only these are told with a date: Flow's name of each field, and ours."""


def handle_of(kind: str) -> str:
    """The trigger of a kind of event."""
    return f"backorder-{kind}"


def payload_of(kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """`message` as jobs.happening makes it, as the fields of the trigger."""
    said = message["data"]
    dates = {field: said[name] or "" for field, name in _DATES.get(kind, {}).items()}
    texts = {
        "event id": message["id"],
        "sku": said["line"]["sku"],
        "title": said["line"]["title"],
        **dates,
    }
    short = {field: str(text)[:LONGEST] for field, text in texts.items()}
    return {"order_id": _number(said["order"]["id"]), "quantity": said["quantity"], **short}


def start(graphql: GraphQL, message: Mapping[str, Any]) -> None:
    """Raises `Trouble`: unknown when the workflows may have begun, for Flow has no way to look."""
    kind = str(message["type"]).rpartition(".")[2]
    if kind not in KINDS:
        raise Trouble(f"Shopify Flow has no trigger for {kind}", permanent=True)
    payload = payload_of(kind, message)
    graphql.ask("FlowTrigger", Anything, handle=handle_of(kind), payload=payload)


def _number(gid: str) -> int:
    tail = gid.rpartition("/")[2]
    if not tail.isdigit():
        raise Trouble(f"{gid} is no order of Shopify", permanent=True)
    return int(tail)
