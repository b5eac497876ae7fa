"""Answers that come late, in pieces, or not whole, over a real connection."""

import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from adapters import outgoing
from adapters.outgoing import Outside
from adapters.woocommerce.transport import Shop
from connector.domain.trouble import Trouble


def trouble(call: Callable[[], object]) -> Trouble:
    with pytest.raises(Trouble) as caught:
        call()
    return caught.value


class _Odd(BaseHTTPRequestHandler):
    """Answers as no good server would, by method."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A byte from time to time."""
        self._start(("Content-Length", "1000"))
        with contextlib.suppress(OSError):
            for _ in range(40):
                time.sleep(0.1)
                self.wfile.write(b" ")
                self.wfile.flush()

    def do_POST(self) -> None:
        """Nothing at all."""
        time.sleep(1)
        self.close_connection = True

    def do_PUT(self) -> None:
        """Less than was promised."""
        self._start(("Content-Length", "1000"))
        self.wfile.write(b'{"id":1}')
        self.close_connection = True

    def do_DELETE(self) -> None:
        """Packed, and in pieces: unusual, but right."""
        self._start(("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
        packed = gzip.compress(b'{"id":1}')
        for piece in (packed[:5], packed[5:]):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def _start(self, *headers: tuple[str, str]) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the test's output."""


@pytest.fixture
def odd() -> Iterator[Shop]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    shop = Shop(Outside(allow_loopback=True), f"http://127.0.0.1:{server.server_port}", "ck", "cs_secret")
    yield shop
    shop.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_that_drips_is_left_at_the_deadline(odd: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.5)
    started = time.monotonic()
    assert not trouble(lambda: odd.get("orders")).unknown
    assert time.monotonic() - started < 2


def test_a_write_without_an_answer_is_unknown(odd: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.3)
    found = trouble(lambda: odd.post("orders", {}))
    assert (found.unknown, found.permanent) == (True, False)


def test_an_answer_that_breaks_off_is_no_answer(odd: Shop) -> None:
    found = trouble(lambda: odd.put("orders/1", {}))
    assert (found.unknown, found.permanent) == (True, False)


def test_an_answer_that_comes_packed_and_in_pieces_is_read(odd: Shop) -> None:
    assert odd.delete("orders/1") == {"id": 1}
    assert odd.delete("orders/1", force=True) == {"id": 1}
