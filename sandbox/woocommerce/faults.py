"""Trouble on request: what a shared host, a proxy or a bad line does to a caller."""

import gzip
import threading
from dataclasses import dataclass, field

from werkzeug.wrappers import Response

from sandbox.woocommerce.outbox import php_json

KINDS = frozenset({"429", "500", "502", "drop", "timeout_after_applying", "slow", "html", "redirect", "huge"})
HUGE = 100 * 1024 * 1024


@dataclass(slots=True)
class Fault:
    kind: str
    match: tuple[str, ...] | None
    times: int
    seconds: float


@dataclass(slots=True)
class Faults:
    """Faults wait in order; a request takes the first that it matches, and that one is used up once."""

    waiting: list[Fault] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, match: str | None, kind: str, times: int = 1, seconds: float = 1.0) -> None:
        """`match` is "METHOD path" below `wc/v3/`, `*` for one segment, and covers all that lies deeper.

        None matches everything. `seconds` is Retry-After for 429, the wait for slow and for
        timeout_after_applying.
        """
        if kind not in KINDS:
            raise ValueError(f"No such fault: {kind}")
        with self._lock:
            self.waiting.append(Fault(kind, _segments(match) if match else None, times, seconds))

    def take(self, method: str, path: str) -> Fault | None:
        with self._lock:
            fault = next((f for f in self.waiting if _matches(f, method, path)), None)
            if fault:
                fault.times -= 1
                self.waiting = [f for f in self.waiting if f.times > 0]
            return fault

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the stop of the sandbox."""
        self.stopped.wait(seconds)


def instead(fault: Fault, url: str) -> Response | None:
    """The answer that takes the place of the store's own, None where the store still answers."""
    if fault.kind == "429":
        headers = {"Retry-After": f"{fault.seconds:g}"}
        return _text(429, "text/html", "<h1>Too Many Requests</h1>", headers)
    if fault.kind == "500":
        body = {
            "code": "internal_server_error",
            "message": "<p>There has been a critical error on this website.</p>",
            "data": {"status": 500},
        }
        return _text(500, "application/json", php_json(body))
    if fault.kind == "502":
        return _text(502, "text/html", "<h1>502 Bad Gateway</h1>")
    if fault.kind == "html":
        return _text(200, "text/html", "<!doctype html><title>Briefly unavailable for maintenance</title>")
    if fault.kind == "redirect":
        return _text(301, "text/html", "", {"Location": url.replace("127.0.0.1", "localhost", 1)})
    return _huge() if fault.kind == "huge" else None


def _huge() -> Response:
    """A JSON list of 100 MB that is a few kilobytes per ten on the wire."""
    packed = gzip.compress(b"[" + b" " * HUGE + b"]", compresslevel=9)
    response = _text(200, "application/json", "", {"Content-Encoding": "gzip"})
    response.set_data(packed)
    return response


def _text(status: int, mimetype: str, body: str, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, mimetype=mimetype)


def _segments(text: str) -> tuple[str, ...]:
    method, _, path = text.partition(" ")
    return (method, *path.strip("/").split("/"))


def _matches(fault: Fault, method: str, path: str) -> bool:
    if fault.match is None:
        return True
    asked = (method, *path.split("/"))
    return len(asked) >= len(fault.match) and all(
        w in ("*", a) for w, a in zip(fault.match, asked, strict=False)
    )
