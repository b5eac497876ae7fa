"""How the story is told: a line for what happens, a tick for what was found, an end when it was not."""

import time
from collections.abc import Callable
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

WAIT_SECONDS: Final = 40.0
LOOK_SECONDS: Final = 0.15


class Otherwise(Exception):
    """The stores do not show what the story says."""

    def __init__(self, what: str, expected: object, found: object) -> None:
        super().__init__(f"{what}: expected {expected!r}, found {found!r}")


class Teller:
    """`look_around` is called while waiting: it keeps the programs running."""

    def __init__(self, console: Console, look_around: Callable[[], None]) -> None:
        self._console, self._look_around = console, look_around

    def act(self, title: str) -> None:
        self._console.rule(f"[bold]{escape(title)}[/bold]", align="left")

    def say(self, line: str) -> None:
        """Something that a person does."""
        self._indented(2, Text(line))

    def quote(self, text: str) -> None:
        """Words as they were found."""
        for line in text.strip().splitlines():
            self._indented(6, Text(line, style="dim italic"))

    def sees(
        self, what: str, expected: object, look: Callable[[], Any], seconds: float = WAIT_SECONDS
    ) -> None:
        """Wait until `look` finds the expected; then say so. Raises Otherwise."""
        self.meets(what, expected, look, lambda found: bool(found == expected), seconds)
        self.found(what)

    def meets(
        self,
        what: str,
        expected: object,
        look: Callable[[], Any],
        fits: Callable[[Any], bool],
        seconds: float = WAIT_SECONDS,
    ) -> Any:
        """Wait until what `look` finds fits, and return it. Raises Otherwise."""
        until = time.monotonic() + seconds
        with self._console.status(f"waiting: {escape(what)}"):
            while not fits(found := look()):
                if time.monotonic() > until:
                    raise Otherwise(what, expected, found)
                self._look_around()
                time.sleep(LOOK_SECONDS)
        return found

    def found(self, what: str) -> None:
        self._indented(4, Text.assemble(("✓ ", "green"), what))

    def _indented(self, columns: int, text: Text) -> None:
        """A long line goes on below its own beginning, not below the margin."""
        self._console.print(Padding(text, (0, 0, 0, columns), expand=False))
