"""Offer webhooks as fast as they are answered: raw sockets, so that the one who asks costs little."""

import asyncio
import base64
import hashlib
import hmac
import time
import uuid
from dataclasses import dataclass

SECRET = b"a-client-secret-of-more-than-32-bytes"


@dataclass(frozen=True, slots=True)
class Seen:
    """`rate` in answers a second; `latencies` in seconds, one for each answer."""

    rate: float
    latencies: list[float]


def offer(port: int, body: bytes, *, seconds: float, callers: int = 64, same: bool = False) -> Seen:
    """`same`: every delivery carries one and the same id."""
    return asyncio.run(_offer(port, body, seconds, callers, same))


async def _offer(port: int, body: bytes, seconds: float, callers: int, same: bool) -> Seen:
    until = time.perf_counter() + seconds
    started = time.perf_counter()
    every = await asyncio.gather(*(_caller(port, body, until, same) for _ in range(callers)))
    latencies = [one for them in every for one in them]
    return Seen(len(latencies) / (time.perf_counter() - started), latencies)


async def _caller(port: int, body: bytes, until: float, same: bool) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies: list[float] = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(_request(body, "the-same" if same else uuid.uuid4().hex))
        await answered(reader)
        latencies.append(time.perf_counter() - began)
    writer.close()
    return latencies


async def answered(reader: asyncio.StreamReader) -> None:
    """Read one answer to its end. Raises RuntimeError when it is no 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise RuntimeError(head.decode())
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    await reader.readexactly(length)


def _request(body: bytes, webhook_id: str) -> bytes:
    signature = base64.b64encode(hmac.digest(SECRET, body, hashlib.sha256)).decode()
    head = (
        "POST /webhooks/shopify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Shopify-Topic: orders/updated\r\n"
        "X-Shopify-Shop-Domain: bench.myshopify.com\r\nX-Shopify-API-Version: 2026-10\r\n"
        f"X-Shopify-Webhook-Id: {webhook_id}\r\nX-Shopify-Hmac-Sha256: {signature}\r\n\r\n"
    )
    return head.encode() + body
