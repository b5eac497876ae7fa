"""normalise: from a webhook's bytes to an event in our words, beside json.loads of the same bytes."""

import json
from pathlib import Path

from adapters.shopify.webhook import read_event
from bench.rounds import cpu_seconds, ratio_of, tell

SAMPLE = Path(__file__).parent.parent / "tests/data/shopify/samples/official_orders__create.json"
TIMES = 500


def order_of_20_kb() -> bytes:
    """A documented order, with lines repeated until it is as large as an ordinary one."""
    body = json.loads(SAMPLE.read_bytes())
    while len(json.dumps(body)) < 20_000:
        body["line_items"].append(body["line_items"][0])
    return json.dumps(body).encode()


def run() -> None:
    raw = order_of_20_kb()

    def ours() -> float:
        return cpu_seconds(lambda: [read_event("orders/updated", raw) for _ in range(TIMES)])

    def floor() -> float:
        return cpu_seconds(lambda: [json.loads(raw) for _ in range(TIMES)])

    *_, ratio = ratio_of(ours, floor, 7)
    tell("normalise", ratio, 0.25)
