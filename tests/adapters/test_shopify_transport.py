"""Our GraphQL transport: what goes out, and what each way of failing is called."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import requests
import responses
from structlog.testing import capture_logs

from adapters.outgoing import Outside, Sender
from adapters.shopify import transport
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from connector.domain.trouble import Trouble

URL = "https://demo-lamps.myshopify.com/admin/api/2026-10/graphql.json"


class Tags(msgspec.Struct):
    order: dict[str, Any] | None


class Nothing(msgspec.Struct):
    pass


@pytest.fixture
def shopify() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def graphql() -> Iterator[GraphQL]:
    sender = Sender(Outside())
    yield GraphQL(sender, "demo-lamps", "shpat_secret")
    sender.close()


def answer(data: Any = None, **more: Any) -> dict[str, Any]:
    return {"data": data, **more}


def read(graphql: GraphQL) -> Tags:
    return graphql.ask("OrderTags", Tags, id="gid://shopify/Order/1")


def write(graphql: GraphQL) -> Nothing:
    return graphql.ask("TagsAdd", Nothing, id="gid://shopify/Order/1", tags=["Backorder"])


def trouble_of(graphql: GraphQL, call: Any = read) -> Trouble:
    with pytest.raises(Trouble) as trouble:
        call(graphql)
    return trouble.value


def test_a_call_carries_the_document_its_variables_and_the_key(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    shopify.post(URL, json=answer({"order": {"tags": ["Backorder"]}}))
    assert read(graphql).order == {"tags": ["Backorder"]}
    sent = shopify.calls[0].request
    assert sent.headers["X-Shopify-Access-Token"] == "shpat_secret"
    body = json.loads(sent.body or b"")
    assert body["variables"] == {"id": "gid://shopify/Order/1"}
    assert body["query"].startswith("query OrderTags(")


@pytest.mark.parametrize("shop", ["", "evil.example/#", "Demo", "-demo", "demo.evil", "de mo", "demo\n"])
def test_a_name_that_is_no_shop_sends_nothing(shop: str) -> None:
    with pytest.raises(Trouble) as trouble:
        GraphQL(Sender(Outside()), shop, "t")
    assert trouble.value.permanent


def test_the_whole_domain_is_a_name_too() -> None:
    assert GraphQL(Sender(Outside()), "demo-lamps.myshopify.com", "t").url == URL


@pytest.mark.parametrize(
    "base", ["https://evil.example", "http://127.0.0.1.evil.example", "http://10.0.0.1", "evil"]
)
def test_a_base_address_off_this_machine_is_refused(base: str) -> None:
    with pytest.raises(Trouble) as trouble:
        GraphQL(Sender(Outside(allow_loopback=True)), "demo", "t", base)
    assert trouble.value.permanent


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
def test_a_sandbox_on_the_loopback_is_addressed(base: str) -> None:
    graphql = GraphQL(Sender(Outside(allow_loopback=True)), "demo", "t", base)
    assert graphql.url == f"{base}/admin/api/2026-10/graphql.json"


def test_the_loopback_is_closed_where_it_is_not_allowed() -> None:
    graphql = GraphQL(Sender(Outside()), "demo", "t", "http://127.0.0.1:9")
    assert trouble_of(graphql).permanent


@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "key"), (402, "frozen"), (403, "access"), (404, "no such shop"), (423, "locked"), (400, "400")],
)
def test_a_refusal_that_stays_is_permanent_and_said_plainly(
    shopify: responses.RequestsMock, graphql: GraphQL, status: int, word: str
) -> None:
    shopify.post(URL, json={"errors": "[API] no"}, status=status)
    trouble = trouble_of(graphql)
    assert trouble.permanent
    assert word in str(trouble)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_leaves_only_a_mutation_in_doubt(
    shopify: responses.RequestsMock, graphql: GraphQL, status: int
) -> None:
    shopify.post(URL, body="<html>", status=status, headers={"Retry-After": "7"})
    assert not trouble_of(graphql).unknown
    trouble = trouble_of(graphql, write)
    assert trouble.unknown
    assert not trouble.permanent
    assert trouble.retry_after == timedelta(seconds=7)


def test_a_dropped_connection_leaves_only_a_mutation_in_doubt(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    shopify.post(URL, body=requests.ConnectionError("Connection aborted: RemoteDisconnected"))
    assert not trouble_of(graphql).unknown
    assert trouble_of(graphql, write).unknown


@pytest.mark.parametrize("body", ["<html>Something went wrong</html>", "[]", "", "[" * 100_000])
def test_an_answer_that_is_not_json_is_trouble(
    shopify: responses.RequestsMock, graphql: GraphQL, body: str
) -> None:
    shopify.post(URL, body=body, status=200)
    assert not trouble_of(graphql).permanent
    assert trouble_of(graphql, write).unknown


def test_an_answer_without_data_is_trouble(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    shopify.post(URL, json=answer(None))
    assert "without data" in str(trouble_of(graphql))


def test_an_answer_of_another_shape_is_named_by_its_place(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    shopify.post(URL, json=answer({"order": 7}))
    assert "$.order" in str(trouble_of(graphql))


def test_partial_data_is_refused_by_the_name_of_what_is_missing(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    error = {
        "message": "Required access: `read_orders`",
        "path": ["order", "tags"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    shopify.post(URL, json=answer({"order": {"tags": None}}, errors=[error]))
    trouble = trouble_of(graphql)
    assert trouble.permanent
    assert str(trouble) == "order.tags: ACCESS_DENIED: Required access: `read_orders`"


def test_a_caller_may_do_with_a_part_and_sees_what_is_missing(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    error = {"message": "no", "path": ["order"], "extensions": {"code": "ACCESS_DENIED"}}
    shopify.post(URL, json=answer({"order": None}, errors=[error]))
    part = graphql.ask_partly("OrderTags", Tags, {"ACCESS_DENIED"}, id="gid://shopify/Order/1")
    assert part.data == Tags(order=None)
    assert part.errors == ("order: ACCESS_DENIED: no",)


def test_another_error_is_not_forgiven(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    error = {"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    shopify.post(URL, json=answer({"order": None}, errors=[error]))
    with pytest.raises(Trouble) as trouble:
        graphql.ask_partly("OrderTags", Tags, {"ACCESS_DENIED"}, id="gid://shopify/Order/1")
    assert not trouble.value.permanent


def test_an_internal_error_of_a_mutation_leaves_it_in_doubt(
    shopify: responses.RequestsMock, graphql: GraphQL
) -> None:
    error = {"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    shopify.post(URL, json=answer(None, errors=[error]))
    trouble = trouble_of(graphql, write)
    assert trouble.unknown
    assert not trouble.permanent


def test_user_errors_are_listed_with_their_codes(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    errors = [
        {"code": "TAKEN", "field": ["id", "tags"], "message": "is taken"},
        {"field": None, "message": "Order does not exist"},
    ]
    shopify.post(URL, json=answer({"tagsAdd": {"userErrors": errors}}))
    with pytest.raises(UserErrors) as trouble:
        write(graphql)
    assert trouble.value.permanent
    assert trouble.value.codes == ("TAKEN", "")
    assert str(trouble.value) == "TAKEN id.tags is taken; Order does not exist"


def test_another_api_version_is_warned_of_once(shopify: responses.RequestsMock, graphql: GraphQL) -> None:
    transport._warn_once.cache_clear()
    shopify.post(URL, json=answer({"order": None}), headers={"X-Shopify-API-Version": "2027-01"})
    with capture_logs() as logs:
        read(graphql)
        read(graphql)
    assert [(entry["log_level"], entry["served"]) for entry in logs] == [("warning", "2027-01")]
