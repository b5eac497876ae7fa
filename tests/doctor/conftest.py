"""A world with a shop or two, and the doctor at hand."""

from tests.flows.conftest import crowd, here, platform

__all__ = ["crowd", "here", "platform"]
