"""Errors in one line, logs without secrets, and who may import whom."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from app import logs
from tests.app.conftest import Command

ROOT = Path(__file__).parents[2]
SECRET = "sk-very-secret"


def test_settings_that_cannot_be_used_name_their_variable(
    connector: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTOR_SECRET_KEYS", SECRET)
    said = connector("store", "list")
    assert said.code == 2
    assert said.err == (
        "connector: CONNECTOR_SECRET_KEYS: write CONNECTOR_SECRET_KEYS as id:base64[,id:base64...]\n"
    )


def test_a_missing_key_and_a_key_of_the_wrong_size_are_told(
    connector: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONNECTOR_SECRET_KEYS", raising=False)
    assert "CONNECTOR_SECRET_KEYS is empty" in connector("store", "list").err
    monkeypatch.setenv("CONNECTOR_SECRET_KEYS", "a:aGVsbG8=")
    assert "must be 32 bytes, not 5" in connector("store", "list").err


def test_a_ledger_without_tables_asks_for_the_migration(
    connector: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONNECTOR_SECRET_KEYS", "a:" + "A" * 43 + "=")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite3'}")
    said = connector("store", "list")
    assert said.code == 2
    assert "run connector migrate" in said.err
    assert connector("migrate").code == 0
    assert "No store yet" in connector("store", "list").out


@pytest.mark.parametrize("words", [("nothing",), ("worker", "both"), ("expect", "arrived", "one", "2")])
def test_a_command_typed_wrong_is_one_line(connector: Command, words: tuple[str, ...]) -> None:
    said = connector(*words)
    assert said.code == 2
    assert said.err.startswith("connector: ")
    assert said.err.count("\n") == 1


@pytest.fixture
def _own_logging() -> object:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_own_logging")
@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_and_no_address_reaches_the_log(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    logs.configure(json=as_json)
    log = structlog.get_logger()
    log.info("sent", token=SECRET, to="mia@example.com", nested={"client_secret": SECRET}, email="a b")
    logging.getLogger("a.library").warning("to mia@example.com by smtps://orders:%s@mail.example", SECRET)
    try:
        hidden_local = SECRET
        raise ValueError(f"{len(hidden_local)} letters for mia@example.com")
    except ValueError:
        log.exception("failed")
    told = capsys.readouterr().err
    assert SECRET not in told
    assert "mia@example.com" not in told
    assert "ValueError" in told
    if as_json:
        assert next(json.loads(line)["event"] for line in told.splitlines()) == "sent"


def test_the_top_level_packages_are_the_rooms_of_the_house() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {
        "adapters", "app", "bench", "connector", "jobs", "pages", "sandbox", "tests", "webhooks"
    }  # fmt: skip


def test_the_command_starts_without_the_sandbox_and_the_pages() -> None:
    """A production machine's worker needs neither."""
    code = (
        "import sys, app.cli; "
        "print(sorted(name for name in ('flask', 'sandbox', 'pages', 'granian') if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
