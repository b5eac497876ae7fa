"""Every GraphQL document of the adapter obeys the official schema, and the lint that says so bites."""

import re
from pathlib import Path

import pytest

from adapters import shopify
from adapters.shopify.documents import document
from sandbox.shopify.schema.check import main, troubles

OPERATIONS = Path(shopify.__file__).parent / "operations"
PAGING = {"first", "after", "pageInfo", "nodes", "null", "hasNextPage", "endCursor"}
NAMES = sorted(file.stem for file in OPERATIONS.glob("*.graphql"))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_obeys_the_official_schema(name: str) -> None:
    assert troubles((OPERATIONS / f"{name}.graphql").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_named_like_its_file_and_knows_whether_it_changes_anything(name: str) -> None:
    found = document(name)
    assert found.text.startswith(f"{'mutation' if found.changes else 'query'} {name}")
    assert found.changes == ("userErrors" in found.text)
    assert "#" not in found.text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("query {", "Syntax Error"),
        ("query Q { shop { nonsense } }", "nonsense"),
        ("query { shop { name } }", "no name"),
        (
            "mutation M($i: RefundInput!) { refundCreate(input: $i) { userErrors { message } } }",
            "@idempotent(key:) is required",
        ),
        (
            'mutation M($id: ID!) { tagsAdd(id: $id, tags: []) @idempotent(key: "k") '
            "{ userErrors { message } } }",
            "not asked for",
        ),
        ("mutation M($id: ID!) { tagsAdd(id: $id, tags: []) { node { id } } }", "userErrors is not selected"),
        (
            "mutation M($t: WebhookSubscriptionTopic!) { webhookSubscriptionCreate(topic: $t, "
            'webhookSubscription: {callbackUrl: "https://x.example"}) { userErrors { message } } }',
            "deprecated",
        ),
    ],
)
def test_the_lint_finds(text: str, word: str) -> None:
    assert any(word in one for one in troubles(text))


def test_the_lint_fails_where_a_document_is_wrong_or_none_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    (tmp_path / "Good.graphql").write_text("query Good { shop { name } }", encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    (tmp_path / "Bad.graphql").write_text("query Bad { shop { cats } }", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "FAIL Bad.graphql" in capsys.readouterr().out


def test_reading_in_bulk_asks_for_what_reading_one_asks_for() -> None:
    def leaves(name: str) -> set[str]:
        return set(re.findall(r"[A-Za-z_]\w*", document(name).text)) - PAGING

    def words(*names: str) -> set[str]:
        return set().union(*map(leaves, names)) - {"id", "ID", "String", *names}

    assert words("OrderContact") <= leaves("WholeOrdersContact") | {"order"}
    assert words("Order", "OrderWork") <= leaves("WholeOrders") | {"order"}
    assert leaves("WholeOrders") - {"WholeOrders"} <= leaves("WholeOrdersContact")
    assert words("Items") <= leaves("WholeItems") | {"ids", "InventoryItem", "on", "__typename"}
