"""WooCommerce's webhooks: who may come in, and what a delivery means.

Recorded from WooCommerce 11.0.1. Its delivery id is a hash of the second, shared by different events,
so nothing is told apart by it; the body is the object as it is when sent, so a body without a time of
change proves nothing and is never taken for a repetition.
"""

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from adapters.woocommerce import refs
from connector.domain.events import Delivery, Event, ItemChanged, NothingOwed, OrderChanged, Ping
from connector.domain.trouble import Refused, Unreadable

PLATFORM = "woocommerce"
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_TOPIC_LENGTH = 200

# Hooks whose first argument is an order's id. `woocommerce_order_note_added` is not one: its argument
# is the id of the note.
_ORDER_HOOKS = frozenset(
    "woocommerce_" + name
    for name in (
        "payment_complete",
        "new_order",
        "update_order",
        "order_refunded",
        "order_fully_refunded",
        "order_partially_refunded",
    )
)
_ORDER_HOOK_PREFIX = "woocommerce_order_status_"


class _Body(msgspec.Struct):
    """What is read of an order, a product, or the error that stands in for one that is gone."""

    id: int = 0
    parent_id: int = 0
    type: str = ""
    manage_stock: bool | str | None = None
    date_modified_gmt: str | None = None
    code: str | int | None = None


class _Action(msgspec.Struct):
    arg: Any = None


_Read = TypeVar("_Read", _Body, _Action)

_bodies = msgspec.json.Decoder(_Body)
_actions = msgspec.json.Decoder(_Action)


def open_delivery(
    headers: Mapping[str, str], raw: bytes, secrets: Sequence[bytes], store_key: str
) -> Delivery | Ping:
    """The delivery whose signature one of `secrets` made, or the unsigned ping of a new webhook.

    Raises `Refused(401)` for everything else. `store_key` is the part of the address that names the
    store; the source header is not signed and is not believed.
    """
    said = {name.lower(): value for name, value in headers.items()}
    if _is_ping(said, raw):
        return Ping()
    _check_signature(said.get("x-wc-webhook-signature", ""), raw, secrets)
    topic = said.get("x-wc-webhook-topic", "")[:_TOPIC_LENGTH]
    dated = b'"date_modified' in raw
    return Delivery(
        platform=PLATFORM,
        sender=store_key,
        topic=topic,
        dedupe_key=f"{topic}:{hashlib.sha256(raw).hexdigest()}" if dated else None,
    )


def read_event(topic: str, raw: bytes) -> Event:
    """What a signed body means. Raises `Unreadable`, and nothing else."""
    kind = topic.partition(".")[0]
    reader = _READERS.get(topic) or _READERS.get(kind)
    if reader is None:
        return NothingOwed(f"nothing is done for {topic or 'a delivery without a topic'}")
    return reader(topic, raw)


def _is_ping(said: Mapping[str, str], raw: bytes) -> bool:
    return not any(name.startswith("x-wc-") for name in said) and _PING.fullmatch(raw) is not None


def _check_signature(signature: str, raw: bytes, secrets: Sequence[bytes]) -> None:
    if not signature:
        raise Refused(401, "the delivery is not signed")
    given = signature.encode("utf-8", "surrogatepass")
    made = [b64encode(hmac.digest(secret, raw, "sha256")) for secret in secrets]
    # A list, not any(...): every secret is compared, so that the time tells nothing.
    if True not in [hmac.compare_digest(given, expected) for expected in made]:
        raise Refused(401, "the delivery is signed with another secret")


def _decode(decoder: "msgspec.json.Decoder[_Read]", raw: bytes) -> _Read:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `")
        raise Unreadable(text, path.rstrip("`") or "$") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _body_with_id(raw: bytes) -> _Body:
    body = _decode(_bodies, raw)
    if body.id <= 0 and body.code is None:
        raise Unreadable("the body names no id", "$.id")
    return body


def _order(topic: str, raw: bytes) -> Event:
    body = _body_with_id(raw)
    if body.id <= 0:
        # Recorded: a force-deleted order is sent, signed, as the error that reading it gives.
        return NothingOwed("the order was gone when the shop came to send it")
    return OrderChanged(str(body.id), _moment(body.date_modified_gmt))


def _order_to_reread(topic: str, raw: bytes) -> Event:
    """The trash keeps an order: reading it again tells whether it is there."""
    event = _order(topic, raw)
    return OrderChanged(event.order_id) if isinstance(event, OrderChanged) else event


def _product(topic: str, raw: bytes) -> Event:
    body = _body_with_id(raw)
    if body.id <= 0:
        return NothingOwed("the product was gone when the shop came to send it")
    parent = body.parent_id if body.type == "variation" else 0
    # A trashed coupon also fires product.deleted (recorded): re-reading its id finds no product.
    return ItemChanged(str(refs.of_stock_holder(body.id, parent, body.manage_stock)))


def _action(topic: str, raw: bytes) -> Event:
    hook = topic.partition(".")[2]
    arg = _decode(_actions, raw).arg
    if isinstance(arg, dict):
        order_id = arg.get("order_id")
    else:
        order_id = arg if hook in _ORDER_HOOKS or hook.startswith(_ORDER_HOOK_PREFIX) else None
    if isinstance(order_id, int) and not isinstance(order_id, bool) and order_id > 0:
        return OrderChanged(str(order_id))
    return NothingOwed(f"{hook} names no order")


def _nothing(topic: str, raw: bytes) -> Event:
    return NothingOwed(f"{topic} does not touch what is owed")


def _moment(text: str | None) -> datetime | None:
    """Naive UTC as WooCommerce writes it, made aware. None, which means re-read, when it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else None


_READERS: Mapping[str, Callable[[str, bytes], Event]] = {
    "order.created": _order,
    "order.updated": _order,
    "order.restored": _order,
    "order.deleted": _order_to_reread,
    "product": _product,
    "action": _action,
    "coupon": _nothing,
    "customer": _nothing,
}
