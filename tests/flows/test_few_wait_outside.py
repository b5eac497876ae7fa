"""Slow stores take a few threads of ours, never all of them: who comes meanwhile is told to come again."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from jobs import few
from sandbox.woocommerce import WooStore
from tests.flows.front_desk import FrontDesk, Person, front_desk, state_of
from tests.world import World

KEYS = {"consumer_key": "ck_" + "a" * 40, "consumer_secret": "cs_" + "b" * 40}


@pytest.fixture
def desk(here: World) -> Iterator[FrontDesk]:
    with front_desk(here) as made:
        yield made


@pytest.fixture
def lamps(here: World) -> WooStore:
    return here.woo.add_store("Lamps", key=KEYS["consumer_key"], secret=KEYS["consumer_secret"])


@pytest.fixture
def ada(desk: FrontDesk) -> Person:
    return desk.person()


@pytest.fixture
def crowded() -> Iterator[ExitStack]:
    """As many wait for other people's servers as may."""
    with ExitStack() as waiting:
        for _ in range(few.MOST):
            waiting.enter_context(few.waiting_outside())
        yield waiting


def test_an_address_is_not_looked_at_while_a_few_others_are_and_is_afterwards(
    desk: FrontDesk, lamps: WooStore, ada: Person, crowded: ExitStack
) -> None:
    page = ada.press("/stores/woocommerce", address=lamps.url)
    assert page.status_code == 422
    assert "try again in a minute" in page.text
    assert desk.grants() == []
    crowded.close()
    assert ada.ask(lamps.url).startswith(f"{lamps.url}/wc-auth/")


def test_keys_that_come_then_are_turned_away_and_their_state_still_serves(
    desk: FrontDesk, lamps: WooStore, ada: Person, crowded: ExitStack
) -> None:
    crowded.close()
    state = state_of(ada.ask(lamps.url))
    body = json.dumps({"user_id": state, "key_id": 1, "key_permissions": "read_write", **KEYS})
    with ExitStack() as again:
        for _ in range(few.MOST):
            again.enter_context(few.waiting_outside())
        assert desk.callback(body).status_code == 503
        assert (
            desk.callback(body.replace(state, "x" * 43)).status_code == 404
        )  # who knows no state takes no place
    assert desk.callback(body).status_code == 200


def test_a_place_is_given_back_whatever_went_wrong() -> None:
    for _ in range(few.MOST + 1):
        with pytest.raises(ZeroDivisionError), few.waiting_outside():
            raise ZeroDivisionError
