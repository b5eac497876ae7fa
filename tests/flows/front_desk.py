"""The pages and the doors over a world, and a person who goes back and forth between them and a store."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask
from sqlalchemy import select

from connector.domain.roles import Role
from connector.ledger import accounts
from connector.ledger.accepting import Acceptor
from connector.ledger.grants import Grant
from connector.ledger.stores import Store
from connector.ledger.tenancy import ACROSS
from jobs.ring import Doorbell, Ringer
from pages import board, entry
from pages.visitor import Stranger, Visitor
from tests.world import World, served
from webhooks import door
from webhooks.callers import Callers

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Person:
    """One browser: signed in here as whoever `FrontDesk.account_id` says, and at the store by password."""

    desk_url: str
    ca_file: Path
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False
        self.session.verify = str(self.ca_file)

    def read(self, path: str) -> requests.Response:
        return self.session.get(path if "://" in path else f"{self.desk_url}{path}", timeout=30)

    def press(self, path: str, **fields: str) -> requests.Response:
        token = TOKEN.search(self.read("/stores/woocommerce").text)
        assert token is not None
        given = {"csrf_token": token[1], **fields}
        return self.session.post(f"{self.desk_url}{path}", data=given, timeout=30)

    def ask(self, address: str) -> str:
        """The link to the store, as the page shows it."""
        page = self.press("/stores/woocommerce", address=address)
        assert page.status_code == 200, page.text
        return link_named("Go on to my store", page.text)

    def approve(self, link: str, says: str = "Approve") -> requests.Response:
        """Sign in at the store and press a button there; the browser goes wherever it is sent."""
        at = self.read(link)
        if "/login/" in at.url:
            at = self.session.post(at.url, data={"username": "admin", "password": "password"}, timeout=30)
        return self.read(_absolute(at.url, link_named(says, at.text)))


def link_named(text: str, page: str) -> str:
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{text}</a>', page)
    assert found is not None, page
    return html.unescape(found[1])


def state_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["user_id"][0]


def _absolute(here: str, link: str) -> str:
    parts = urlsplit(here)
    return link if "://" in link else f"{parts.scheme}://{parts.netloc}{link}"


@dataclass
class FrontDesk:
    here: World
    url: str
    account_id: int
    nobody: bool = False
    """Whether browsers are not signed in here."""

    def person(self) -> Person:
        return Person(self.url, self.here.woo.ca_file)

    def callback(self, body: bytes | str, **headers: str) -> requests.Response:
        told = {"Content-Type": "application/json;charset=UTF-8", **headers}
        url = f"{self.url}/woocommerce/callback"
        return requests.post(url, data=body, headers=told, timeout=30)

    def stores(self) -> list[Store]:
        with self.here.ledger.reading() as unit:
            return list(unit.scalars(select(Store).order_by(Store.id), execution_options=ACROSS))

    def grants(self) -> list[Grant]:
        with self.here.ledger.reading() as unit:
            return list(unit.scalars(select(Grant).order_by(Grant.id), execution_options=ACROSS))


@contextmanager
def front_desk(here: World) -> Iterator[FrontDesk]:
    """Served over real HTTP, where the store's callback, its webhooks and the browser all come."""
    workshop = here.workshop
    with here.ledger.writing() as unit:
        desk = FrontDesk(here, "", accounts.find_or_create(unit, "main", here.clock()).id)
    app, bell = Flask("front desk", static_folder=None), Doorbell(workshop.settings)
    acceptor = Acceptor(workshop.settings.database_url, Ringer(bell, "intake").soon)

    def visitor() -> Visitor:
        if desk.nobody:
            raise Stranger
        return Visitor(desk.account_id, 1, "Ada", Role.OWNER)

    app.register_blueprint(door(Callers(workshop, acceptor), acceptor))
    app.register_blueprint(entry(workshop, visitor, bell.ring))
    app.register_blueprint(board(workshop, visitor, bell.ring))
    try:
        with served(app) as url:
            workshop.settings = workshop.settings.model_copy(update={"public_url": url})
            desk.url = url
            yield desk
    finally:
        acceptor.close()
