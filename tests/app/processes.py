"""Looking at real processes: which there are below one, and which of them still live."""

import subprocess
import time
from collections.abc import Callable, Iterable


def below(pid: int) -> set[int]:
    """Every process below this one, however deep."""
    table = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, timeout=10, check=True
    )
    parents = {int(one): int(other) for one, other in (line.split() for line in table.stdout.splitlines())}
    found, news = set[int](), {pid}
    while news:
        news = {one for one, parent in parents.items() if parent in news} - found
        found |= news
    return found


def alive(pids: Iterable[int]) -> set[int]:
    """Those that still run; one that ended and was not yet collected does not."""
    wanted = set(pids)
    table = subprocess.run(
        ["ps", "-eo", "pid=,stat="], capture_output=True, text=True, timeout=10, check=True
    )
    rows = (line.split() for line in table.stdout.splitlines())
    return {int(pid) for pid, state in rows if not state.startswith("Z")} & wanted


def until(true: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.1)
