"""The door for people: the merchant's pages. They read the ledger; what they change goes through jobs."""

from pages.board import board
from pages.entry import entry

__all__ = ["board", "entry"]
