"""Somebody else's tool: a real server on the loopback that keeps what it is sent and answers as told."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG, DROP = -1, -2
"""Instead of a status: no answer for a long while; the message is read and the connection cut."""


@dataclass(frozen=True)
class Came:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """`answers`: what it says next, one by one; then 204 to everything."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    more_headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    hangs: float = 30.0
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def times(self) -> Counter[str]:
        """How often each event came, by its id."""
        return Counter(one.id for one in self.came)

    def take(self, request: BaseHTTPRequestHandler) -> int:
        length = int(request.headers.get("Content-Length", 0))
        body = request.rfile.read(length)
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self.lock:
            self.came.append(Came(request.path, headers, body))
            return self.answers.pop(0) if self.answers else 204


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = receiver.take(self)
            if status == HANG:
                until = time.monotonic() + receiver.hangs
                while time.monotonic() < until and not receiver.closing.wait(0.05):
                    pass
            if status < 0:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in receiver.more_headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.says) if status != 204 else 0))
            self.end_headers()
            if status != 204:
                self.wfile.write(receiver.says)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that serves until the end of the block."""
    made = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}/hooks"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
