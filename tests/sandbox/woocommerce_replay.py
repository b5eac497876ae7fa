"""The recorded requests, and a sandbox made to stand where the recorded store stood."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import requests

from sandbox.woocommerce import WooSandbox, WooStore
from tests.sandbox.woocommerce_sameness import POSTS, Sameness

RECORDINGS = Path(__file__).parents[1] / "data" / "woocommerce" / "rest"
KEYS = {
    "auth https wrong secret": ("ck_lab", "cs_wrong"),
    "auth https unknown key": ("ck_unknown", "cs_lab"),
    "auth read key on write": ("ck_read", "cs_lab"),
    "auth write key on read": ("ck_write", "cs_lab"),
}
# Orders and products of a plugin (Pre-Orders) that the sandbox does not have: present, but not compared.
OF_THE_PLUGIN = {42, 43, 45}


@dataclass(frozen=True)
class Recording:
    number: int
    step: str
    at: datetime
    method: str
    url: str
    sent: Any
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def path(self) -> str:
        """Below `/wp-json/`, with the query."""
        return self.url.split("/wp-json/", 1)[1]

    @property
    def kind(self) -> str:
        """Which ids the answer is about."""
        return kind_of(self.path)

    @property
    def why_not(self) -> str | None:
        """Why it is not replayed; None for those that are."""
        if self.path.startswith("wc/store/"):
            return "a buyer's Store API: the fill-ins buy with store.place_order"
        if self.url.startswith("http://"):
            return "plain HTTP with OAuth 1.0a: the sandbox speaks HTTPS only"
        if self.path.startswith("wc/v2/"):
            return "an old version of the API that no adapter calls"
        if re.search(r"/actions/|/receipt", self.path):
            return "mails and receipts, which no adapter asks for"
        if re.match(r"wc/v3/(settings|system_status)", self.path):
            return "served in part: compared value by value in their own test"
        return None


def kind_of(path: str) -> str:
    words = [part for part in path.split("?")[0].split("/") if not part.isdigit() and part != "batch"]
    return "post" if words[-1] in POSTS else words[-1].removesuffix("s")


def _read(file: Path) -> Recording:
    raw = json.loads(file.read_text())
    asked, answered = raw["request"], raw["response"]
    at = datetime.fromisoformat(raw["recorded_at"]).astimezone(UTC)
    number, step = int(file.name.split("_")[0]), raw["step"]
    what = (asked["method"], asked["url"], asked.get("body"))
    return Recording(number, step, at, *what, answered["status"], answered["headers"], answered["body"])


def recordings() -> list[Recording]:
    return [_read(file) for file in sorted(RECORDINGS.glob("*.json"))]


class _Receiver(BaseHTTPRequestHandler):
    """Answers as the recording receiver did: `/code/<status>/…` with that status, the rest with 200."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        asked = re.match(r"/code/(\d+)/", self.path)
        self.send_response(int(asked[1]) if asked else 200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return


class Replay:
    """The sandbox with the recorded store's clock, ids and keys."""

    def __init__(self, folder: Path) -> None:
        self.at = datetime(2026, 11, 22, 12, 26, tzinfo=UTC)
        self.sandbox = WooSandbox(tls_folder=folder, clock=lambda: self.at)
        self.store: WooStore = self.sandbox.add_store("lab", key="ck_lab", secret="cs_lab")
        self.store.add_key("ck_read", "cs_lab", "read")
        self.store.add_key("ck_write", "cs_lab", "write")
        self.sandbox.start()
        self.same = Sameness()
        self.same.home = self.store.url
        self._receiver = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
        Thread(target=self._receiver.serve_forever, daemon=True).start()
        self.same.receiver = f"http://127.0.0.1:{self._receiver.server_port}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(self.sandbox.ca_file)

    def stop(self) -> None:
        self.session.close()
        self.sandbox.stop()
        self._receiver.shutdown()
        self._receiver.server_close()

    def ours(self, kind: str, recorded: int) -> int:
        return self.same.ours(kind, recorded)

    def met(self, kind: str, recorded: int, ours: int) -> None:
        assert self.same.pair(kind, recorded, ours)

    def request(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A fill-in's request; ids are the recorded ones."""
        answer = self.send(method, f"wc/v3/{path}", body)
        assert answer.ok, answer.text
        return answer.json()

    def send(
        self, method: str, path: str, body: Any, key: tuple[str, str] | None = None
    ) -> requests.Response:
        signed = None if "consumer_key=" in path else key or ("ck_lab", "cs_lab")
        raw = (
            body
            if isinstance(body, str)
            else None
            if body is None
            else json.dumps(self.same.request_body(kind_of(path), body))
        )
        url = f"{self.store.url}/wp-json/{self.same.path(path)}"
        headers = {"Content-Type": "application/json;charset=utf-8"} if raw is not None else {}
        return self.session.request(method, url, data=raw, auth=signed, headers=headers, timeout=10)

    def play(self, recording: Recording) -> list[str]:
        """Send one recorded request and tell how its answer differs."""
        self.at = recording.at
        path = recording.path.replace("ck_REDACTED", "ck_lab").replace("cs_REDACTED", "cs_lab")
        answer = self.send(recording.method, path, recording.sent, KEYS.get(recording.step))
        if answer.status_code != recording.status:
            return [f"status {recording.status} != {answer.status_code}: {answer.text[:300]}"]
        return self._of_bodies(recording, answer.json()) + self._of_headers(recording, answer)

    def _of_bodies(self, recording: Recording, body: Any) -> list[str]:
        recorded = recording.body
        if recording.kind == "webhook" and isinstance(recorded, list):
            # Webhooks of one second come in no order that could be relied on.
            recorded = sorted(recorded, key=lambda row: self.ours("webhook", row["id"]))
            body = sorted(body, key=lambda row: row["id"])
        if recording.kind == "post" and isinstance(recorded, list):
            pairs = [p for p in zip(recorded, body, strict=False) if p[0]["id"] not in OF_THE_PLUGIN]
            strangers = [r for r, o in zip(recorded, body, strict=False) if r["id"] in OF_THE_PLUGIN]
            assert len(recorded) == len(body) == len(pairs) + len(strangers), recording.step
            recorded, body = [r for r, _ in pairs], [o for _, o in pairs]
        return self.same.differences(recording.kind, recorded, body)

    def _of_headers(self, recording: Recording, answer: requests.Response) -> list[str]:
        names = ["X-WP-Total", "X-WP-TotalPages"]
        if 'rel="next"' in recording.headers.get("Link", "") or 'rel="prev"' in recording.headers.get(
            "Link", ""
        ):
            names.append("Link")
        found = []
        for name in names:
            theirs = self.same.text(recording.headers.get(name))
            theirs = theirs and theirs.replace("ck_REDACTED", "ck_lab").replace("cs_REDACTED", "cs_lab")
            ours = self.same.text(answer.headers.get(name), here=True)
            found += [] if theirs == ours else [f"{name}: {theirs} != {ours}"]
        return found
