"""Seal every secret anew under the first key, so that an older one may go. May be stopped and begun again."""

from collections import Counter
from collections.abc import Callable

from connector.ledger import sealing
from connector.ledger.vault import Sealed
from connector.steps import step
from jobs.workshop import Workshop

TOGETHER = 50
"""Rows that are sealed anew in one transaction."""


def rotate(workshop: Workshop, tell: Callable[[str, int], None]) -> Counter[str]:
    """Returns how many were sealed anew, by kind; what has the first key already is left alone.

    `tell` hears of each batch: its kind, and how many so far. Raises Sealed for one that does not open.
    """
    done: Counter[str] = Counter()
    for kind in sealing.KINDS:
        last = -1
        while last:
            with workshop.ledger.writing() as unit:
                secrets, last = sealing.after(unit, kind, last, TOGETHER)
                for secret in secrets:
                    if workshop.vault.key_of(secret.sealed) != workshop.vault.first:
                        plain = workshop.vault.open(secret.sealed, secret.place)
                        secret.put(workshop.vault.seal(plain, secret.place))
                        done[kind] += 1
            step("rotate.batch")
            tell(kind, done[kind])
    return done


def check(workshop: Workshop) -> tuple[Counter[str], list[str]]:
    """How many secrets each key seals, and the places of those that do not open. Changes nothing."""
    by_key: Counter[str] = Counter()
    closed: list[str] = []
    for kind in sealing.KINDS:
        last = -1
        while last:
            with workshop.ledger.reading() as unit:
                secrets, last = sealing.after(unit, kind, last, TOGETHER)
            for secret in secrets:
                by_key[workshop.vault.key_of(secret.sealed)] += 1
                try:
                    workshop.vault.open(secret.sealed, secret.place)
                except Sealed:
                    closed.append(secret.place)
    return by_key, closed
