"""The outbox: signed deliveries that wait until a test sends them, or that a thread sends soon after."""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

import requests

from sandbox.shopify.store import Body, ShopState, Subscription

VERSION = "2026-10"
TIMEOUT = (1.0, 5.0)
"""Seconds to connect and to wait for an answer, as Shopify gives."""
ATTEMPTS = 9
"""One delivery and eight retries."""


@dataclass(frozen=True)
class Delivery:
    """One POST: the raw body and the headers that sign and name it; a retry repeats both."""

    topic: str
    shop: str
    uri: str
    headers: dict[str, str]
    body: bytes
    attempts: int = 0
    due: float = 0.0


class Outbox:
    """Deliveries of all shops of a sandbox. `mode` is "manual" (nothing leaves by itself) or "live"."""

    def __init__(self, secret: str, clock: Callable[[], datetime], seed: int) -> None:
        self.secret, self.clock, self.random = secret.encode(), clock, random.Random(seed)
        self.pending: list[Delivery] = []
        self.sent: list[tuple[str, int]] = []
        self.backoff: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def mode(self) -> Literal["manual", "live"]:
        """Whether a thread delivers."""
        return "live" if self._thread else "manual"

    @mode.setter
    def mode(self, wanted: Literal["manual", "live"]) -> None:
        (self.start if wanted == "live" else self.stop)()

    def publish(self, shop: ShopState, topic: str, body: Body) -> None:
        """Queue a delivery for each subscription of the shop to the topic."""
        if shop.installed:
            event = self._uuid()
            for one in [one for one in shop.subscriptions if one.topic == topic]:
                self._queue(self._sign(shop, one, body, event))

    def sign(self, body: bytes, own_secret: str = "") -> str:
        """X-Shopify-Hmac-Sha256 of a raw body, by a custom app's own secret where there is one."""
        secret = own_secret.encode() or self.secret
        return base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()

    def take(self) -> list[Delivery]:
        """Everything that waits; the caller delivers it."""
        with self._wake:
            taken, self.pending = self.pending, []
        return taken

    def deliver(
        self, *, shuffle: bool = False, duplicate: float = 0.0, drop: float = 0.0, seed: int = 0
    ) -> list[tuple[str, int]]:
        """Send all that waits over HTTP; returns (topic, status), status 0 for no answer.

        `duplicate` and `drop` are the shares (0 to 1) sent twice and never sent.
        """
        chance = random.Random(seed)
        batch = [one for one in self.take() if chance.random() >= drop]
        batch += [one for one in batch if chance.random() < duplicate]
        if shuffle:
            chance.shuffle(batch)
        with requests.Session() as session:
            return [(one.topic, self.post(session, one)) for one in batch]

    def post(self, session: requests.Session, one: Delivery) -> int:
        """Send one delivery; its status, or 0 where no answer came."""
        try:
            answer = session.post(
                one.uri, data=one.body, headers=one.headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException:
            status = 0
        else:
            status = answer.status_code
        self.sent.append((one.topic, status))
        return status

    def start(self) -> None:
        """Go live: deliver soon after the event, in order, with eight retries."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="shopify-webhooks", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Back to manual; what waits goes on waiting."""
        thread, self._thread = self._thread, None
        with self._wake:
            self._wake.notify_all()
        if thread:
            thread.join(timeout=sum(TIMEOUT) + 1)

    def _run(self) -> None:
        with requests.Session() as session:
            while self._thread is threading.current_thread():
                one = self._next()
                if one and not 200 <= self.post(session, one) < 300:
                    self._again(one)

    def _next(self) -> Delivery | None:
        with self._wake:
            due = [one for one in self.pending if one.due <= time.monotonic()]
            if not due:
                self._wake.wait(timeout=0.1)
                return None
            self.pending.remove(due[0])
            return due[0]

    def _again(self, one: Delivery) -> None:
        if one.attempts + 1 < ATTEMPTS:
            wait = self.backoff[min(one.attempts, len(self.backoff) - 1)]
            self._queue(replace(one, attempts=one.attempts + 1, due=time.monotonic() + wait))

    def _queue(self, one: Delivery) -> None:
        with self._wake:
            self.pending.append(one)
            self._wake.notify_all()

    def _uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _sign(self, shop: ShopState, one: Subscription, body: Body, event: str) -> Delivery:
        shown = {key: body[key] for key in one.include_fields if key in body} if one.include_fields else body
        raw = json.dumps(shown, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": one.topic,
            "X-Shopify-Hmac-Sha256": self.sign(raw, shop.signed_with),
            "X-Shopify-Shop-Domain": shop.domain,
            "X-Shopify-API-Version": VERSION,
            "X-Shopify-Webhook-Id": self._uuid(),
            "X-Shopify-Event-Id": event,
            "X-Shopify-Triggered-At": self.clock().isoformat().replace("+00:00", "Z"),
        }
        if one.name:
            headers["X-Shopify-Name"] = one.name
        return Delivery(one.topic, shop.domain, one.uri, headers, raw)
