"""Whether shops and buyers can reach us at our own address."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.outgoing import Sender
from connector.ledger import stores
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench

BROKEN = 500
"""From this status on nobody is at home: a proxy answers in our place."""


def is_first(bench: Bench) -> bool:
    """What is about all stores of the account alike is told once, with the oldest of them."""
    with bench.workshop.ledger.reading() as unit:
        here = [one for one in stores.of_account(unit, bench.store.account_id) if one.left_at is None]
    return bool(here) and here[0].id == bench.store.id


def look(bench: Bench) -> Iterator[Fault]:
    """`PUBLIC_URL` must be what the internet can reach; in development the loopback is."""
    if not is_first(bench):
        return
    address = bench.workshop.settings.public_url
    if not bench.workshop.settings.allow_loopback and not _public(address):
        yield Fault("address_private", "address", {"address": address})
        return
    sender = Sender(bench.workshop.outside)
    try:
        status = sender.send("GET", f"{address.rstrip('/')}/healthz").status_code
    finally:
        sender.close()
    if status >= BROKEN:
        yield Fault("address_silent", "address", {"address": address, "why": f"HTTP {status}"})


def _public(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True  # a name: where it leads is seen by asking there


CHECK = Check("address", ("address_private", "address_silent"), look, silent="address_silent")
