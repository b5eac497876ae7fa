"""The board over a ledger of its own, with a clock that stands still, and a way of pressing its buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger.engine import Ledger
from connector.ledger.vault import Vault
from jobs.workshop import Workshop
from pages import board
from pages.visitor import Visitor
from tests.conftest import KEYS
from tests.desk.shop import NOW, ShopKeeper, keeper

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """Reads pages and presses their buttons; every page is read as the board's own person."""

    client: FlaskClient

    def read(self, address: str, *, status: int = 200, **headers: str) -> str:
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:2000])
        return answer.text

    def press(self, address: str, *, status: int = 303, **fields: object) -> TestResponse:
        token = TOKEN.search(self.client.get("/").text)
        assert token is not None
        answer = self.client.post(address, data={"csrf_token": token[1], **fields})
        assert answer.status_code == status, (address, answer.status_code, answer.text[:3000])
        return answer


def app_of(ledger: Ledger, account_id: int, role: Role = Role.OWNER) -> Flask:
    settings = Settings(database_url=ledger.url, CONNECTOR_SECRET_KEYS=KEYS)
    app = Flask("board", static_folder=None)
    workshop = Workshop(settings, ledger, Vault(settings.secret_keys), clock=lambda: NOW)
    app.register_blueprint(board(workshop, lambda: Visitor(account_id, 1, "Ada", role)))
    return app


@pytest.fixture
def mine(ledger: Ledger) -> ShopKeeper:
    return keeper(ledger)


@pytest.fixture
def browser(mine: ShopKeeper) -> Iterator[Browser]:
    with app_of(mine.ledger, mine.account_id).test_client() as client:
        yield Browser(client)
