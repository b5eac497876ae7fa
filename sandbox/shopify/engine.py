"""Executes a document of the official schema over the state of one shop."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    validate,
)

from sandbox.shopify.resolvers.table import Context, resolve, utc

for _name in (
    "root",
    "order_fields",
    "stock_fields",
    "order_mutations",
    "work_mutations",
    "stock_mutations",
    "edit_mutations",
    "lookup_fields",
    "product_fields",
    "bulk_fields",
    "flow_mutations",
):
    import_module(f"sandbox.shopify.resolvers.{_name}")


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """The pruned official schema of 2026-10, with its scalars brought to life."""
    text = (files("sandbox.shopify") / "schema" / "pruned_2026-10.graphql").read_text("utf-8")
    built = build_schema(text)
    instants = built.type_map["DateTime"]
    if isinstance(instants, GraphQLScalarType):
        instants.coerce_output_value = write_instant
        instants.coerce_input_value = read_instant
    for one in built.type_map.values():
        if hasattr(one, "resolve_type"):
            one.resolve_type = lambda thing, _info, _type: type_name(thing)
    return built


def type_name(thing: Any) -> str:
    """The schema's name of a thing's type."""
    return str(thing["__typename"] if isinstance(thing, dict) else thing.kind)


def write_instant(value: Any) -> str:
    """An instant in UTC with a Z."""
    return utc(value.astimezone(UTC)) if isinstance(value, datetime) else str(value)


def read_instant(value: Any) -> datetime:
    """An instant out of a variable or a literal."""
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@lru_cache(maxsize=512)
def prepare(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """A document that is ready to run, or what is wrong with it."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation to run: the named one, or the only one."""
    return get_operation_ast(document, name)


def run(
    document: DocumentNode, name: str | None, variables: dict[str, Any], context: Context
) -> ExecutionResult:
    """Run it; the caller holds the lock."""
    result = execute(
        schema(),
        document,
        context_value=context,
        variable_values=variables,
        operation_name=name,
        field_resolver=resolve,
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("a resolver of the sandbox went asynchronous")
    return result
