"""Webhooks: who listens, what is owed to them, and how one delivery looks and counts.

What is owed is a pair of webhook and resource, never a body: many changes become one delivery, whose body is
the resource as it stands when the delivery is made. A failed delivery is never tried again.
"""

import base64
import hashlib
import hmac
import html
import json
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests

from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.posting import Poster

USER_AGENT = "WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)"
# Six failures in a row are counted, the next one disables.
MOST_FAILURES = 6


@dataclass(eq=False, slots=True)
class Webhook:
    id: int
    name: str
    topic: str
    delivery_url: str
    secret: str
    created: datetime
    modified: datetime | None = None
    status: str = "active"
    failure_count: int = 0
    pending_delivery: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST as it goes out: raw body and headers, made at the moment of delivery."""

    webhook_id: int
    topic: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Outbox:
    """`pending` is what is owed, oldest first; nothing goes out until `deliver` or `take`.

    `read` is the store's own GET of a resource by its kind ("order", "product") and id.
    """

    lock: AbstractContextManager[Any]
    now: Callable[[], datetime]
    home: Callable[[], str]
    read: Callable[[str, int], Any]
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    pending: list[tuple[int, str]] = field(default_factory=list)
    poster: Poster = field(default_factory=Poster)
    results: list[tuple[Delivery, int | None]] = field(default_factory=list)

    def owe(self, topic: str, resource_id: int) -> None:
        """Owe a resource to every active webhook of the topic that it is not yet owed to."""
        self._owe(topic, json.dumps(resource_id))

    def act(self, hook: str, argument: Any) -> None:
        """Owe an `action.*` delivery: only the hook's first argument travels."""
        self._owe(f"action.{hook}", json.dumps(argument))

    def _owe(self, topic: str, argument: str) -> None:
        for webhook in self.webhooks.values():
            owed = (webhook.id, argument)
            if webhook.topic == topic and webhook.status == "active" and owed not in self.pending:
                self.pending.append(owed)

    def take(self) -> list[Delivery]:
        """Build everything that is owed and forget it, sending nothing (for callers that post themselves)."""
        with self.lock:
            owed, self.pending = self.pending, []
            return [self._build(self.webhooks[w], json.loads(a)) for w, a in owed if w in self.webhooks]

    def deliver(
        self, *, shuffle: bool = False, duplicate: float = 0.0, drop: float = 0.0, seed: int = 0
    ) -> list[Delivery]:
        """Build and post what is owed, each body just before its post; returns what was posted.

        `duplicate` and `drop` are the shares (0 to 1) of deliveries posted twice or lost on the way; a lost
        one counts neither as a success nor as a failure of the webhook.
        """
        chance = random.Random(seed)
        with self.lock:
            owed, self.pending = self.pending, []
        if shuffle:
            chance.shuffle(owed)
        times = [0 if chance.random() < drop else 2 if chance.random() < duplicate else 1 for _ in owed]
        return [
            sent for pair, n in zip(owed, times, strict=True) for _ in range(n) for sent in self._send(pair)
        ]

    def _send(self, owed: tuple[int, str]) -> Sequence[Delivery]:
        with self.lock:
            webhook = self.webhooks.get(owed[0])
            delivery = self._build(webhook, json.loads(owed[1])) if webhook else None
        if webhook is None or delivery is None:
            return []
        status = self.post(delivery)
        with self.lock:
            self.results.append((delivery, status))
            self._count(webhook, status)
        self.ping(webhook)
        return [delivery]

    def post(self, delivery: Delivery) -> int | None:
        """Post one delivery and return the answer's status; None when no answer came within 5 seconds."""
        return self.poster.post(delivery.url, delivery.body, delivery.headers)

    def ping(self, webhook: Webhook) -> None:
        """Unsigned, and only an answer of exactly 200 ends the pings; call it without holding the lock."""
        if not webhook.pending_delivery:
            return
        headers = {"User-Agent": USER_AGENT, "Content-Type": "application/x-www-form-urlencoded"}
        status = self.poster.post(webhook.delivery_url, f"webhook_id={webhook.id}".encode(), headers)
        if status == requests.codes.ok:
            webhook.pending_delivery, webhook.modified = False, self.now()

    def _count(self, webhook: Webhook, status: int | None) -> None:
        webhook.modified = self.now()
        # 301 and 302 pass for successes and are not followed: what was sent is lost.
        if status is not None and 200 <= status <= 302:
            webhook.failure_count = 0
        elif webhook.failure_count >= MOST_FAILURES:
            webhook.status = "disabled"
        else:
            webhook.failure_count += 1

    def _build(self, webhook: Webhook, argument: Any) -> Delivery:
        resource, event = webhook.topic.split(".", 1)
        body = php_json(self._payload(resource, event, argument)).encode()
        headers = {
            "User-Agent": USER_AGENT,
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": f"{self.home()}/",
            "X-WC-Webhook-Topic": webhook.topic,
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": sign(webhook.secret, body),
            "X-WC-Webhook-ID": str(webhook.id),
            "X-WC-Webhook-Delivery-ID": self._delivery_id(webhook),
        }
        return Delivery(webhook.id, webhook.topic, webhook.delivery_url, headers, body)

    def _payload(self, resource: str, event: str, argument: Any) -> Any:
        if resource == "action":
            return {"action": event, "arg": argument}
        if event == "deleted":
            return {"id": argument}
        try:
            return self.read(resource, argument)
        except RestError as error:
            # The real store signs and sends the refusal of its own read.
            return error.body

    def _delivery_id(self, webhook: Webhook) -> str:
        second = int(self.now().timestamp())
        return hashlib.md5(f"{webhook.id}{second}".encode(), usedforsecurity=False).hexdigest()


def sign(secret: str, body: bytes) -> str:
    """base64(HMAC-SHA256), with the secret's HTML entities decoded first."""
    key = html.unescape(secret).encode()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def php_json(value: Any) -> str:
    """JSON as PHP writes it: slashes and everything beyond ASCII escaped, no blanks."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")
