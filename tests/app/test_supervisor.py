"""Real processes: what dies is started again, and nothing outlives the one that started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor import Program, Supervisor, VitalDied
from tests.app.processes import alive, below, until

SLEEPER = "import time; time.sleep(600)"
PARENT = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); time.sleep(600)"
)
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEPER}"


def program(name: str, code: str, folder: Path, *, vital: bool = False) -> Program:
    return Program(name, [sys.executable, "-c", code], os.environ, folder / f"{name}.log", vital=vital)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(told: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(told.append)
    yield made
    made.stop()


def test_a_child_that_dies_is_started_again(supervisor: Supervisor, told: list[str], tmp_path: Path) -> None:
    supervisor.start(program("sleeper", SLEEPER, tmp_path))
    first = supervisor.pid("sleeper")
    assert first is not None
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        supervisor.watch()
        return supervisor.pid("sleeper") not in (None, first)

    until(again, "not started again", 10)
    assert told[0].startswith("sleeper ended (SIGKILL); started again in 0.5 s")


def test_who_keeps_dying_is_started_less_and_less_often(
    supervisor: Supervisor, told: list[str], tmp_path: Path
) -> None:
    supervisor.start(program("short", "raise SystemExit(3)", tmp_path))

    def three_deaths() -> bool:
        supervisor.watch()
        return len(told) >= 3

    until(three_deaths, "it did not die thrice", 30)
    assert ["in 0.5 s" in told[0], "in 1 s" in told[1], "in 2 s" in told[2]] == [True, True, True]
    assert "exit 3" in told[0]


def test_the_death_of_a_vital_child_is_raised(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(program("heart", "raise SystemExit(1)", tmp_path, vital=True))
    with pytest.raises(VitalDied, match="heart ended"):
        until(supervisor.watch, "it lives", 10)


def test_stopping_ends_children_their_children_and_the_deaf(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(program("parent", PARENT, tmp_path))
    supervisor.start(program("deaf", DEAF, tmp_path))
    until(lambda: len(below(os.getpid()) & _pythons(supervisor)) >= 3, "the grandchild does not live", 10)
    until(lambda: (tmp_path / "deaf.log").read_text(), "it still hears", 10)
    everybody = _pythons(supervisor)
    supervisor.stop()
    # What was killed may take the system a moment to clear away.
    until(lambda: not alive(everybody), "somebody outlives the stop", 10)


def _pythons(supervisor: Supervisor) -> set[int]:
    own = {child.process.pid for child in supervisor.children if child.process}
    return own | {pid for one in own for pid in below(one)}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_children_of_a_killed_supervisor_end_by_themselves(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from app.supervisor import Program, Supervisor
made = Supervisor(print)
command = [sys.executable, "-c", {SLEEPER!r}]
made.start(Program("sleeper", command, os.environ, Path({str(tmp_path)!r}) / "log"))
print("started", flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=_root()) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        children = below(parent.pid)
        assert children
        parent.kill()
    until(lambda: not alive(children), "a child outlives its supervisor", 10)


def _root() -> Path:
    return Path(__file__).parents[2]
