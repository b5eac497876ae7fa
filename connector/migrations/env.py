"""Alembic's entry: one transaction on the engine that `connector.migrations` handed over."""

from alembic import context
from sqlalchemy import Engine

from connector.ledger.everything import METADATA


def run() -> None:
    engine: Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(across_accounts=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
