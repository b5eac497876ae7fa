"""The table of fields that the sandbox serves, and the rule for all others: an attribute, or an error."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, is_leaf_type, is_non_null_type

from sandbox.shopify.store import ShopState


@dataclass
class Context:
    """One request: whose it is, and whether one field of its answer shall fail."""

    shop: ShopState
    fail_one_field: bool = False
    window: slice | None = None  # a bulk query: these of the top level, and all below them
    base: str = ""


@dataclass(frozen=True)
class Call:
    """One field being answered."""

    source: Any
    args: dict[str, Any]
    info: GraphQLResolveInfo[Any]

    @property
    def shop(self) -> ShopState:
        """The shop whose token asked."""
        context: Context = self.info.context
        return context.shop


Handler = Callable[[Call], Any]
DENIED = "ACCESS_DENIED"
PROTECTED = frozenset(("Order", name) for name in ("customer", "email", "shippingAddress", "statusPageUrl"))
FIELDS: dict[tuple[str, str], Handler] = {}


def serves(type_name: str, *fields: str) -> Callable[[Handler], Handler]:
    """Register the function as the answer of these fields of the type."""

    def register(handler: Handler) -> Handler:
        for name in fields:
            FIELDS[type_name, name] = handler
        return handler

    return register


def resolve(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
    """Answer a field: by the table, else by the attribute or key of its name, else with an error."""
    break_if_asked(info)
    args = args | whole_of(info)
    key = (info.parent_type.name, info.field_name)
    refuse_protected(info, key)
    handler = FIELDS.get(key)
    if handler:
        return handler(Call(source, args, info))
    if isinstance(source, dict) and info.field_name in source:
        return source[info.field_name]
    name = "gid" if info.field_name == "id" else snake(info.field_name)
    if source is None or not hasattr(source, name):
        message = f"The sandbox does not serve {key[0]}.{key[1]}."
        raise GraphQLError(message, extensions={"code": "NOT_IN_SANDBOX"})
    return getattr(source, name)


def refuse_protected(info: GraphQLResolveInfo[Any], key: tuple[str, str]) -> None:
    """Protected customer data of level 2, kept from apps without approval."""
    context: Context = info.context
    if key in PROTECTED and not context.shop.protected_data:
        raise GraphQLError(f"This app is not approved to access {key[1]}.", extensions={"code": DENIED})


def need_access(call: Call, scope: str) -> None:
    """Fail the field where the shop did not grant this access to the app."""
    if scope not in call.shop.scopes:
        message = f"Access denied for {call.info.field_name}. Required access: `{scope}` access scope."
        raise GraphQLError(message, extensions={"code": DENIED})


def whole_of(info: GraphQLResolveInfo[Any]) -> dict[str, slice]:
    """In a bulk query no connection has pages."""
    context: Context = info.context
    if context.window is None or not str(info.return_type).rstrip("!").endswith("Connection"):
        return {}
    return {"window": slice(None) if info.path.prev else context.window}


def break_if_asked(info: GraphQLResolveInfo[Any]) -> None:
    """Fail the first nullable leaf below the top, once, when partial data was asked for."""
    context: Context = info.context
    if not context.fail_one_field:
        return
    leaf = not is_non_null_type(info.return_type) and is_leaf_type(info.return_type)
    if leaf and info.path.prev:
        context.fail_one_field = False
        raise GraphQLError("Internal error.", extensions={"code": "INTERNAL_SERVER_ERROR"})


@lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """currentQuantity to current_quantity."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def utc(at: datetime) -> str:
    """An instant as the Admin API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
