"""The OpenAPI document: spectree's, completed by what it cannot say: media types, headers, who may ask."""

from copy import deepcopy
from typing import Any, Final

from spectree import Response, SpecTree
from spectree.models import SecureType, SecurityScheme, SecuritySchemeData

from jobs.desk.settings.schema import StoreSettings
from pages.api.shapes import Answer, Asked, Condition, Problem

KEY: Final = {"store_key": list[str]()}
_ETAG: Final = {
    "description": "Names this state of the settings; give it back as If-Match.",
    "schema": {"type": "string"},
    "required": True,
}


def describer() -> SpecTree:
    """One for each application: it collects what its views say of themselves."""
    scheme = SecuritySchemeData(
        type=SecureType.HTTP, scheme="bearer", description="A key from the store's settings page."
    )
    return SpecTree(
        "flask",
        mode="strict",
        annotations=False,
        title="Backorder Connector: a store's settings",
        version="1",
        security_schemes=[SecurityScheme(name="store_key", data=scheme)],
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
        validation_error_model=Problem,
    )


READS: Final[dict[str, Any]] = {
    "resp": Response(HTTP_200=StoreSettings, HTTP_401=Problem, HTTP_503=Problem),
    "security": KEY,
    "skip_validation": True,
    "operation_id": "readSettings",
    "validation_error_status": 401,
}
WRITES: Final[dict[str, Any]] = {
    "json": StoreSettings,
    "query": Asked,
    "headers": Condition,
    "resp": Response(
        HTTP_200=Answer,
        **{f"HTTP_{status}": Problem for status in (400, 401, 409, 412, 413, 415, 422, 428, 503)},
    ),
    "security": KEY,
    "skip_validation": True,
    "operation_id": "replaceSettings",
}


def finished(raw: dict[str, Any]) -> dict[str, Any]:
    """Problems have their own media type; settings come with their ETag."""
    document = deepcopy(raw)
    for path in document["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            for response in (one for status, one in responses.items() if int(status) >= 400):
                response["content"] = {"application/problem+json": response["content"]["application/json"]}
            responses["200"]["headers"] = {"ETag": _ETAG}
    return document
