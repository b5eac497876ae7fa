"""What both acts read back in the same way."""

from collections.abc import Iterator
from typing import Any

from app.demo.stage import Stage
from app.demo.teller import Otherwise


def units(record: Any) -> Iterator[dict[str, Any]]:
    """The lines of a record as our adapters write it: a mapping by line id."""
    if isinstance(record, dict):
        yield from (line for line in record.values() if isinstance(line, dict))


def letter_to(stage: Stage, address: str, *phrases: str) -> str:
    """The text of the one letter that this buyer got; it holds every phrase."""
    found = stage.teller.meets(
        f"one letter to {address}", 1, lambda: [one.text for one in stage.mailbox.to(address)], bool
    )
    if len(found) != 1:
        raise Otherwise(f"letters to {address}", 1, len(found))
    flat = " ".join(found[0].split())
    for phrase in phrases:
        if phrase not in flat:
            raise Otherwise(f"the letter to {address}", phrase, found[0])
    return str(found[0])
