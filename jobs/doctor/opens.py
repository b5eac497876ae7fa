"""Whether the store answers and lets us in."""

from collections.abc import Iterator

from connector.domain.trouble import Trouble
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench


def look(bench: Bench) -> Iterator[Fault]:
    """A refused or expired token, keys that were taken away, an address that is not the shop's any more."""
    try:
        bench.front.facts()
    except Trouble as trouble:
        if not trouble.permanent:
            raise
        yield Fault("store_closed", "opens", {"store": bench.store.name, "why": str(trouble)})


CHECK = Check("opens", ("store_closed", "store_silent"), look, asks_store=True, silent="store_silent")
