"""Every address of the board, from the board's own table, with numbers in it and with what its forms send."""

import re

from pages.board import ROUTES

PARTS = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
WORDS = {"effect": "tags"}
"""What stands in an address where no number does."""
EVERY = [(address, method, leave) for address, _, methods, _, leave in ROUTES for method in methods]
READ = [address for address, method, _ in EVERY if method == "GET"]
NUMBERED = [(address, method) for address, method, _ in EVERY if "<int:" in address]
GIVEN = {
    "quantity": 1,
    "date": "2026-12-24",
    "reason": "agreed",
    "to": "front",
    "confirmed": 1,
    "lead_days": 3,
    "handling_days": 1,
    "key_name": "ERP",
    "event_address": "https://93.184.216.34/hooks",
    "kind": "owed",
    "location": 1,
    "role": "warehouse",
}


def place(address: str, ids: dict[str, int], guess: int | None = None) -> str:
    """The address with ids of the seed in it, or with one guess everywhere."""

    def fill(found: re.Match[str]) -> str:
        if found[1] != "int":
            return WORDS.get(found[2], "made-up")
        name = found[2].removesuffix("_id")
        return str(guess if guess is not None else ids.get(name, 1))

    return PARTS.sub(fill, address)
