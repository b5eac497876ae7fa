"""Where the file of a bulk query lies: its address is the key to it, and it is given in ranges only."""

from collections.abc import Iterable

from werkzeug.wrappers import Request, Response

from sandbox.shopify.bulk import operations
from sandbox.shopify.store import ShopState

FILES = "/bulk/"


def part(shops: Iterable[ShopState], request: Request) -> Response:
    """The bytes that the Range header asks for."""
    known = (one for shop in shops for one in operations(shop))
    found = next((one for one in known if request.path == f"{FILES}{one.key}.jsonl"), None)
    wanted = request.range.range_for_length(len(found.written)) if found and request.range else None
    if found is None or wanted is None:
        return Response("Not Found", 404)
    return Response(bytes(found.written[slice(*wanted)]), 206, mimetype="application/jsonl")
