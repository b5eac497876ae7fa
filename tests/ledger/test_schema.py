"""The migrations make the tables that the code believes in, and the tables refuse what cannot be."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from connector.ledger.engine import Ledger
from connector.ledger.everything import METADATA
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS
from connector.migrations import config, upgrade
from tests.conftest import POSTGRES


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database without a table of ours."""
    if not POSTGRES:
        ledger = Ledger(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite3'}")
        yield ledger.engine
        ledger.close()
        return
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS connector_test_empty WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE connector_test_empty"))
    url = server.url.set(database="connector_test_empty").render_as_string(hide_password=False)
    ledger = Ledger(url)
    yield ledger.engine
    ledger.close()
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE connector_test_empty WITH (FORCE)"))
    server.dispose()


def test_the_migrations_end_in_the_tables_of_the_code(ledger: Ledger) -> None:
    command.check(config(ledger.engine))


def test_up_and_down_and_up_again(empty: Engine) -> None:
    upgrade(empty)
    assert set(METADATA.tables) < set(inspect(empty).get_table_names())
    command.downgrade(config(empty), "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    upgrade(empty)
    upgrade(empty)
    command.check(config(empty))


ROWS: dict[str, dict[str, Any]] = {
    "tasks": {
        "lane": "intake",
        "kind": "peg",
        "subject": "1",
        "state": "owed",
        "due_at": "2026-11-22 12:00:00",
        "generation": 1,
        "attempts": 0,
        "trouble": "",
        "created_at": "2026-11-22 12:00:00",
    },
    "backorders": {
        "order_id": 1,
        "line_id": 1,
        "item_id": 1,
        "state": "waiting",
        "quantity": 2,
        "opened_at": "2026-11-22 12:00:00",
        "changed_at": "2026-11-22 12:00:00",
    },
    "switches": {"effect": "tags", "changed_by": "a test"},
    "lines": {
        "order_id": 1,
        "line_ref": "1",
        "location_ref": "",
        "listing_ref": "",
        "title": "",
        "sku": "",
        "ordered": 5,
        "open": 5,
        "shipped": 0,
        "in_progress": 1,
        "taken": 0,
        "hinted": 0,
        "backorderable": True,
        "asks": 4,
        "shipped_seen": 0,
        "placed_at": "2026-11-22 12:00:00",
        "rank": 0,
        "rank_reason": "",
        "date_reason": "",
    },
}
ILLEGAL: list[tuple[str, dict[str, Any]]] = [
    ("tasks", {"state": "forgotten"}),
    ("tasks", {"lane": "fast"}),
    ("backorders", {"state": "lost"}),
    ("backorders", {"quantity": -1}),
    ("switches", {"effect": "charges"}),
    ("lines", {"asks": 6}),
    ("lines", {"asks": -1, "in_progress": -1}),
    ("lines", {"open": -1, "asks": -2, "in_progress": -2}),
    ("lines", {"in_progress": 5}),
]


def _insert(ledger: Ledger, store: Store, table: str, values: dict[str, Any]) -> None:
    row = {"account_id": store.account_id, "store_id": store.id, **values}
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(f":{name}" for name in row)
    with ledger.writing() as unit:
        unit.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row, execution_options=ACROSS)  # noqa: S608


@pytest.mark.parametrize("table", ROWS)
def test_a_row_that_may_be_is_taken(ledger: Ledger, a_store: Store, table: str) -> None:
    _insert(ledger, a_store, table, ROWS[table])


@pytest.mark.parametrize(("table", "wrong"), ILLEGAL, ids=[f"{table} {wrong}" for table, wrong in ILLEGAL])
def test_a_row_that_cannot_be_is_refused_by_the_database(
    ledger: Ledger, a_store: Store, table: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        _insert(ledger, a_store, table, {**ROWS[table], **wrong})


@pytest.mark.parametrize("table", ["tasks", "backorders", "switches"])
def test_what_is_one_cannot_be_two(ledger: Ledger, a_store: Store, table: str) -> None:
    _insert(ledger, a_store, table, ROWS[table])
    with pytest.raises(IntegrityError):
        _insert(ledger, a_store, table, ROWS[table])


def test_what_belongs_to_nobody_is_refused(ledger: Ledger, a_store: Store) -> None:
    with pytest.raises(IntegrityError):
        _insert(ledger, a_store, "tasks", {**ROWS["tasks"], "store_id": 999_999})
