"""Other people's texts (titles, names) made fit to stand in one line of a letter."""

import re
import unicodedata

TITLE_LIMIT = 120
NAME_LIMIT = 60
# Embeddings, overrides and isolates would turn the sums and dates after them around.
_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINER = "\u200d"
_LINK = re.compile(r"://|@|www\.|\w\.\w{2}", re.IGNORECASE)


def plain(text: str, limit: int = TITLE_LIMIT) -> str:
    """`text` as one line of at most `limit` characters: what breaks lines is a space, the rest stays."""
    line = re.sub(" +", " ", "".join(map(_fit, text))).strip()
    return line if len(line) <= limit else _cut(line, limit - 1) + "…"


def person(name: str) -> str:
    """A buyer's name, or nothing where it carries a link.

    Whoever orders types both the name and the address: a "name" that is a link would make the shop
    mail that link to a stranger.
    """
    line = plain(name, NAME_LIMIT)
    return "" if _LINK.search(line) else line


def link(url: str) -> str:
    """An address that a letter may point to: http or https and without blanks, else nothing."""
    fits = re.fullmatch(r"https?://[^\s\x00-\x1f\x7f<>\"]+", url)
    return url if fits and url.isascii() else ""


def _fit(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    # Half a surrogate pair and what Unicode never assigns cannot be written in UTF-8 mail or XML.
    return "" if category in {"Cs", "Cn"} or char in _TURNS_TEXT else char


def _cut(line: str, length: int) -> str:
    """At most `length` characters, never in the middle of an accented letter or a joined emoji."""
    while length and (unicodedata.combining(line[length]) or _JOINER in line[length - 1 : length + 1]):
        length -= 1
    return line[:length].rstrip()
