"""Planted secrets and a buyer's address appear nowhere in what the processes say, keep or show."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.telltale import EMAIL, SECRETS
from tests.conftest import KEYS

SECONDS = 240


@pytest.fixture(scope="module")
def said(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("telltale")
    child = subprocess.run(
        [sys.executable, "-m", "tests.app.telltale", str(folder), redis_url],
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    told = (child.stdout + child.stderr).decode(errors="replace")
    assert child.returncode == 0, told[-5000:]
    return told


def test_the_child_did_say_something_of_everything(said: str) -> None:
    for part in ("Pushed job", "job jobs.worker.drain_lane", "Trouble", "tasks.trouble", "/readyz"):
        assert part in said, part
    assert "given up" in said or "done" in said


@pytest.mark.parametrize("secret", [*SECRETS, KEYS["test"].get_secret_value()])
def test_a_planted_secret_is_nowhere(said: str, secret: str) -> None:
    at = said.find(secret)
    assert at < 0, said[max(0, at - 200) : at].replace(secret, "...")


def test_a_buyers_address_is_in_no_log_page_or_job(said: str) -> None:
    """The ledger keeps it, in plain words, since letters go to it: nobody else says it."""
    before, _, rest = said.partition("[('accounts.")
    _, _, after = rest.partition("\njob ")
    assert EMAIL not in before
    assert EMAIL not in after
