"""How the units of a short line move: waiting, ready, released, shipped, cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.domain.trouble import IllegalStep

WAITING, READY, RELEASED, SHIPPED, CANCELLED = "waiting", "ready", "released", "shipped", "cancelled"
STATES = (WAITING, READY, RELEASED, SHIPPED, CANCELLED)
OPEN = (WAITING, READY, RELEASED)

STEPS: Mapping[str, frozenset[str]] = {
    "": frozenset({WAITING}),
    WAITING: frozenset({READY, SHIPPED, CANCELLED}),
    READY: frozenset({RELEASED, WAITING, SHIPPED, CANCELLED}),
    RELEASED: frozenset({SHIPPED, WAITING, CANCELLED}),
    SHIPPED: frozenset(),
    CANCELLED: frozenset(),
}
"""From "" a backorder opens. Ready or released goods may ship, or lose their stock or their payment."""


@dataclass(frozen=True, slots=True)
class Move:
    """`quantity` units of a line step from one state into another; from "" they are newly owed."""

    start: str
    end: str
    quantity: int

    def __post_init__(self) -> None:
        if self.end not in STEPS[self.start]:
            raise IllegalStep(f"{self.start or 'nothing'} -> {self.end}")
        if self.quantity <= 0:
            raise IllegalStep(f"{self.quantity} units cannot step")


@dataclass(frozen=True, slots=True)
class Owed:
    """Units of one line by open state."""

    waiting: int = 0
    ready: int = 0
    released: int = 0


def advance(before: Owed, *, short: int, covered: int, shipped: int, vanished: int) -> list[Move]:
    """The steps that bring a line's backorder in accord with its pegs.

    `short`: open units that no unit on hand reaches. `covered`: open units that one does. `shipped`:
    units that left since the last look. `vanished`: units taken off the order since then. What
    vanishes is taken from the waiting first; what ships, from the released first.
    """
    missing = short - before.waiting
    if missing > 0:
        lost = min(missing, before.ready + before.released)
        left = Owed(0, before.ready - min(lost, before.ready), before.released - max(0, lost - before.ready))
        excess = max(0, left.ready + left.released - covered)
        return _fall_short(before, missing) + _leave(left, excess, shipped)
    cancelled = min(before.waiting - short, vanished)
    reached = before.waiting - short - cancelled
    excess = max(0, reached + before.ready + before.released - covered)
    straight = max(0, excess - before.ready - before.released)  # left without ever being set aside
    return (
        _move(WAITING, CANCELLED, cancelled)
        + _leave(before, excess - straight, shipped)
        + _split(WAITING, straight, max(0, shipped - excess + straight))
        + _move(WAITING, READY, reached - straight)
    )


def _fall_short(before: Owed, missing: int) -> list[Move]:
    """Ready units lose their stock first, then released ones; the rest is newly owed."""
    from_ready = min(missing, before.ready)
    from_released = min(missing - from_ready, before.released)
    fresh = missing - from_ready - from_released
    return (
        _move(READY, WAITING, from_ready)
        + _move(RELEASED, WAITING, from_released)
        + _move("", WAITING, fresh)
    )


def _leave(before: Owed, units: int, shipped: int) -> list[Move]:
    from_released = min(units, before.released)
    from_ready = min(units - from_released, before.ready)
    return _split(RELEASED, from_released, shipped) + _split(
        READY, from_ready, max(0, shipped - from_released)
    )


def _split(start: str, units: int, shipped: int) -> list[Move]:
    sent = min(units, shipped)
    return _move(start, SHIPPED, sent) + _move(start, CANCELLED, units - sent)


def _move(start: str, end: str, quantity: int) -> list[Move]:
    return [Move(start, end, quantity)] if quantity > 0 else []
