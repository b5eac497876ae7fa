"""The browser that asked a store to let us in: it is known again when the store sends its person back."""

import secrets
from datetime import timedelta

from flask import Response, request

from pages.presence import secure

NAME_BYTES = 32


def new_name() -> str:
    """Nobody can guess it."""
    return secrets.token_urlsafe(NAME_BYTES)


def remember(answer: Response, cookie: str, name: str, path: str, lasts: timedelta) -> Response:
    """The cookie goes to `path` and below only, also when another site leads there."""
    answer.set_cookie(
        cookie,
        name,
        max_age=int(lasts.total_seconds()),
        path=path,
        secure=secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def named(cookie: str) -> str:
    """What this browser was called when it asked; empty: it did not."""
    return request.cookies.get(cookie, "")
