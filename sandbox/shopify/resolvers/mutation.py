"""What every mutation shares: user errors, and answers that are replayed under an idempotency key."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from importlib.resources import files
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo
from graphql.execution.values import get_directive_values

from sandbox.shopify.resolvers.table import Call, Handler, serves
from sandbox.shopify.store import Body, Refused

REQUIRED: frozenset[str] = frozenset(
    json.loads((files("sandbox.shopify") / "schema" / "idempotent_required_2026-10.json").read_text("utf-8"))
)
"""Mutations that are refused without @idempotent(key:)."""


def mutation(name: str, errors: str = "userErrors") -> Callable[[Handler], Handler]:
    """Register a mutation: its Refused become user errors, and its key replays its answer."""

    def register(handler: Handler) -> Handler:
        @wraps(handler)
        def answer(call: Call) -> Body:
            key = idempotency_key(call.info, name)
            if key is None:
                return attempt(handler, call, errors)
            return replay(handler, call, errors, f"{name}:{key}")

        return serves("Mutation", name)(answer)

    return register


def idempotency_key(info: GraphQLResolveInfo[Any], name: str) -> str | None:
    """The key given with the field; an error where the mutation demands one and there is none."""
    values = get_directive_values(
        info.schema.get_directive("idempotent"),  # type: ignore[arg-type]
        info.field_nodes[0],
        info.variable_values,
    )
    if values:
        return str(values["key"])
    if name in REQUIRED:
        message = f"The @idempotent directive is required for {name}."
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    return None


def attempt(handler: Handler, call: Call, errors: str) -> Body:
    """Carry it out; what is refused becomes a payload with one user error."""
    try:
        return {errors: [], **handler(call)}
    except Refused as refused:
        return refusal(call.info, errors, refused)


def refusal(info: GraphQLResolveInfo[Any], errors: str, refused: Refused) -> Body:
    """A payload in which everything but the errors is null."""
    payload = info.return_type.fields  # type: ignore[union-attr]
    error = {"code": refused.code, "field": refused.field, "message": str(refused), "elementIndex": None}
    return {**dict.fromkeys(payload), errors: [error]}


def replay(handler: Handler, call: Call, errors: str, key: str) -> Body:
    """The first answer again for the same arguments; a user error for others."""
    print_of = hashlib.sha256(json.dumps(call.args, sort_keys=True, default=str).encode()).hexdigest()
    known = call.shop.idempotent.get(key)
    if known is None:
        body = attempt(handler, call, errors)
        call.shop.idempotent[key] = (print_of, body)
        return body
    if known[0] != print_of:
        code = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
        return refusal(call.info, errors, Refused("The key was used with other parameters.", code))
    return known[1]


def quantities(inputs: list[dict[str, Any]] | None) -> dict[str, int] | None:
    """[{id, quantity}] as a mapping; None where none were given."""
    return {one["id"]: one["quantity"] for one in inputs} if inputs else None
