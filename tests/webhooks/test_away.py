"""Redis or the ledger is away: a platform's answer comes in time, and it is never a lie."""

import contextlib
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.config import Settings
from tests.conftest import POSTGRES
from tests.webhooks.office import Office, opened, with_app_secrets

BODY = b'{"id":1,"date_modified":"2026-11-22T10:00:00"}'
IN_TIME, AT_ONCE = 3.0, 0.5


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port whose server takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


def refused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(office: Office) -> tuple[list[int], float]:
    """The slowest of one delivery at each door."""
    slowest, codes = 0.0, []
    for bring in (office.shopify, office.woo):
        began = time.monotonic()
        codes.append(bring(BODY).status_code)
        slowest = max(slowest, time.monotonic() - began)
    return codes, slowest


@pytest.mark.parametrize("kind", ["silent", "refused", "no socket"])
def test_without_redis_the_answer_is_200_at_once(settings: Settings, tmp_path: Path, kind: str) -> None:
    with black_hole() as silent:
        urls = {
            "silent": f"redis://127.0.0.1:{silent}/0",
            "refused": f"redis://127.0.0.1:{refused_port()}/0",
            "no socket": f"unix://{tmp_path / 'nobody.sock'}",
        }
        told = with_app_secrets(settings).model_copy(update={"redis_url": urls[kind]})
        with opened(told) as office:
            office.add_shop()
            office.add_woo()
            for _ in range(3):
                codes, slowest = answers(office)
                assert codes == [200, 200]
                assert slowest < AT_ONCE
            assert len(office.kept()) == 4


@pytest.mark.parametrize("kind", ["silent", "refused"])
def test_without_its_postgresql_the_answer_is_503_in_time(settings: Settings, kind: str) -> None:
    with black_hole() as silent, opened(with_app_secrets(settings)) as office:
        port = silent if kind == "silent" else refused_port()
        away = settings.model_copy(
            update={"database_url": f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"}
        )
        office.add_shop()
        with opened(with_app_secrets(away)) as lost:
            codes, slowest = answers(lost)
            assert codes == [503, 503]
            assert slowest < IN_TIME
            assert lost.shopify(BODY, signed="").status_code == 401


@pytest.mark.skipif(bool(POSTGRES), reason="SQLite's own lock")
def test_while_another_process_holds_the_file_the_answer_is_503_in_time(office: Office) -> None:
    office.add_shop()
    office.add_woo()
    assert answers(office)[0] == [200, 200]
    rival = sqlite3.connect(office.ledger.engine.url.database or "", isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    try:
        assert office.shopify(BODY, webhook_id="new").status_code == 503
        codes, slowest = answers(office)
        assert codes == [503, 503]
        assert slowest < IN_TIME
    finally:
        rival.execute("ROLLBACK")
        rival.close()

    assert answers(office)[0] == [200, 200]


def test_many_at_once_hear_in_time_that_the_ledger_is_away(office: Office) -> None:
    office.add_shop()
    assert office.shopify(BODY).status_code == 200
    waits: list[tuple[int, float]] = []
    with locked(office):

        def bring() -> None:
            began = time.monotonic()
            code = office.shopify(BODY).status_code
            waits.append((code, time.monotonic() - began))

        callers = [threading.Thread(target=bring) for _ in range(20)]
        for one in callers:
            one.start()
        for one in callers:
            one.join()

    assert {code for code, _ in waits} == {503}
    assert max(seconds for _, seconds in waits) < IN_TIME
    assert office.shopify(BODY).status_code == 200


@contextlib.contextmanager
def locked(office: Office) -> Iterator[None]:
    """Somebody else holds what the door must write."""
    with office.ledger.engine.connect() as connection:
        if not office.ledger.is_sqlite:
            connection.exec_driver_sql("LOCK TABLE inbox IN EXCLUSIVE MODE")
        else:
            connection.exec_driver_sql("SELECT 1")
        yield
        connection.rollback()
