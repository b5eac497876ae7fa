"""The budget of points: throttled, waiting, Retry-After."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import responses

from adapters.outgoing import Outside, Sender
from adapters.shopify.budget import Budget
from adapters.shopify.refusals import asked_wait
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

URL = "https://demo-lamps.myshopify.com/admin/api/2026-10/graphql.json"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Tags(msgspec.Struct):
    order: dict[str, Any] | None


class Nothing(msgspec.Struct):
    pass


class Clock:
    """A steady clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shopify() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def graphql(clock: Clock) -> Iterator[GraphQL]:
    sender = Sender(Outside())
    yield GraphQL(sender, "demo-lamps", "shpat_secret", sleep=clock.sleep, steady=clock)
    sender.close()


def answer(data: Any = None, **more: Any) -> dict[str, Any]:
    return {"data": data, **more}


def cost(requested: float, available: float, rate: float = 100) -> dict[str, Any]:
    status = {"maximumAvailable": 2000, "currentlyAvailable": available, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": 1, "throttleStatus": status}}


def read(graphql: GraphQL) -> Tags:
    return graphql.ask("OrderTags", Tags, id="gid://shopify/Order/1")


def write(graphql: GraphQL) -> Nothing:
    return graphql.ask("TagsAdd", Nothing, id="gid://shopify/Order/1", tags=["Backorder"])


def trouble_of(graphql: GraphQL, call: Any = read) -> Trouble:
    with pytest.raises(Trouble) as trouble:
        call(graphql)
    return trouble.value


@pytest.mark.parametrize("status", [200, 429])
def test_throttled_tells_when_the_points_are_back(
    shopify: responses.RequestsMock, graphql: GraphQL, status: int
) -> None:
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    shopify.post(URL, json={"errors": [error], "extensions": cost(500, 100)}, status=status)
    trouble = trouble_of(graphql, write)
    assert trouble.retry_after == timedelta(seconds=4)
    assert not trouble.unknown
    assert not trouble.permanent


def test_retry_after_beats_our_own_reckoning(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    body = {"errors": [error], "extensions": cost(500, 100)}
    shopify.post(URL, json=body, status=429, headers={"Retry-After": "11.5"})
    assert trouble_of(graphql).retry_after == timedelta(seconds=11.5)


def test_a_plain_429_is_obeyed(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    shopify.post(URL, body="slow down", status=429, headers={"Retry-After": "3.0"})
    assert trouble_of(graphql).retry_after == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("", None),
        ("2.0", timedelta(seconds=2)),
        ("0", timedelta(seconds=1)),
        ("-5", timedelta(seconds=1)),
        ("1e30", None),
        ("86400", timedelta(hours=1)),
        ("nan", None),
        ("Sun, 22 Nov 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Sat, 21 Nov 2026 12:00:30 GMT", timedelta(seconds=1)),
        ("soon", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, wait: timedelta | None) -> None:
    assert asked_wait(header, NOW) == wait


def test_a_short_wait_for_points_is_slept(
    shopify: responses.RequestsMock, graphql: GraphQL, clock: Clock
) -> None:
    shopify.post(URL, json=answer({"order": None}, extensions=cost(200, 50)))
    read(graphql)
    read(graphql)
    assert clock.naps == [1.5]


def test_a_long_wait_for_points_goes_back_to_the_queue(
    shopify: responses.RequestsMock, graphql: GraphQL, clock: Clock
) -> None:
    shopify.post(URL, json=answer({"order": None}, extensions=cost(900, 0)))
    read(graphql)
    assert trouble_of(graphql).retry_after == timedelta(seconds=9)
    assert clock.naps == []
    assert len(shopify.calls) == 1


def test_points_come_back_with_time() -> None:
    budget = Budget()
    budget.learn("Order", cost(500, 100), 10.0)
    assert budget.wait("Order", 10.0) == pytest.approx(4.0)
    assert budget.wait("Order", 13.0) == pytest.approx(1.0)
    assert budget.wait("Order", 20.0) == 0
    assert budget.wait("NeverAsked", 10.0) == 0


@pytest.mark.parametrize("extensions", [None, {}, {"cost": None}, {"cost": {"requestedQueryCost": "x"}}, 7])
def test_an_answer_without_its_cost_holds_nothing_back(extensions: Any) -> None:
    budget = Budget()
    budget.learn("Order", extensions, 0.0)
    assert budget.wait("Order", 0.0) == 0
