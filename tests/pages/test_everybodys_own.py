"""Every address of the board, over real visits: whose it is, and that nobody else learns or changes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from connector.config import Settings
from connector.domain.roles import ALLOWED, May, Role
from connector.ledger import people
from connector.ledger.engine import Ledger
from connector.ledger.everything import METADATA
from connector.ledger.tenancy import ACROSS
from pages.board import ROUTES
from pages.entry import NO_TOKEN
from pages.entry import ROUTES as WAY_IN
from tests.desk.shop import ShopKeeper, keeper
from tests.pages.addresses import EVERY, GIVEN, NUMBERED, place
from tests.pages.house import House, built, enter, token_of
from tests.pages.seeded import seed

OURS = ("#100", "Lamp", "Chair", "mia@example.com", "ada@example.com", "grace@example.com")
NOT_THEIRS = "Your role does not allow this"
GUESSES = range(1, 13)


@pytest.fixture
def house(settings: Settings, ledger: Ledger) -> Iterator[House]:
    with built(settings, ledger) as made:
        yield made


@pytest.fixture
def mine(house: House) -> ShopKeeper:
    return keeper(house.workshop.ledger)


@pytest.fixture
def ids(mine: ShopKeeper) -> dict[str, int]:
    return {**seed(mine), "delivery": 1}


def call(client: FlaskClient, address: str, method: str, token: str | None) -> Any:
    given = {**GIVEN, "csrf_token": token} if token else GIVEN
    return client.open(address, method=method, data=None if method == "GET" else given)


def kept(house: House, besides: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Every row of every table."""
    with house.workshop.ledger.reading() as unit:
        return {
            table.name: sorted(map(repr, unit.execute(select(table), execution_options=ACROSS)))
            for table in METADATA.sorted_tables
            if table.name not in besides
        }


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_exactly_what_the_table_says(
    house: House, mine: ShopKeeper, ids: dict[str, int], role: Role
) -> None:
    with mine.ledger.writing() as unit:
        people.add(unit, mine.account_id, role, house.clock(), email="eve@example.com")
    client = house.app.test_client()
    enter(house, client, "eve@example.com")
    token = token_of(client, "/me")
    for address, method, leave in EVERY:
        enter(house, client, "eve@example.com")
        token = token_of(client, "/me")
        answer = call(client, place(address, ids), method, token)
        if leave in ALLOWED[role]:
            assert answer.status_code not in (400, 401, 500), (address, method, answer.data[:500])
            assert NOT_THEIRS.encode() not in answer.data, (address, method)
        else:
            assert answer.status_code == 403, (address, method, answer.status_code)
            assert NOT_THEIRS in answer.text
            assert not any(word in answer.text for word in OURS), (address, method)


@pytest.mark.parametrize("role", Role)
def test_no_page_offers_what_its_reader_may_not_do(
    house: House, mine: ShopKeeper, ids: dict[str, int], role: Role
) -> None:
    with mine.ledger.writing() as unit:
        people.add(unit, mine.account_id, role, house.clock(), email="eve@example.com")
    client = house.app.test_client()
    enter(house, client, "eve@example.com")
    leaves = {(name, method): leave for _, name, methods, _, leave in ROUTES for method in methods}
    match = house.app.url_map.bind("localhost").match
    for address, method, leave in EVERY:
        if method != "GET" or leave not in ALLOWED[role]:
            continue
        page = client.get(place(address, ids)).data.decode(errors="replace")  # some are files
        offered = [(found, "POST") for found in re.findall(r'<form method="post" action="([^"?#]*)', page)]
        offered += [(found, "GET") for found in re.findall(r'<a [^>]*href="(/[^"?#]*)', page)]
        for target, how in offered:
            name = match(target, how)[0].removeprefix("board.")
            assert leaves[name, how] in ALLOWED[role], (address, target, how)


def test_who_may_not_learns_which_roles_could(house: House, mine: ShopKeeper, ids: dict[str, int]) -> None:
    client = house.app.test_client()
    enter(house, client, "grace@example.com")
    page = client.get("/people").text
    assert "You are here as: Support" in page
    assert re.findall(r"<li>(\w+)</li>", page) == ["Owner"]


