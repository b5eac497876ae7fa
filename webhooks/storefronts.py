"""`POST /webhooks/shopify` and `POST /webhooks/woocommerce/<store key>`.

Raw bytes, signature, one committed row with the task it owes, a ring, 200. Nothing is parsed here.
"""

import hashlib
import time
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, request

from adapters.shopify import webhook as shopify
from adapters.woocommerce import webhook as woocommerce
from connector.domain.events import Delivery, Ping
from connector.domain.trouble import Refused
from connector.ledger.accepting import Acceptor, Away
from connector.ledger.inbox import Arrival
from webhooks.callers import Callers

MAX_BYTES = 2 * 1024 * 1024
ANSWER_WITHIN = 2.5
"""Seconds from the whole body to an answer: a platform waits five, and what is late counts as lost."""
LONGEST_KEY = 200

log = structlog.get_logger()

Open = Callable[[bytes], Delivery | Ping]


def door(callers: Callers, acceptor: Acceptor) -> Blueprint:
    """The two routes, over this process's own acceptor, which rings when it has written."""
    routes = Blueprint("webhooks", __name__)

    @routes.post("/webhooks/shopify")
    def from_shopify() -> Response:
        sender = request.headers.get("X-Shopify-Shop-Domain", "")

        def open_it(raw: bytes) -> Delivery:
            said = dict(request.headers)
            try:
                return shopify.open_delivery(said, raw, callers.app_secrets)
            except Refused:
                own = callers.own_secrets(sender, said.get("X-Shopify-Hmac-Sha256", ""))
                if not own:
                    raise
            return shopify.open_delivery(said, raw, own)

        return receive(callers, acceptor, open_it)

    @routes.post("/webhooks/woocommerce/<door_key>")
    def from_woocommerce(door_key: str) -> Response:
        def open_it(raw: bytes) -> Delivery | Ping:
            said = dict(request.headers)
            secrets = callers.woocommerce_secrets(door_key, request.headers.get("X-WC-Webhook-Signature", ""))
            return woocommerce.open_delivery(said, raw, secrets, door_key)

        return receive(callers, acceptor, open_it)

    return routes


def receive(callers: Callers, acceptor: Acceptor, open_it: Open) -> Response:
    """One delivery, from raw bytes to an answer. 503 asks the platform to come again."""
    try:
        raw = _raw_bytes()
        until = time.monotonic() + ANSWER_WITHIN
        delivery = open_it(raw)
        if isinstance(delivery, Ping):
            return _answer(200, "here")
        return _keep(callers, acceptor, delivery, raw, until)
    except Refused as refused:
        return _answer(refused.status, str(refused))
    except Away:
        log.warning("the ledger is away")
        return _answer(503, "try again soon")


def _keep(callers: Callers, acceptor: Acceptor, delivery: Delivery, raw: bytes, until: float) -> Response:
    store = callers.store(delivery)
    if store is None:
        return _nobodys(delivery)
    if store.left and not delivery.survives_uninstall:
        return _answer(200, "the store took the app off: dropped")
    arrival = Arrival(
        account_id=store.account_id,
        store_id=store.id,
        topic=delivery.topic[:100],
        dedupe_key=_that_fits(delivery.dedupe_key),
        body=raw,
        received_at=callers.now(),
    )
    try:
        acceptor.accept(arrival, seconds=until - time.monotonic())
    except Away:
        if callers.look_again(delivery) is not None:
            raise
        return _nobodys(delivery)
    return _answer(200, "kept")


def _nobodys(delivery: Delivery) -> Response:
    if delivery.from_anyone:
        return _answer(200, "nothing of that shop is kept here")
    raise Refused(404, "this store is not attached")


def _that_fits(key: str | None) -> str | None:
    """Headers may be long; what tells a delivery from others must still fit its column, and whole."""
    if key is None or len(key) <= LONGEST_KEY:
        return key
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _raw_bytes() -> bytes:
    if request.headers.get("Content-Encoding", "identity") not in ("", "identity"):
        raise Refused(415, "send the body as it is, not compressed")
    if (request.content_length or 0) > MAX_BYTES:
        raise Refused(413, "a delivery may have 2 MB")
    raw = request.stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Refused(413, "a delivery may have 2 MB")
    return raw


def _answer(status: int, why: str) -> Response:
    return Response(why, status, content_type="text/plain; charset=utf-8")
