"""What processes say of themselves names nobody and opens nothing, even when everything goes wrong."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import structlog
from pydantic import SecretStr
from rq import Queue

from app import logs
from connector.config import Settings
from connector.ledger import tasks
from connector.ledger.tasks import Claimed, Owe
from jobs.drain import drain
from jobs.kinds import Bench, Kind
from jobs.ring import queue_name
from tests.world import CLIENT_SECRET, World, world

PLANTED = {
    "a buyer": "planted.buyer@example.com",
    "a first name": "Plantagenet",
    "a street": "Plantedstreet 77",
    "a Shopify token": "shpat_lamps",
    "a WooCommerce key": "ck_shelf",
    "a WooCommerce secret": "cs_shelf",
    "a client secret": CLIENT_SECRET,
}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that a configured process writes, at its chattiest."""
    heard = io.StringIO()
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "stderr", heard)
    structlog.reset_defaults()
    logs.configure(level=logging.DEBUG)
    yield heard
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with world(settings, tmp_path) as made:
        yield made


def sell(here: World) -> None:
    shop, _ = here.add_shop()
    woo, _ = here.add_woo()
    berlin = shop.add_location("Berlin")
    lamp = shop.add_product("Lamp", sku="LAMP", price="80.00", stock={berlin: 3})
    shelf = woo.add_product("Shelf", sku="SHELF", price="49.90", stock=3, backorders="yes")
    shop.place_order([(lamp, 5)], routing="now", email=PLANTED["a buyer"], financial="AUTHORIZED")
    woo.place_order([(shelf, 5)], status="processing", email=PLANTED["a buyer"], paid=True)


def assert_nothing_planted(text: str, here: World) -> None:
    for what, secret in PLANTED.items():
        assert secret not in text, what
    for key in here.workshop.settings.secret_keys.values():
        assert key.get_secret_value() not in text


def test_a_whole_flow_says_nothing_of_buyers_and_keys(here: World, said: io.StringIO) -> None:
    sell(here)
    here.settle()
    assert len(here.mailbox.letters) == 2
    connection = redis.Redis.from_url(here.workshop.settings.redis_url)
    for lane in ("intake", "effects"):
        queue = Queue(queue_name(here.workshop.settings.redis_prefix, lane), connection=connection)
        for job in queue.jobs:
            assert_nothing_planted(f"{job.description} {job.args} {job.kwargs} {job.meta}", here)
    connection.close()

    assert_nothing_planted(said.getvalue(), here)


def test_an_error_in_our_own_code_is_told_without_its_local_variables(here: World, said: io.StringIO) -> None:
    def fails(bench: Bench, claimed: list[Claimed]) -> None:
        token, buyer = PLANTED["a Shopify token"], PLANTED["a buyer"]
        street = {"address": PLANTED["a street"], "first_name": PLANTED["a first name"]}
        raise RuntimeError(f"it broke for {len(token)} {len(street)} <{buyer}> in {len(claimed)}")

    _, store = here.add_shop()
    now = here.clock()
    with here.ledger.writing() as unit:
        tasks.owe(unit, store.account_id, store.id, [Owe("intake", "fails", "1", now)], now)
    drain(here.workshop, "intake", {"fails": Kind("fails", fails)}, 5.0)

    text = said.getvalue()
    assert "RuntimeError" in text
    assert "it broke for" in text
    assert_nothing_planted(text, here)


def test_settings_never_print_their_secrets(settings: Settings) -> None:
    told = settings.model_copy(
        update={
            "shopify_client_secret": SecretStr(CLIENT_SECRET),
            "smtp_url": SecretStr("smtps://user:hunter2@mail.example:465"),
        }
    )
    for text in (repr(told), str(told), f"{told.model_dump()}"):
        assert CLIENT_SECRET not in text
        assert "hunter2" not in text
        for key in told.secret_keys.values():
            assert key.get_secret_value() not in text
