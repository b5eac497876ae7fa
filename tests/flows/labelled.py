"""How a hand-labelled order is written down: what was there, what was bought, what happened, what is owed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Step = tuple[str, ...]


class Row(NamedTuple):
    """`there`: goods by letter, as "3", or "3 how"; `bought` units by letter; `then` steps of what happened,
    words and numbers; `owed` units by letter that must wait. Goods of a row are its own, but for those
    whose letter is a capital: they are everybody's."""

    name: str
    there: Mapping[str, str]
    bought: Mapping[str, int]
    then: Sequence[str]
    owed: Mapping[str, int]
    why: str


def sku(row: Row, letter: str) -> str:
    return letter if letter.isupper() else f"{row.name}/{letter}"
