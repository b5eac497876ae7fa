"""The whole application over real HTTP beside a Shopify in a box, and browsers that keep cookies."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import func, select
from werkzeug.serving import make_server

from app.web import create_app
from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger import accounts, people, stores
from connector.ledger.accounts import Account
from connector.ledger.people import Person
from connector.ledger.stores import Store
from connector.ledger.tasks import Task
from connector.ledger.tenancy import ACROSS
from connector.ledger.visits import Visit, make_link
from sandbox.shopify import Shop
from sandbox.shopify.people import OWNER, User
from tests.pages.conftest import TOKEN
from tests.world import World, world

KEPT = (Account, Person, Store, Task, Visit)


@dataclass
class Browser:
    """Follows nothing by itself. Like a real one, it sends secure cookies to the loopback."""

    base: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, address: str, **headers: str) -> requests.Response:
        return self._kept(self.session.get(self._at(address), headers=headers, **HOW))

    def post(self, address: str, headers: dict[str, str] | None = None, **fields: Any) -> requests.Response:
        return self._kept(self.session.post(self._at(address), data=fields, headers=headers, **HOW))

    def press(self, page: str, address: str = "", **fields: Any) -> requests.Response:
        """Fill in a page's form and send it, with the page's own token."""
        found = TOKEN.search(self.get(page).text)
        assert found is not None
        return self.post(address or page, csrf_token=found[1], **fields)

    def follow(self, answer: requests.Response) -> requests.Response:
        while answer.status_code in (302, 303):
            answer = self.get(answer.headers["Location"])
        return answer

    def _at(self, address: str) -> str:
        return address if address.startswith("http") else self.base + address

    def _kept(self, answer: requests.Response) -> requests.Response:
        for cookie in self.session.cookies:
            cookie.secure = False
        return answer


HOW: dict[str, Any] = {"timeout": 20, "allow_redirects": False}


@dataclass
class Place:
    """A world whose workshop has its pages served at `url`."""

    here: World
    url: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.url))
        return self.browsers[-1]

    def shop(self, handle: str = "lamps", **options: Any) -> Shop:
        """One that the public app was installed in; nobody opened it yet."""
        made = self.here.shopify.add_shop(handle, name=handle.title(), **options)
        self.here.shopify.oauth.install(made, f"{self.url}/webhooks/shopify")
        return made

    def open(self, shop: Shop, user: User = OWNER, browser: Browser | None = None) -> requests.Response:
        """The admin opens the app in its frame; the first page that stays."""
        browser = browser or self.browser()
        return browser.follow(browser.get(f"/shopify?{self.here.shopify.oauth.home(shop, user)}"))

    def installed(self, shop: Shop) -> Store:
        with self.here.ledger.reading() as unit:
            found = stores.by_address(unit, "shopify", shop.domain)
        assert found is not None
        return found

    def people(self, store: Store) -> list[Person]:
        with self.here.ledger.reading() as unit:
            return people.of_account(unit, store.account_id)

    def kept(self) -> dict[str, int]:
        """How many rows there are of what an install writes."""
        with self.here.ledger.reading() as unit:
            return {
                table.__tablename__: unit.scalar(
                    select(func.count()).select_from(table), execution_options=ACROSS
                )
                or 0
                for table in KEPT
            }

    def signed_in(self, email: str, role: Role = Role.OWNER, account: str = "main") -> Browser:
        """A person outside of any frame."""
        now = self.here.clock()
        with self.here.ledger.writing() as unit:
            whose = accounts.find_or_create(unit, account, now)
            person = people.add(unit, whose.id, role, now, email=email)
            token = make_link(unit, person, now)
        browser = self.browser()
        assert browser.press(f"/signin/{token}").status_code == 303
        return browser


@contextmanager
def serving(here: World) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    here.workshop.settings = here.workshop.settings.model_copy(update={"public_url": url})
    app = create_app(here.workshop)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        app.extensions["acceptor"].close()


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Place]:
    with world(settings, tmp_path) as here, serving(here) as url:
        made = Place(here, url)
        yield made
        for browser in made.browsers:
            browser.session.close()


def ancestors(answer: requests.Response) -> str:
    """Who may frame it."""
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])
    assert found is not None
    return found[1]
