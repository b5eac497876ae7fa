"""Pruning the official schema keeps what documents touch, what was there before, and what these lead to."""

from graphql import DocumentNode, build_schema, parse

from sandbox.shopify.schema.check import idempotent, schema
from sandbox.shopify.schema.rebuild import demanded, prune, touched, undescribed

OFFICIAL = """
directive @idempotent(key: String!) on FIELD
interface Node { id: ID! }
type Query { lamp(filter: Filter): Lamp vase: Vase old: Old things: [Thing!]! }
type Mutation { light(id: ID!): Lamp }
input Filter { colour: Colour, size: Size }
input Size { width: Int }
enum Colour { RED @deprecated(reason: "faded") BLUE }
type Lamp implements Node { id: ID! name: String price: Money @deprecated(reason: "gone") }
type Vase implements Node { id: ID! depth: Int }
type Old { id: ID! age: Int }
type Never { id: ID! }
union Thing = Lamp | Never
scalar Money
"""


def pruned(document: str, before: str = "") -> str:
    official = build_schema(OFFICIAL)
    kept = touched(official, [parse(document)], parse(before) if before else DocumentNode(definitions=()))
    return prune(parse(OFFICIAL), kept)


def test_only_what_is_touched_stays() -> None:
    text = pruned("query Q { lamp { name } }")
    assert "name: String" in text
    assert "Vase" not in text
    assert "price" not in text
    assert "directive @idempotent" in text


def test_inputs_stay_whole_with_their_deprecations() -> None:
    text = pruned("query Q($f: Filter) { lamp(filter: $f) { id } }")
    assert "width: Int" in text
    assert 'RED @deprecated(reason: "faded")' in text


def test_what_was_there_before_stays() -> None:
    text = pruned("query Q { lamp { id } }", "type Query { old: Old }\ntype Old { age: Int }")
    assert "age: Int" in text
    assert "old: Old" in text


def test_members_and_interfaces_that_nobody_asked_for_go() -> None:
    text = pruned("query Q { things { ... on Lamp { id } } }")
    assert "union Thing = Lamp" in text
    assert "Never" not in text
    assert "implements Node" not in text
    build_schema(text)


def test_mutations_that_demand_a_key_are_found_by_their_description() -> None:
    demand = "The key must be\nprovided using the `@idempotent` directive."
    fields = [{"name": "pay", "description": demand}, {"name": "look", "description": None}]
    types = [{"name": "Mutation", "fields": fields}]
    assert demanded({"__schema": {"mutationType": {"name": "Mutation"}, "types": types}}) == ["pay"]
    assert undescribed(types) == [{"name": "Mutation", "fields": [{"name": "pay"}, {"name": "look"}]}]


def test_the_pruned_schema_knows_every_mutation_that_demands_a_key_and_is_used() -> None:
    mutations = schema().mutation_type
    assert mutations is not None
    assert {"refundCreate", "inventorySetQuantities"} <= idempotent() & set(mutations.fields)
