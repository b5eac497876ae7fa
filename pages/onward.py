"""Where somebody goes after signing in: a page of this board, never of anybody else's."""

import re
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 500
_ONE_SLASH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""Browsers read "//evil" and "/\\evil" as another host, and drop line breaks and tabs before they look."""


def safe(asked: str) -> str:
    """The address if it is a path of ours, else the first page."""
    if len(asked) > LONGEST or not _ONE_SLASH.fullmatch(asked):
        return "/"
    parts = urlsplit(asked)
    return "/" if parts.scheme or parts.netloc else asked
