"""The sandbox's key grant is as recorded: who is asked, what is posted, when a key stays."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.woocommerce import WooSandbox, WooStore
from tests.adapters.driver import Clock
from tests.world import served

RECORDED = Path(__file__).parents[1] / "data" / "woocommerce" / "auth" / "callback_0001.json"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[WooSandbox]:
    made = WooSandbox(tls_folder=tmp_path, clock=Clock())
    made.add_store("Lamps", key="ck_none", secret="cs_none").revoke_key("ck_none")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def store(sandbox: WooSandbox) -> WooStore:
    return sandbox.stores["Lamps"]


@pytest.fixture
def admin(sandbox: WooSandbox) -> requests.Session:
    session = requests.Session()
    session.trust_env, session.verify = False, str(sandbox.ca_file)
    return session


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], str]]]]:
    """Answers `/<status>` with that status and remembers what was posted; `/302` sends on to `/200`."""
    app, posted = Flask("receiver"), []

    @app.route("/<int:status>", methods=["GET", "POST"])
    def answer(status: int) -> AnyResponse:
        if request.method == "POST":
            posted.append((dict(request.headers), request.get_data(as_text=True)))
        return redirect("/200", 302) if status == 302 else Response("", status)

    with served(app) as url:
        yield url, posted


def asked(store: WooStore, callback: str, **more: str) -> str:
    given = {
        "app_name": "Ours",
        "scope": "read_write",
        "user_id": "tenant-42",
        "return_url": "https://127.0.0.1:9/back",
        "callback_url": callback,
        **more,
    }
    told = {name: value for name, value in given.items() if value}
    return f"{store.url}/wc-auth/v1/authorize?{urlencode(told)}"


def approve(admin: requests.Session, url: str, says: str = "Approve") -> requests.Response:
    login = admin.get(url, timeout=10)
    page = admin.post(login.url, data={"username": "admin", "password": "password"}, timeout=10)
    link = re.search(rf'href="([^"]+)">{says}<', page.text)
    assert link is not None
    where = link[1].replace("&amp;", "&")
    base = url.partition("/wc-auth")[0]
    return admin.get(where if "://" in where else base + where, timeout=10, allow_redirects=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"app_name": ""}, "Missing parameter app_name"),
        ({"user_id": ""}, "Missing parameter user_id"),
        ({"scope": "everything"}, "Invalid scope everything"),
        ({"return_url": "https://"}, "The return_url is not a valid URL"),
        ({"callback_url": "http://shop.example/cb"}, "The callback_url needs to be over SSL"),
    ],
)
def test_what_is_asked_wrongly_is_a_page_of_status_401(
    store: WooStore, admin: requests.Session, given: dict[str, str], said: str
) -> None:
    page = admin.get(asked(store, "https://127.0.0.1:9/cb", **given), timeout=10)
    assert page.status_code == 401
    assert said in page.text
    assert page.headers["Content-Type"].startswith("text/html")


def test_whoever_is_not_signed_in_goes_to_the_login_first(store: WooStore, admin: requests.Session) -> None:
    first = admin.get(asked(store, "https://127.0.0.1:9/cb"), timeout=10, allow_redirects=False)
    assert first.status_code == 302
    assert first.headers["Location"].startswith("/wc-auth/v1/login/?")
    granted = asked(store, "https://127.0.0.1:9/cb").replace("authorize", "access_granted")
    assert "/login/" in admin.get(granted, timeout=10).url


def test_the_callback_is_the_recorded_one(
    store: WooStore, admin: requests.Session, receiver: tuple[str, list[tuple[dict[str, str], str]]]
) -> None:
    url, posted = receiver
    back = approve(admin, asked(store, f"{url}/200"))

    ((headers, body),) = posted
    recorded = json.loads(RECORDED.read_text())
    assert list(json.loads(body)) == list(json.loads(recorded["body"]))
    told = dict(recorded["headers"])
    assert headers["Content-Type"] == told["Content-Type"]
    assert headers["User-Agent"] == f"WordPress/7.0.4; {store.url}"
    assert back.headers["Location"] == "https://127.0.0.1:9/back?success=1&user_id=tenant-42"
    assert set(store.shop.keys) == {json.loads(body)["consumer_key"]}


@pytest.mark.parametrize(
    ("status", "kept"), [(200, True), (201, False), (204, False), (302, True), (500, False)]
)
def test_a_key_stays_only_after_exactly_200_and_a_redirect_is_followed(
    store: WooStore,
    admin: requests.Session,
    receiver: tuple[str, list[tuple[dict[str, str], str]]],
    status: int,
    kept: bool,
) -> None:
    page = approve(admin, asked(store, f"{receiver[0]}/{status}"))
    assert page.status_code == (302 if kept else 401)
    assert bool(store.shop.keys) is kept
    assert ("unable to send the consumer data" in page.text) is not kept


def test_a_no_goes_back_without_a_key(store: WooStore, admin: requests.Session) -> None:
    """Nobody answers at the return address: only where it would lead is looked at."""
    login = admin.get(asked(store, "https://127.0.0.1:9/cb"), timeout=10)
    page = admin.post(login.url, data={"username": "admin", "password": "password"}, timeout=10)
    assert 'href="https://127.0.0.1:9/back?success=0&amp;user_id=tenant-42">Deny<' in page.text
    assert store.shop.keys == {}


def test_a_made_up_nonce_and_a_wrong_password_open_nothing(store: WooStore, admin: requests.Session) -> None:
    login = admin.get(asked(store, "https://127.0.0.1:9/cb"), timeout=10)
    assert "Approve" not in admin.post(login.url, data={"password": "guessed"}, timeout=10).text
    admin.post(login.url, data={"password": "password"}, timeout=10)
    granted = asked(store, "https://127.0.0.1:9/cb", wc_auth_nonce="x").replace("authorize", "access_granted")
    page = admin.get(granted, timeout=10)
    assert (page.status_code, "Invalid nonce verification" in page.text) == (401, True)
