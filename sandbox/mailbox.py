"""A mail server on the loopback that keeps what it is handed and sends nothing on."""

import re
import socketserver
import threading
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path

MOST_KEPT = 500
MOST_BYTES = 5_000_000
IDLE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it arrived: the envelope's recipients, and the message."""

    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its plain text."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


class _Talk(socketserver.StreamRequestHandler):
    """One client's conversation: as much of RFC 5321 as sending a letter takes."""

    timeout = IDLE_SECONDS
    server: "_Server"

    def handle(self) -> None:
        self._recipients: list[str] = []
        self._say("220 sandbox ready")
        while line := self.rfile.readline(2000):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if not self._do(verb.upper(), rest):
                return

    def _do(self, verb: str, rest: str) -> bool:
        if verb == "QUIT":
            self._say("221 goodbye")
            return False
        if verb == "DATA":
            return self._data()
        if verb == "RCPT":
            self._recipients.append(rest.partition("<")[2].partition(">")[0])
        elif verb in ("MAIL", "RSET", "EHLO", "HELO"):
            self._recipients.clear()
        known = {"EHLO": "250-sandbox\r\n250-8BITMIME\r\n250 SMTPUTF8"}
        heard = verb in ("HELO", "MAIL", "RCPT", "RSET", "NOOP")
        self._say(known.get(verb, "250 ok" if heard else "502 not here"))
        return True

    def _data(self) -> bool:
        self._say("354 go on")
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            size += len(line)
            if size > MOST_BYTES:
                self._say("552 too long")
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        if line and isinstance(message, EmailMessage):
            self.server.keep(Received(tuple(self._recipients), message))
            self._say("250 kept")
        return bool(line)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, folder: Path | None) -> None:
        self.kept: deque[Received] = deque(maxlen=MOST_KEPT)
        self._folder, self._numbers = folder, count(1)
        super().__init__(("127.0.0.1", port), _Talk)

    def keep(self, letter: Received) -> None:
        self.kept.append(letter)
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            to = ", ".join(letter.recipients)
            plain = re.sub(r"[^\w.@+-]", "_", to)[:80]
            name = f"{next(self._numbers):04d}-{plain}.txt"
            told = f"To: {to}\nSubject: {letter.message['Subject']}\n\n{letter.text}"
            (self._folder / name).write_text(told, encoding="utf-8")


class Mailbox:
    """Listens from `start` to `stop`; port 0 takes a free one.

    With a `folder` each letter is a text file there as well, for people to read.
    """

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        self._server = _Server(port, folder)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    @property
    def url(self) -> str:
        """What a sender is told."""
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    @property
    def letters(self) -> list[Received]:
        """The newest 500, oldest first."""
        return list(self._server.kept)

    def to(self, address: str) -> list[Received]:
        return [one for one in self.letters if address in one.recipients]
