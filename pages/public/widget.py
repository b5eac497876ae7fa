"""`GET /storefront/v1/<key>/widget.js`: the date on a product page of a shop that has no block of ours."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Response, json, request
from flask.typing import ResponseReturnValue

from pages.public.asked import Asked, hosted
from pages.public.headers import keep
from pages.public.routes import Route

MAX_AGE: Final = 3600
SCRIPT: Final = (Path(__file__).parent / "widget.js").read_text(encoding="utf-8")
PLACE: Final = '"{base}"'


def answer(asked: Asked) -> ResponseReturnValue:
    """The script, which knows where it came from: tools that join scripts do not keep that."""
    made = Response(of(asked), content_type="text/javascript; charset=utf-8")
    made.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    keep(made, MAX_AGE)
    made.set_etag(sha256(made.get_data()).hexdigest()[:32])
    return made.make_conditional(request)


def of(asked: Asked) -> str:
    """The script of one store."""
    base = hosted(asked.workshop, asked.store, "widget").removesuffix("/widget.js")
    return SCRIPT.replace(PLACE, json.dumps(base).replace("<", "\\u003c"))


ROUTES: Final = (Route("/widget.js", "widget", ("GET",), answer),)
