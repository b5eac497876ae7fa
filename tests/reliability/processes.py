"""Start, kill and await the child processes of the reliability tests."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connector.config import Settings
from tests.reliability.child import CRASHED

ROOT = Path(__file__).parents[2]

Child = subprocess.Popen[bytes]


def environment(settings: Settings) -> dict[str, str]:
    """The settings as a process finds them; nothing else of ours."""
    keys = ",".join(f"{name}:{key.get_secret_value()}" for name, key in settings.secret_keys.items())
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "REDIS_PREFIX": settings.redis_prefix,
        "PUBLIC_URL": settings.public_url,
        "CONNECTOR_SECRET_KEYS": keys,
        "CONNECTOR_ALLOW_LOOPBACK": "1",
        "CONNECTOR_CA_FILE": str(settings.ca_file or ""),
        "CONNECTOR_SHOPIFY_BASE_URL": settings.shopify_base_url,
        "SHOPIFY_CLIENT_ID": settings.shopify_client_id,
        "SHOPIFY_CLIENT_SECRET": settings.shopify_client_secret.get_secret_value(),
        "SMTP_URL": settings.smtp_url.get_secret_value(),
    }


def start(settings: Settings, log: Path, **orders: Any) -> Child:
    """What the child says goes into `log`: a pipe that nobody reads would stop it."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.child", json.dumps(orders)],
            env=environment(settings),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )


def seconds_to_start(settings: Settings) -> float:
    """Until a child of ours could begin to work on this machine now: killed sooner, it has done nothing."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", "import tests.reliability.child"],
        env=environment(settings),
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    return time.monotonic() - began


def crashes(settings: Settings, log: Path, step: str, work: str = "drain", **orders: Any) -> None:
    """A child works until it comes to that step and dies there. Fails when it never came there."""
    child = start(settings, log, work=work, crash_at=step, **orders)
    with ended([child]):
        code = child.wait(timeout=60)
    assert code == CRASHED, f"{step} was not reached ({code}): {log.read_text()[-3000:]}"


def web(settings: Settings, log: Path, **orders: Any) -> tuple[Child, str]:
    """A web process, when it answers, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    child = start(settings, log, work="web", port=port, **orders)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return child, f"http://127.0.0.1:{port}"
        time.sleep(0.05)
    kill(child)
    raise AssertionError(f"no web process: {log.read_text()[-3000:]}")


def kill(child: Child) -> None:
    """As the machine's own killer does: at once, and without asking."""
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=20)


@contextmanager
def ended(children: list[Child]) -> Iterator[list[Child]]:
    """Whatever happens, none of them outlives the test."""
    try:
        yield children
    finally:
        for child in children:
            if child.poll() is None:
                kill(child)
