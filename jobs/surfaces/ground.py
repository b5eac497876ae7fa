"""What every look at a place is handed, and what it hands back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

import requests

from adapters.outgoing import Sender
from connector.domain.storefront import Storefront
from connector.domain.surfaces import Differs, Form, Gap
from connector.domain.trouble import Trouble
from connector.ledger.stores import Store
from connector.letters.language import TEXTS
from jobs.surfaces.visible import lines_of
from jobs.workshop import Workshop

FOUND: Final = 200
FORMS: Final[Mapping[str, Form]] = {
    name: Form(*texts["offer_on"].split("{day}", 1)) for name, texts in TEXTS.items()
}
"""Our sentence before a purchase, by language."""

Board = Callable[[str, date, date], str]
"""How the board says a day: language, the date on which it is said, the day."""


class Unseen(NamedTuple):
    """A place that could not be looked at, and why. `about`: the listing or order; "": the whole of it."""

    about: str
    surface: str
    why: str


@dataclass
class Seen:
    """What was found so far. `lines`: of orders, that were looked at."""

    differs: list[Differs] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """One store. `front`: None where the shop does not let us in; that is said once."""

    workshop: Workshop
    store: Store
    front: Storefront | None
    sender: Sender
    switches: frozenset[str]
    board: Board

    def page(self, url: str, **asked: str) -> list[str]:
        """The lines of a page that people read. Raises Trouble for whatever is no such page."""
        return lines_of(self.get(url, **asked).text)

    def get(self, url: str, **asked: str) -> requests.Response:
        """The answer of a public address. Raises Trouble for anything but a 200."""
        found = self.sender.send("GET", url, params=asked)
        if found.status_code != FOUND:
            raise Trouble(f"HTTP {found.status_code}")
        found.encoding = found.encoding if "charset" in found.headers.get("Content-Type", "") else "utf-8"
        return found

    def ours(self, path: str) -> str:
        """An address of this store at our door for buyers, as the world reaches it."""
        return f"{self.workshop.settings.public_url.rstrip('/')}/storefront/v1/{self.store.public_key}/{path}"


def first(gaps: Iterable[Gap]) -> Gap | None:
    """One disagreement of a place is enough to name it."""
    return next(iter(gaps), None)