@pytest.mark.parametrize(("address", "method"), NUMBERED)
def test_every_guess_at_what_is_another_accounts_finds_nothing(
    house: House, mine: ShopKeeper, ids: dict[str, int], address: str, method: str
) -> None:
    other = keeper(mine.ledger, "other")
    with mine.ledger.writing() as unit:
        mallory = people.add(unit, other.account_id, Role.OWNER, house.clock(), email="mallory@example.com")
    client = house.app.test_client()
    enter(house, client, "mallory@example.com")
    token, before = token_of(client, "/me"), kept(house)
    for guess in {*GUESSES, *ids.values()}:
        if "<int:person_id>" in address and guess == mallory.id:
            continue
        if "<int:visit_id>" in address and guess == len(before["visits"]):
            continue
        answer = call(client, place(address, ids, guess), method, token)
        assert answer.status_code == 404, (guess, answer.status_code, answer.text[:1000])
        assert not any(word in answer.text for word in OURS)
    assert kept(house) == before


def test_the_lists_of_another_account_show_nothing_of_ours(
    house: House, mine: ShopKeeper, ids: dict[str, int]
) -> None:
    other = keeper(mine.ledger, "other")
    with mine.ledger.writing() as unit:
        people.add(unit, other.account_id, Role.OWNER, house.clock(), email="mallory@example.com")
    client = house.app.test_client()
    enter(house, client, "mallory@example.com")
    for address, method, _ in EVERY:
        if method == "GET" and "<" not in address:
            page = client.get(address)
            assert page.status_code in (200, 403, 404), address  # 403: a platform's word that is none
            assert not any(word in page.text for word in OURS), address


@pytest.mark.parametrize("cookie", ["", "made-up", "0" * 43])
def test_without_a_visit_nothing_is_shown_and_nothing_changes(
    house: House, mine: ShopKeeper, ids: dict[str, int], cookie: str
) -> None:
    client = house.app.test_client()
    token, before = token_of(client, "/signin"), kept(house)
    if cookie:
        client.set_cookie("visit", cookie)
    for address, method, _ in EVERY:
        answer = call(client, place(address, ids), method, token)
        assert answer.status_code == (303 if method == "GET" else 401), (address, method)
        assert not any(word in answer.text for word in OURS)
        if method == "GET":
            assert answer.headers["Location"].startswith("/signin?next=/")
    assert kept(house) == before


def test_nothing_changes_without_the_pages_token(house: House, mine: ShopKeeper, ids: dict[str, int]) -> None:
    client = house.app.test_client()
    enter(house, client, "ada@example.com")
    before = kept(house)
    for address, method, _ in EVERY:
        if method != "GET":
            for token in (None, "made-up"):
                assert call(client, place(address, ids), method, token).status_code == 400, address
    for address, name, methods, _ in WAY_IN:
        if name not in NO_TOKEN and "GET" not in methods:
            assert call(client, place(address, ids), methods[0], None).status_code == 400, address
    assert kept(house) == before


UNTOLD = frozenset({"history", "tasks", "visits", "signin_links", "post"})
"""What is owed for a change, and who is signed in where, is no change of its own."""


def test_whatever_a_person_changes_is_in_the_history_under_their_name(
    house: House, mine: ShopKeeper, ids: dict[str, int]
) -> None:
    client = house.app.test_client()
    told = 0
    for address, method, _ in EVERY:
        if method == "GET":
            continue
        enter(house, client, "ada@example.com")
        token, before = token_of(client, "/me"), kept(house)
        call(client, place(address, ids), method, token)
        after = kept(house)
        new = [row for row in after["history"] if row not in before["history"]]
        if any(before[name] != after[name] for name in before if name not in UNTOLD):
            told += 1
            assert any(", 'Ada', " in row or ", 'ada@example.com', " in row for row in new), (address, new)
    assert told > 10


def test_the_machines_that_need_no_token_are_these() -> None:
    assert set(NO_TOKEN) == {"woocommerce_keys"}


def test_no_reading_changes_anything(house: House, mine: ShopKeeper, ids: dict[str, int]) -> None:
    client = house.app.test_client()
    enter(house, client, "ada@example.com")
    before = kept(house)
    for address, method, _ in EVERY:
        if method == "GET":
            assert client.get(place(address, ids)).status_code < 500, address
            assert client.head(place(address, ids)).status_code < 500, address
    for address, _, methods, _ in WAY_IN:
        if "GET" in methods:
            assert client.get(place(address, ids)).status_code != 500, address
    assert kept(house) == before


def test_a_page_without_a_token_says_so_in_words(house: House) -> None:
    answer = house.app.test_client().post("/signin", data={"email": "ada@example.com"})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text


def test_every_leave_is_somebodys() -> None:
    assert {leave for role in Role for leave in ALLOWED[role]} == set(May)


def test_a_board_that_refreshes_itself_is_loaded_anew_when_its_visit_is_over(house: House) -> None:
    answer = house.app.test_client().get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.text) == (401, "true", "")
