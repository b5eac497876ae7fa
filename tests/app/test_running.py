"""`connector run` and `connector demo` as a newcomer meets them: real processes, real ports."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from app.machine import free_ports, only_one, secret_key
from connector.domain.trouble import BadInput
from tests.app.processes import alive, below, until
from tests.conftest import POSTGRES

ROOT = Path(__file__).parents[2]
own_ledger = pytest.mark.skipif(bool(POSTGRES), reason="brings a ledger of its own; the run on SQLite has it")


def environment() -> dict[str, str]:
    """As after a fresh clone: nothing set."""
    ours = ("DATABASE_URL", "REDIS_URL", "CONNECTOR_", "PYTEST_", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """What it says goes to `said.txt` of the folder."""
    command = [sys.executable, "-m", "app", "run", "--port", str(port), "--folder", str(folder)]
    with said(folder).open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def said(folder: Path) -> Path:
    return folder / "said.txt"


def ready(folder: Path) -> bool:
    return "Ctrl-C ends everything" in said(folder).read_text()


def signed_in(folder: Path) -> requests.Session:
    """A browser that used the link that the run prints."""
    link = re.search(r"Sign in +(http\S+)", said(folder).read_text())
    assert link is not None
    browser = requests.Session()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(link[1], timeout=10).text)
    assert token is not None
    assert browser.post(link[1], data={"csrf_token": token[1]}, timeout=10).ok
    return browser


def rows_on_the_board(browser: requests.Session, port: int) -> int:
    return browser.get(f"http://127.0.0.1:{port}/", timeout=10).text.count('<tr id="row-')


@pytest.mark.slow
@own_ledger
@pytest.mark.timeout(280)
def test_a_run_survives_a_killed_worker_and_a_kill_of_its_own(tmp_path: Path) -> None:
    port = free_ports().web
    with running(tmp_path, port) as run:
        until(lambda: ready(tmp_path), "the stores are not attached", 90)
        browser = signed_in(tmp_path)
        until(lambda: rows_on_the_board(browser, port), "nothing is on backorder", 60)
        worker = next(pid for pid in below(run.pid) if "worker" in command_of(pid))
        os.kill(worker, signal.SIGKILL)
        until(lambda: sum("worker" in command_of(pid) for pid in below(run.pid)) == 2, "no new worker", 20)
        everybody = below(run.pid)
        run.kill()
        run.wait()
    until(lambda: not alive(everybody), "a killed run leaves something behind", 30)

    with running(tmp_path, port) as run:
        until(lambda: ready(tmp_path), "it does not begin again", 90)
        everybody = below(run.pid)
        run.terminate()
        assert run.wait(timeout=30) == 0
    assert f"http://127.0.0.1:{port}/" in said(tmp_path).read_text()
    assert alive(everybody) == set()


@pytest.mark.slow
@own_ledger
@pytest.mark.timeout(280)
def test_a_run_that_begins_again_keeps_the_log_that_says_why(tmp_path: Path) -> None:
    with running(tmp_path, free_ports().web) as run:
        until(lambda: ready(tmp_path), "the stores are not attached", 90)
        log = tmp_path / "log" / "sandbox.log"
        with log.open("a") as file:
            file.write("why it ended")
        os.kill(next(pid for pid in below(run.pid) if " play " in command_of(pid)), signal.SIGKILL)
        until(lambda: said(tmp_path).read_text().count("Ctrl-C ends") == 2, "it does not begin again", 120)
        run.terminate()
        assert run.wait(timeout=30) == 0
    assert "Beginning again, with empty stores." in said(tmp_path).read_text()
    assert "why it ended" in log.read_text()


def command_of(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, timeout=10, check=False
    )
    return shown.stdout


@pytest.mark.slow
def test_a_run_refuses_a_port_that_is_taken_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, port) as run:
            assert run.wait(timeout=60) == 2
    cure = f"end the other program or choose another one (make run PORT={port + 1})"
    assert said(tmp_path).read_text() == f"connector: port: port {port} is taken: {cure}\n"


@pytest.mark.slow
def test_a_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path), running(tmp_path, free_ports().web) as run:
        assert run.wait(timeout=60) == 2
    assert "another run uses" in said(tmp_path).read_text()


@pytest.mark.slow
@own_ledger
@pytest.mark.timeout(280)
def test_the_demo_tells_its_story_to_the_end() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=270, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r"^\s*✓ ", done.stdout, re.MULTILINE)) >= 25
    assert done.stdout.count("its date is still") + done.stdout.count("his date is still") == 2


def test_free_ports_are_four_different_ones() -> None:
    found = free_ports()
    assert len({found.web, found.shopify, found.woocommerce, found.mail}) == 4


def test_a_taken_port_is_refused_with_a_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadInput, match="is taken"):
        free_ports(taken.getsockname()[1])


def test_the_secret_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    made = secret_key(tmp_path / "deep" / "secret.key")
    assert secret_key(tmp_path / "deep" / "secret.key") == made
    assert (tmp_path / "deep" / "secret.key").stat().st_mode & 0o777 == 0o600
