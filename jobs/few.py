"""Only a few threads at once wait for servers that somebody named: the others are there for everybody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST: Final = 3
"""Of the eight threads that a web process has by default."""


class Busy(Exception):
    """So many wait for other people's servers that nobody else may; a minute later is better."""


_places = threading.BoundedSemaphore(MOST)


@contextmanager
def waiting_outside() -> Iterator[None]:
    """What is done within asks a server whose address a person typed. Raises Busy at once, never waits."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()
