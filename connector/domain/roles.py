"""Who may do what: a table, read by the pages, the commands and the API."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is to the account. One person has one role in it."""

    OWNER = "owner"
    MANAGER = "manager"
    SUPPORT = "support"
    WAREHOUSE = "warehouse"
    ACCOUNTANT = "accountant"


class May(StrEnum):
    """What needs leave. Money that moves out is apart from everything else."""

    LOOK = "look"  # read every page but those of people, settings and privacy
    ORDERS = "orders"  # dates, places in the queue, letting older orders in, trying again
    SUPPLY = "supply"  # expected deliveries, counts, lead times, which items are the same
    PAUSE = "pause"  # stop everything that leaves, and go on
    SETTINGS = "settings"  # switches, settings, keys of the API
    STORES = "stores"  # install, read again, look after, leave
    PEOPLE = "people"  # who may come in, and as what
    PRIVACY = "privacy"  # what a buyer asked to be told or forgotten
    EXPORT = "export"  # the history and the ledger as files
    REFUNDS = "refunds"
    CHARGES = "charges"
    LIMITS = "limits"  # up to what sum a purchase order leaves without asking


ALLOWED: Final[Mapping[Role, frozenset[May]]] = {
    Role.OWNER: frozenset(May),
    Role.MANAGER: frozenset(May) - {May.PEOPLE, May.LIMITS},
    Role.SUPPORT: frozenset({May.LOOK, May.ORDERS, May.PAUSE, May.PRIVACY, May.REFUNDS}),
    Role.WAREHOUSE: frozenset({May.LOOK, May.SUPPLY, May.PAUSE}),
    Role.ACCOUNTANT: frozenset({May.LOOK, May.EXPORT, May.REFUNDS, May.CHARGES}),
}


def may(role: Role, what: May) -> bool:
    """Whether the role has this leave."""
    return what in ALLOWED[role]
