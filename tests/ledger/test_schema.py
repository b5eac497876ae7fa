"""The migrations make the tables that the code believes in, and the tables refuse what cannot be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, create_engine, inspect, text
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


def test_lines_from_before_the_queue_policies_stand_on_their_own_day(empty: Engine) -> None:
    command.upgrade(config(empty), "0001")
    placed = ("2026-11-22 23:59:59.250000+00", "2026-11-23 00:00:00+00")
    words = ("platform", "address", "door_key", "name", "email", "timezone", "currency")
    objects = {"sealed": "{}", "settings": "{}", "missing_access": "[]", "created_at": placed[0]}
    with empty.begin() as connection:
        _put(connection, "accounts", {"id": 1, "name": "a", "created_at": placed[0]})
        _put(
            connection,
            "stores",
            {"id": 1, "account_id": 1, **dict.fromkeys(words, ""), "platform": "shopify", **objects},
        )
        for at in placed:
            told = at.removesuffix("+00") if empty.dialect.name == "sqlite" else at
            mine = {"account_id": 1, "store_id": 1, "placed_at": told, "line_ref": at}
            _put(connection, "lines", {**ROWS["lines"], **mine})
    upgrade(empty)
    with empty.connect() as connection:
        found = connection.execute(
            text("SELECT turn FROM lines ORDER BY placed_at"), execution_options=ACROSS
        )
        assert list(found.scalars()) == [date(2026, 11, day).toordinal() for day in (22, 23)]


def _put(connection: Connection, table: str, row: dict[str, Any]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    written = text(f"INSERT INTO {table} ({names}) VALUES ({marks})")  # noqa: S608
    connection.execute(written, row, execution_options=ACROSS)


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
    with ledger.writing() as unit:
        _put(unit.connection(), table, {"account_id": store.account_id, "store_id": store.id, **values})


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
