"""Every table, imported once, so that migrations and tests see all of them."""

from connector.ledger import (
    accounts,
    api_keys,
    backorders,
    findings,
    forgotten,
    grants,
    history,
    inbox,
    items,
    joins,
    leftovers,
    letters,
    locations,
    orders,
    pegs,
    people,
    privacy,
    promises,
    readings,
    setting_changes,
    stores,
    supply,
    tasks,
    visits,
)
from connector.ledger.base import Base

METADATA = Base.metadata

KEPT = (
    accounts,
    people,
    visits,
    grants,
    stores,
    setting_changes,
    api_keys,
    locations,
    items,
    joins,
    supply,
    orders,
    pegs,
    backorders,
    promises,
    letters,
    inbox,
    tasks,
    readings,
    leftovers,
    findings,
    privacy,
    forgotten,
    history,
)
"""A file of the ledger for each thing kept."""
