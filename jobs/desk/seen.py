"""What a person saw before they said yes, named in short: when it is another by then, they look again."""

from hashlib import sha256

from jobs.desk.amiss import Amiss


def seal(*shown: object) -> str:
    """The same for the same numbers, texts, days and records of such. A row of the ledger gives its id."""
    return sha256(repr(shown).encode()).hexdigest()[:32]


def refuse_changed(now: str, seen: str) -> None:
    """`seen`: the seal of what was shown. Raises Amiss when it is another now."""
    if now != seen:
        raise Amiss("preview", "moved_on")
