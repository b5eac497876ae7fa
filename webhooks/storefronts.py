"""`POST /webhooks/shopify` and `POST /webhooks/woocommerce/<store key>`.

Raw bytes, signature, one committed row with the task it owes, a ring, 200. Nothing is parsed here.
"""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, request

from adapters.shopify import webhook as shopify
from adapters.woocommerce import webhook as woocommerce
from connector.domain.events import Delivery, Ping
from connector.domain.trouble import Refused
from connector.ledger.accepting import Acceptor, Away
from connector.ledger.inbox import Arrival
from jobs.ring import Doorbell
from webhooks.callers import Callers

MAX_BYTES = 2 * 1024 * 1024

log = structlog.get_logger()

Open = Callable[[bytes], Delivery | Ping]


def door(callers: Callers, acceptor: Acceptor, bell: Doorbell) -> Blueprint:
    """The two routes, over this process's own acceptor and doorbell."""
    routes = Blueprint("webhooks", __name__)

    @routes.post("/webhooks/shopify")
    def from_shopify() -> Response:
        sender = request.headers.get("X-Shopify-Shop-Domain", "")

        def open_it(raw: bytes) -> Delivery:
            return shopify.open_delivery(dict(request.headers), raw, callers.shopify_secrets(sender))

        return receive(callers, acceptor, bell, open_it)

    @routes.post("/webhooks/woocommerce/<door_key>")
    def from_woocommerce(door_key: str) -> Response:
        def open_it(raw: bytes) -> Delivery | Ping:
            secrets = callers.woocommerce_secrets(door_key)
            return woocommerce.open_delivery(dict(request.headers), raw, secrets, door_key)

        return receive(callers, acceptor, bell, open_it)

    return routes


def receive(callers: Callers, acceptor: Acceptor, bell: Doorbell, open_it: Open) -> Response:
    """One delivery, from raw bytes to an answer. 503 asks the platform to come again."""
    try:
        raw = _raw_bytes()
        delivery = open_it(raw)
        if isinstance(delivery, Ping):
            return _answer(200, "here")
        return _keep(callers, acceptor, bell, delivery, raw)
    except Refused as refused:
        return _answer(refused.status, str(refused))
    except Away:
        log.warning("the ledger is away")
        return _answer(503, "try again soon")


def _keep(callers: Callers, acceptor: Acceptor, bell: Doorbell, delivery: Delivery, raw: bytes) -> Response:
    store = callers.store(delivery)
    if store is None:
        if delivery.from_anyone:
            return _answer(200, "nothing of that shop is kept here")
        raise Refused(404, "this store is not attached")
    if store.left and not delivery.survives_uninstall:
        return _answer(200, "the store took the app off: dropped")
    acceptor.accept(
        Arrival(
            account_id=store.account_id,
            store_id=store.id,
            topic=delivery.topic[:100],
            dedupe_key=delivery.dedupe_key,
            body=raw,
            received_at=callers.now(),
        )
    )
    bell.ring("intake")
    return _answer(200, "kept")


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
