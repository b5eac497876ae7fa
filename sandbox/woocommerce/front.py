"""What stands in front of the store: sites are not always what an address promises."""

from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

HTML = "<!doctype html><title>{0}</title><h1>{0}</h1>"


@dataclass(slots=True)
class Front:
    """`redirect_to`: another site (scheme and host) that every request is sent on to, its path kept.

    `home`: what the index says of where the store lives; empty: the truth. `handed_over`: fields of the
    keys' callback that are not what they should be.
    """

    redirect_to: str = ""
    home: str = ""
    wordpress: bool = True
    woocommerce: bool = True
    plain_permalinks: bool = False
    closed: bool = False
    callback_seconds: float = 60.0
    handed_over: dict[str, object] = field(default_factory=dict)


def instead(front: Front, request: Request) -> Response | None:
    """The answer that takes the place of the store's own; None when the store is to answer."""
    if front.redirect_to:
        target = front.redirect_to + request.full_path.rstrip("?")
        return Response("", 301, {"Location": target}, mimetype="text/html")
    if not front.wordpress:
        return page(200 if request.path == "/" else 404, "Lamps since 1928")
    # Without rewritten addresses neither the API nor the grant's pages are where they should be.
    if front.plain_permalinks and "rest_route" not in request.args:
        return page(404, "Page not found")
    if front.closed and request.path.startswith("/wp-json"):
        return page(403, "Forbidden")
    return None


def page(status: int, title: str) -> Response:
    """A web page that says one thing."""
    return Response(HTML.format(title), status, mimetype="text/html")
