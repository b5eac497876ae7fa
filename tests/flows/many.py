"""A worker process of the test with many orders: drains both lanes until it is told to stop."""

import time
from multiprocessing.synchronize import Event

from connector.config import Settings
from connector.ledger.tasks import LANES
from jobs.drain import drain
from jobs.table import KINDS
from jobs.workshop import open_workshop


def work(settings: Settings, first: int, stop: Event) -> None:
    """`first`: which lane it begins with, so that both have somebody from the start."""
    here = open_workshop(settings)
    lanes = [LANES[(first + at) % len(LANES)] for at in range(len(LANES))]
    try:
        while not stop.is_set():
            if not sum(drain(here, lane, KINDS, 5.0) for lane in lanes):
                time.sleep(0.1)
    finally:
        here.ledger.close()
