"""The whole product on one machine: its folder, its ports, and the programs that make it up."""

import base64
import fcntl
import os
import secrets
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import redis_server
from app.supervisor import Program
from connector.domain.trouble import BadInput
from connector.ledger.engine import Ledger
from connector.ledger.tasks import LANES
from connector.migrations import upgrade

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where this machine's own servers listen, all on the loopback."""

    web: int
    shopify: int
    woocommerce: int
    mail: int


@dataclass(frozen=True, slots=True)
class Machine:
    """`state` is cleared before each run; without `redis_url`: a Redis of our own."""

    folder: Path
    ports: Ports
    redis_url: str = ""

    @property
    def state(self) -> Path:
        return self.folder / "run"

    @property
    def redis_folder(self) -> Path:
        return self.state / "redis"

    @property
    def ca_file(self) -> Path:
        return self.state / "tls" / "ca.pem"

    @property
    def mail_folder(self) -> Path:
        return self.state / "mail"

    @property
    def web_url(self) -> str:
        return f"http://{HOST}:{self.ports.web}"

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def settings(self) -> dict[str, str]:
        """The product's own variables. Loopback addresses are admitted: the sandbox stores are there."""
        return {
            "DATABASE_URL": f"sqlite:///{self.state / 'ledger.sqlite3'}",
            "REDIS_URL": self.redis_url or redis_server.url_of(self.redis_folder),
            "REDIS_PREFIX": "connector-run",
            "PUBLIC_URL": self.web_url,
            "CONNECTOR_SECRET_KEYS": f"run:{secret_key(self.folder / 'secret.key')}",
            "CONNECTOR_ALLOW_LOOPBACK": "1",
            "CONNECTOR_CA_FILE": str(self.ca_file),
            "CONNECTOR_SHOPIFY_BASE_URL": f"http://{HOST}:{self.ports.shopify}",
            "SMTP_URL": f"smtp://{HOST}:{self.ports.mail}",
            "MAIL_FROM": "orders@localhost",
        }

    def environment(self) -> dict[str, str]:
        """What a child sees: the caller's environment with our variables in place of its own."""
        return {**os.environ, "PYTHONUNBUFFERED": "1", **self.settings()}

    def redis(self) -> Program | None:
        """Our own server, or None when one was given."""
        if self.redis_url:
            return None
        return redis_server.program(self.redis_folder, self.log("redis"), os.environ)

    def programs(self) -> Iterator[Program]:
        """Web, a worker a lane, and the clock."""
        web = ["web", "--host", HOST, "--port", str(self.ports.web)]
        commands = {"web": web, "clock": ["clock"]}
        commands |= {f"worker-{lane}": ["worker", lane] for lane in LANES}
        for name, words in commands.items():
            yield self.program(name, words)

    def program(self, name: str, words: list[str], *, vital: bool = False) -> Program:
        return Program(
            name, [sys.executable, "-m", "app", *words], self.environment(), self.log(name), vital=vital
        )

    def migrate(self) -> None:
        ledger = Ledger(self.settings()["DATABASE_URL"])
        try:
            upgrade(ledger.engine)
        finally:
            ledger.close()


def secret_key(path: Path) -> str:
    """32 random bytes in base64, made once and readable by their owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


def write_environment(path: Path, settings: Mapping[str, str]) -> None:
    """A file for `set -a; . FILE`, so that commands in another terminal meet the same ledger."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{name}='{value}'\n" for name, value in settings.items())


def free_ports(web: int = 0) -> Ports:
    """Ports that nobody uses now. Raises BadInput when the one that was asked for is taken."""
    with socket.socket() as asked:
        # As the server itself does: a port whose last connections are still fading is free.
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, web))
        except OSError as error:
            cure = f"end the other program or choose another one (make run PORT={web + 1})"
            raise BadInput("port", f"port {web} is taken: {cure}") from error
        others = [socket.socket() for _ in range(3)]
        try:
            for one in others:
                one.bind((HOST, 0))
            shopify, woocommerce, mail = (one.getsockname()[1] for one in others)
            return Ports(asked.getsockname()[1], shopify, woocommerce, mail)
        finally:
            for one in others:
                one.close()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Two runs in one folder would share a ledger. The kernel lets go of the lock however we end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadInput("folder", f"another run uses {folder}: end it first") from error
        yield
