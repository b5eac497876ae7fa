"""A row of the public door's table."""

from collections.abc import Callable
from typing import Final, NamedTuple

from flask.typing import ResponseReturnValue

OFTEN: Final = "1200 per minute"
"""Shoppers of an office, a school, a phone network come from one address."""
A_PAGE: Final = "120 per minute"
"""What a person reads. Through Shopify all buyers of a shop come from the same few addresses: not there."""
SELDOM: Final = "20 per minute"
"""What writes something down, or sends a letter."""


class Route(NamedTuple):
    """`view` is called with an `Asked` and what the address holds. `rate`: of an address, per store.

    `always`: also for a store that shows nothing at present, or has left: its letters are out in the world.
    """

    address: str
    name: str
    methods: tuple[str, ...]
    view: Callable[..., ResponseReturnValue]
    rate: str = OFTEN
    always: bool = False
