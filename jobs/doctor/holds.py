"""Units that our holds keep back, against units that wait."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from connector.domain.storefront import Marks
from jobs.doctor.check import Fault, OrderCheck
from jobs.doctor.settling_again import settles
from jobs.doctor.wish import Wish


class _Spot(Protocol):
    """Units of a line at a location."""

    @property
    def line_id(self) -> str: ...
    @property
    def location_ref(self) -> str: ...
    @property
    def quantity(self) -> int: ...


def _units(spots: Iterable[_Spot]) -> Counter[tuple[str, str]]:
    units: Counter[tuple[str, str]] = Counter()
    for spot in spots:
        units[spot.line_id, spot.location_ref] += spot.quantity
    return units


def compare(wish: Wish, marks: Marks) -> Iterator[Fault]:
    """With the switch off no hold is missed; one that nothing waits for keeps the order back all the same."""
    if marks.held is None:
        return
    held, wanted = _units(marks.held), _units(wish.holds)
    on = "holds" in wish.active
    left = (held - wanted).total()
    if left and (on or not wanted):
        yield _fault("hold_left", wish, left)
    missing = (wanted - held - _units(marks.beyond)).total()
    if on and missing:
        yield _fault("hold_missing", wish, missing)


def _fault(rule: str, wish: Wish, units: int) -> Fault:
    return Fault(rule, str(wish.order_id), {"order": wish.name, "units": units}, wish.order_id)


CHECK = OrderCheck("holds", ("hold_left", "hold_missing"), compare, settles("holds"))
