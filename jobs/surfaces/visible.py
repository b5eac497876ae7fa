"""What a person reads of a page: its text in lines, without what browsers do not show."""

from html.parser import HTMLParser
from typing import Final

UNSEEN: Final = frozenset(("script", "style", "template", "head", "select", "textarea"))
INLINE: Final = frozenset(("a", "b", "bdi", "em", "i", "mark", "small", "span", "strong", "time", "u"))
"""Text on both sides of these is one line."""
ALONE: Final = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
"""They have no end, and hide nothing."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._within, self._depth = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._within:
            self._depth += tag == self._within
        elif tag in UNSEEN or (tag not in ALONE and any(name == "hidden" for name, _ in attrs)):
            self._within, self._depth = tag, 1
        elif tag not in INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._within:
            self._depth -= tag == self._within
            self._within = self._within if self._depth else ""
        elif tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._within:
            # A break in the source is a blank on the page.
            self.parts.append(" ".join(data.split("\n")))


def lines_of(html: str) -> list[str]:
    """In reading order, none of them empty."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [line for part in "".join(reader.parts).split("\n") if (line := " ".join(part.split()))]
