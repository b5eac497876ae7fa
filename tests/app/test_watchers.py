"""/healthz and /readyz: what a balancer and a person on call ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from app.web import create_app
from connector.config import Settings
from connector.ledger import tasks
from connector.ledger.engine import Ledger
from connector.ledger.tasks import Owe
from connector.ledger.vault import Vault
from jobs.workshop import Workshop, open_workshop
from tests.world import World


@contextmanager
def served(workshop: Workshop) -> Iterator[FlaskClient]:
    app = create_app(workshop)
    try:
        yield app.test_client()
    finally:
        app.extensions["acceptor"].close()
        workshop.ledger.close()


def test_a_process_with_its_ledger_is_alive_and_ready(settings: Settings) -> None:
    with served(open_workshop(settings)) as client:
        assert client.get("/healthz").get_json() == {"alive": True}
        ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (200, {"ready": True, "backlog_is_late": False})


def test_without_its_ledger_a_process_is_alive_and_not_ready(settings: Settings, tmp_path: Path) -> None:
    away = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"})
    with served(Workshop(away, Ledger(away.database_url), Vault(away.secret_keys))) as client:
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (503, {"ready": False, "why": "the ledger is away"})


def test_the_api_is_served_and_asks_for_a_key_and_never_for_a_pages_token(here: World) -> None:
    with served(here.workshop) as client:
        assert "/api/v1/settings" in client.get("/api/v1/openapi.json").get_json()["paths"]
        assert client.put("/api/v1/settings", json={}).status_code == 401
        assert client.get("/api/v1/settings").mimetype == "application/problem+json"


def test_a_late_backlog_is_told_and_does_not_turn_deliveries_away(here: World) -> None:
    _, store = here.add_shop()
    long_ago = here.clock() - timedelta(minutes=5)
    with here.ledger.writing() as unit:
        tasks.owe(unit, store.account_id, store.id, [Owe("effects", "tags", "1", long_ago)], long_ago)
    with served(here.workshop) as client:
        ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (200, {"ready": True, "backlog_is_late": True})
