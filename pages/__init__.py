"""The door for people: the merchant's pages. They read the ledger; what they change goes through jobs."""

from pages.board import board

__all__ = ["board"]
