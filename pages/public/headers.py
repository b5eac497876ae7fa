"""What every answer to a buyer's browser says about itself: run nothing, frame nothing, remember nothing."""

from typing import Final

from flask import Response, request

PAGE: Final = (
    "default-src 'none'; style-src 'self'; img-src https: 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""A page of ours: one style sheet, and pictures from wherever the shop keeps them."""
NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"


def stand(response: Response) -> Response:
    """Set the headers of an answer. How long it may be kept is said by the view; unsaid, it is not."""
    kept = response.headers
    kept.setdefault("Content-Security-Policy", PAGE if response.mimetype == "text/html" else NOTHING)
    kept["X-Content-Type-Options"] = "nosniff"
    kept["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if response.status_code >= 400:
        kept["Cache-Control"] = "no-store"
    kept.setdefault("Cache-Control", "no-store")
    return response


def keep(response: Response, seconds: int, *vary: str) -> Response:
    """Whoever is between may keep it so long, apart for each value of these headers of the request."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    for name in vary:
        response.vary.add(name)
    return response


def wants_page() -> bool:
    """Whether the browser asked for a page to read; scripts ask for JSON."""
    best = request.accept_mimetypes.best_match(("application/json", "text/html"), "application/json")
    return best == "text/html"
