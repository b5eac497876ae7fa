"""Letters to people leave with the lane that serves letters, and no broken one keeps the others back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.config import Settings
from connector.domain.roles import Role
from connector.ledger import accounts, people, post
from jobs import posting, worker
from jobs.ring import Doorbell
from tests.world import World
from tests.world import world as whole_world


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> Iterator[World]:
    with whole_world(settings, tmp_path) as made:
        yield made


def owe_two(world: World) -> None:
    """An invitation to nobody, which is a fault of ours, and a link for Ada."""
    now = world.clock()
    with world.ledger.writing() as unit:
        account = accounts.find_or_create(unit, "main", now)
        people.add(unit, account.id, Role.OWNER, now, email="ada@example.com")
        post.owe(
            unit, post.INVITATION, "max@example.com", "en", now, about="987", account=account.id, by="Ada"
        )
        post.owe(unit, post.SIGN_IN, "ada@example.com", "ja", now)


def owed(world: World) -> int:
    with world.ledger.reading() as unit:
        return unit.query(post.Owed).count()


def test_a_drain_of_the_lane_sends_what_is_owed_to_people(world: World) -> None:
    owe_two(world)
    assert worker.due_on(world.workshop, "effects") == 2
    assert worker.due_on(world.workshop, "intake") == 0
    assert worker.work(world.workshop, "intake") == 0
    assert world.mailbox.raw == []

    assert worker.work(world.workshop, "effects") == 2

    assert [letter["To"] for letter in world.mailbox.letters] == ["ada@example.com"]
    assert re.search(r"http\S+/signin/\S{43}\s", world.mailbox.texts()[0])
    assert owed(world) == 1


def test_with_redis_away_the_sweep_sends_them(world: World) -> None:
    owe_two(world)
    away = world.workshop.settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})
    worker.sweep(world.workshop, Doorbell(away))
    assert len(world.mailbox.raw) == 1


def test_a_letter_in_somebodys_hands_is_nobody_elses_until_the_lease_is_over(world: World) -> None:
    owe_two(world)
    with world.ledger.writing() as unit:
        assert len(post.claim(unit, world.clock())) == 2
    assert posting.deliver(world.workshop) == 0
    world.clock.ahead += post.LEASE
    assert posting.deliver(world.workshop) == 2
    assert len(world.mailbox.raw) == 1
