"""Faults on request: what the next calls of an operation meet instead of an answer."""

import threading
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal[
    "429",
    "500",
    "502",
    "drop",
    "timeout_after_applying",
    "throttled",
    "throttled_429",
    "slow",
    "partial",
    "html",
]


@dataclass
class Fault:
    """What goes wrong, how often still, and how long (seconds: Retry-After, silence, or delay)."""

    operation: str | None
    kind: Kind
    times: int
    seconds: float


class Faults:
    """Faults that wait for their operation; the oldest fitting one is used first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def next(self, operation: str | None, kind: Kind, times: int = 1, seconds: float = 1.0) -> None:
        """Let the next `times` calls of the operation (None: of any) meet the fault."""
        with self._lock:
            self._waiting.append(Fault(operation, kind, times, seconds))

    def clear(self) -> None:
        """Forget what was asked for."""
        with self._lock:
            self._waiting.clear()

    def take(self, operation: str | None) -> Fault | None:
        """The fault that this call meets, if any."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in (None, operation):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None


class Entry(NamedTuple):
    """One call that came in: when (monotonic seconds), whose, what, and how it ended."""

    time: float
    shop: str
    operation: str | None
    variables: dict[str, object]
    outcome: str
