"""Every table, imported once, so that migrations and tests see all of them."""

from connector.ledger import (
    accounts,
    backorders,
    history,
    inbox,
    items,
    letters,
    locations,
    orders,
    pegs,
    promises,
    stores,
    supply,
    tasks,
)
from connector.ledger.base import Base

METADATA = Base.metadata

KEPT = (
    accounts,
    stores,
    locations,
    items,
    supply,
    orders,
    pegs,
    backorders,
    promises,
    letters,
    inbox,
    tasks,
    history,
)
"""A file of the ledger for each thing kept."""
