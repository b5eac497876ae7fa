"""Alembic: how the ledger's tables came to be as they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config(engine: Engine) -> Config:
    """Alembic's configuration for this engine, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine) -> None:
    """Bring the ledger's tables to the newest shape; nothing happens when they are."""
    command.upgrade(config(engine), "head")
