"""Keeps programs running on this machine: starts them, starts again what dies, ends them all.

Each child is a session of its own, so that a Ctrl-C at the terminal reaches us alone and the children
end in order; and the kernel ends them when we are killed without a chance to do it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a child that died is started again; doubled for each death in a row."""
STEADY_SECONDS = 20.0
"""Who lived this long begins again with the first pause."""
GRACE_SECONDS = 8.0
"""How long children may take to end after SIGTERM."""
PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Program:
    """`vital`: when it dies nobody else can go on as they are, and it is not started again alone."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    vital: bool = False


@dataclass(slots=True)
class Child:
    program: Program
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


class VitalDied(Exception):
    """A program without which the others make no sense has ended."""


class Supervisor:
    """Not thread-safe: one thread starts, watches and stops."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.children: list[Child] = []

    def start(self, program: Program) -> None:
        child = Child(program)
        self.children.append(child)
        _launch(child)

    def pid(self, name: str) -> int | None:
        """The process that runs a program now; None between a death and the next start."""
        found = next(child for child in self.children if child.program.name == name)
        return found.process.pid if found.process else None

    def watch(self) -> None:
        """One look at everybody. Raises VitalDied."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.again_at:
                    _launch(child)
            elif (code := child.process.poll()) is not None:
                self._died(child, code)

    def _died(self, child: Child, code: int) -> None:
        name, how = child.program.name, _how(code)
        _end_group(child, signal.SIGKILL)
        if child.program.vital:
            raise VitalDied(f"{name} ended ({how}); see {child.program.log}")
        lived = time.monotonic() - child.started
        child.deaths = 0 if lived > STEADY_SECONDS else child.deaths
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**child.deaths)
        child.process, child.deaths, child.again_at = None, child.deaths + 1, time.monotonic() + pause
        self._tell(f"{name} ended ({how}); started again in {pause:g} s; see {child.program.log}")

    def stop(self) -> None:
        """End everybody, the last started first; whoever does not listen is killed. Leaves nothing behind."""
        until = time.monotonic() + GRACE_SECONDS
        for child in reversed(self.children):
            _end_group(child, signal.SIGTERM, leader_only=True)
            _wait(child, until)
            _end_group(child, signal.SIGKILL)
        self.children.clear()


def _launch(child: Child) -> None:
    program = child.program
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        child.process = subprocess.Popen(
            list(program.command),
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_dies_with_us() if sys.platform == "linux" else None,
        )
    child.started = time.monotonic()


def _dies_with_us() -> Callable[[], None]:
    """For the child between fork and exec: SIGTERM when the supervisor is gone, however it went."""
    library, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # The supervisor may have died before the kernel was asked.
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _end_group(child: Child, number: signal.Signals, *, leader_only: bool = False) -> None:
    """A program's own children share its group; they must not outlive it."""
    if child.process is None:
        return
    with suppress(ProcessLookupError):
        if leader_only:
            child.process.send_signal(number)
        else:
            os.killpg(child.process.pid, number)


def _wait(child: Child, until: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(timeout=max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        _end_group(child, signal.SIGKILL)
        child.process.wait()


def _how(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
