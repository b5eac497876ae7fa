"""Webhooks delivered by a thread, as a store's cron would: one after the other, in the order owed."""

import threading

from sandbox.woocommerce.outbox import Outbox


class LiveDelivery:
    def __init__(self, outbox: Outbox, interval: float) -> None:
        self._outbox, self._interval = outbox, interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the delivery under way, at most its timeout later."""
        self._stopped.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self._outbox.deliver()
