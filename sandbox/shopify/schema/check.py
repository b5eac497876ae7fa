"""Lint GraphQL documents against the pruned official schema: `python -m sandbox.shopify.schema.check DIR...`

A document must be valid, named, free of anything deprecated, carry `@idempotent` exactly where Shopify
refuses the mutation without it (which the schema itself cannot say), and select every list of user errors.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    get_named_type,
    is_object_type,
    parse,
    specified_rules,
    validate,
)

HERE = Path(__file__).parent
SCHEMA = HERE / "pruned_2026-10.graphql"
IDEMPOTENT = HERE / "idempotent_required_2026-10.json"


@cache
def schema() -> GraphQLSchema:
    """The pruned schema, deprecation marks included."""
    return build_schema(SCHEMA.read_text(encoding="utf-8"))


@cache
def idempotent() -> frozenset[str]:
    """Mutations that Shopify refuses without `@idempotent(key:)`."""
    return frozenset(json.loads(IDEMPOTENT.read_text(encoding="utf-8")))


def troubles(text: str) -> list[str]:
    """What is wrong with one document; empty when nothing is."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return [error.message]
    errors = validate(schema(), document, [*specified_rules, NoDeprecatedCustomRule])
    return [error.message for error in errors] or list(_house_rules(document))


def _house_rules(document: DocumentNode) -> Iterator[str]:
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        if operation.name is None:
            yield "the operation has no name"
        if operation.operation is OperationType.MUTATION:
            for field in _fields(operation.selection_set.selections):
                yield from _mutation(field)


def _mutation(field: FieldNode) -> Iterator[str]:
    name = field.name.value
    given = any(one.name.value == "idempotent" for one in field.directives or ())
    if given != (name in idempotent()):
        yield f"{name}: @idempotent(key:) is {'not asked for' if given else 'required'}"
    mutations = schema().mutation_type
    payload = get_named_type(mutations.fields[name].type) if mutations else None
    if is_object_type(payload):
        lists = {
            key
            for key, one in payload.fields.items()
            if key.endswith("serErrors") and not one.deprecation_reason
        }
        inner = field.selection_set.selections if field.selection_set else ()
        chosen = {one.name.value for one in _fields(inner)}
        yield from (f"{name}: {missing} is not selected" for missing in sorted(lists - chosen))


def _fields(selections: Sequence[object]) -> list[FieldNode]:
    return [one for one in selections if isinstance(one, FieldNode)]


def main(folders: Iterable[str]) -> int:
    """Print one line a file; 1 when anything is wrong or nothing was found."""
    files = sorted(file for folder in folders for file in Path(folder).rglob("*.graphql"))
    wrong = 0
    for file in files:
        found = troubles(file.read_text(encoding="utf-8"))
        wrong += bool(found)
        print(f"{'FAIL' if found else 'ok  '} {file.name}{': ' if found else ''}{'; '.join(found)}")
    print(f"{len(files)} documents, {wrong} with trouble")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
