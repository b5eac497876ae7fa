"""The whole application over a ledger, with real visits: browsers that sign in by mailed links."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask.testing import FlaskClient
from pydantic import SecretStr
from werkzeug.test import TestResponse

from app.web import create_app
from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger import accounts, people, visits
from connector.ledger.engine import Ledger
from connector.ledger.vault import Vault
from jobs import posting
from jobs.workshop import Workshop
from tests.pages.conftest import TOKEN
from tests.world import Clock, Mailbox, smtp

LINK = re.compile(r"http\S+/(?:signin|start)/\S+")


@dataclass
class House:
    """The whole application over a ledger with two accounts, a mailbox, and a clock that can be moved."""

    workshop: Workshop
    mailbox: Mailbox
    clock: Clock

    def __post_init__(self) -> None:
        self.app = create_app(self.workshop)

    def person(self, email: str, role: Role = Role.OWNER, account: str = "main") -> int:
        with self.workshop.ledger.writing() as unit:
            whose = accounts.find_or_create(unit, account, self.clock())
            return people.add(unit, whose.id, role, self.clock(), email=email).id

    def links(self) -> list[str]:
        """What the worker sends now: the links of the letters, as paths."""
        before = len(self.mailbox.raw)
        posting.deliver(self.workshop)
        public = self.workshop.settings.public_url
        return [
            found.removeprefix(public)
            for text in self.mailbox.texts()[before:]
            for found in LINK.findall(text)
        ]

    def link_for(self, email: str) -> str:
        with self.workshop.ledger.writing() as unit:
            (person,) = people.by_email(unit, email)
            token = visits.make_link(unit, person, self.clock())
        return f"/signin/{token}"


def enter(house: House, client: FlaskClient, email: str) -> None:
    """As `sign_in`, without its pages: for tests that enter often."""
    with house.workshop.ledger.writing() as unit:
        (person,) = people.by_email(unit, email)
        client.set_cookie("visit", visits.begin(unit, person, house.clock()))


def token_of(client: FlaskClient, address: str) -> str:
    page = client.get(address)
    found = TOKEN.search(page.text)
    assert found is not None, (address, page.status_code, page.text[:500])
    return found[1]


def press(client: FlaskClient, page: str, address: str = "", **fields: object) -> TestResponse:
    return client.post(address or page, data={"csrf_token": token_of(client, page), **fields})


def sign_in(house: House, client: FlaskClient, email: str) -> TestResponse:
    answer = press(client, house.link_for(email))
    assert answer.status_code == 303, answer.text
    return answer


@contextmanager
def built(settings: Settings, ledger: Ledger, **more: object) -> Iterator[House]:
    with smtp() as (url, mailbox):
        told = settings.model_copy(update={"smtp_url": SecretStr(url), **more})
        clock = Clock()
        house = House(Workshop(told, ledger, Vault(told.secret_keys), clock), mailbox, clock)
        try:
            yield house
        finally:
            house.app.extensions["acceptor"].close()
