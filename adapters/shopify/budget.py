"""The points that Shopify's API gives each shop, as its last answer told them.

Source: "Rate limits": a query is paid in advance by its requested cost from a bucket that refills at a
constant rate; what it did not use is given back.
"""

from typing import Any

import msgspec

LONGEST_NAP = 2.0
"""Seconds a worker may sleep for points. Longer, and the task goes back to the queue."""


class _Throttle(msgspec.Struct, rename="camel"):
    maximum_available: float
    currently_available: float
    restore_rate: float


class _Cost(msgspec.Struct, rename="camel"):
    requested_query_cost: float
    throttle_status: _Throttle


class Budget:
    """What is known of one shop's bucket. Empty until the first answer: then nothing is held back."""

    def __init__(self) -> None:
        self._throttle: _Throttle | None = None
        self._seen_at = 0.0
        self._costs: dict[str, float] = {}

    def learn(self, name: str, extensions: Any, now: float) -> None:
        """Take note of `extensions.cost`, where there is one; `now` in seconds of a steady clock."""
        try:
            cost = msgspec.convert((extensions or {}).get("cost"), _Cost)
        except (msgspec.ValidationError, AttributeError):
            return
        self._costs[name] = cost.requested_query_cost
        self._throttle, self._seen_at = cost.throttle_status, now

    def wait(self, name: str, now: float) -> float:
        """Seconds until the document can be paid: (requested - available) / restore rate."""
        throttle = self._throttle
        if throttle is None or throttle.restore_rate <= 0:
            return 0.0
        refilled = throttle.currently_available + (now - self._seen_at) * throttle.restore_rate
        missing = self._costs.get(name, 0.0) - min(refilled, throttle.maximum_available)
        return max(0.0, missing / throttle.restore_rate)
