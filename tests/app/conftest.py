"""The command line as a person meets it: in this process, over a world of its own or none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from app import cli
from connector.config import Settings
from tests.world import World, world


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said on both streams."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def connector(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "200")
    # Nobody is there to answer a question.
    monkeypatch.setattr("sys.stdin", StringIO())

    def run(*words: str) -> Said:
        code = cli.run_command(list(words))
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


@pytest.fixture
def here(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world whose settings the environment names, as an operator's does."""
    with world(settings, tmp_path) as made:
        told = made.workshop.settings
        keys = ",".join(f"{name}:{key.get_secret_value()}" for name, key in told.secret_keys.items())
        for name, value in {
            "DATABASE_URL": told.database_url,
            "REDIS_URL": told.redis_url,
            "REDIS_PREFIX": told.redis_prefix,
            "PUBLIC_URL": told.public_url,
            "CONNECTOR_SECRET_KEYS": keys,
            "CONNECTOR_ALLOW_LOOPBACK": "1",
            "CONNECTOR_CA_FILE": str(told.ca_file),
            "CONNECTOR_SHOPIFY_BASE_URL": told.shopify_base_url,
        }.items():
            monkeypatch.setenv(name, value)
        yield made
