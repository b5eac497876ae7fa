"""Pictures of the pages for the documentation: `python -m tests.pages.shots [FOLDER]`; else docs/screens.

A desk and a phone, light and dark, over the seeded board: of each page its first screen.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from connector.ledger.engine import Ledger
from connector.migrations import upgrade
from tests.conftest import settings_for
from tests.desk.shop import keeper
from tests.pages.browsers import DESK, PHONE, chromium_running, served, window
from tests.pages.house import built
from tests.pages.seeded import seed
from tests.pages.test_every_page import Site

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SHOWN = {
    "board": "/",
    "order": "/orders/{order}",
    "settings": "/stores/{store}/settings",
    "doctor": "/doctor",
}
"""Name of the picture, and the page."""


@contextmanager
def site() -> Iterator[tuple[Site, dict[str, int]]]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'shots.sqlite3'}")
        upgrade(ledger.engine)
        with built(settings_for(ledger.url, "redis://127.0.0.1:1/0"), ledger) as house:
            ids = seed(keeper(ledger))
            with served(house.app) as root:
                yield Site(house, root, []), ids
        ledger.close()


def take(browser: Browser, here: Site, ids: dict[str, int], folder: Path) -> list[Path]:
    """One picture for each page, size and light."""
    taken: list[Path] = []
    for size in (DESK, PHONE):
        for light in ("light", "dark"):
            with window(browser, size, color_scheme=light) as context:
                page = here.let_in(context)
                for name, rule in SHOWN.items():
                    page.goto(f"{here.root}{rule.format(**ids)}")
                    taken.append(folder / f"{name}-{size[0]}-{light}.png")
                    picture(page, taken[-1])
    return taken


def picture(page: Page, path: Path) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, animations="disabled", caret="hide")


def main(folder: Path) -> int:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with site() as (here, ids), chromium_running() as browser:
        taken = take(browser, here, ids, folder)
    kilobytes = sum(path.stat().st_size for path in taken) // 1024
    print(f"{len(taken)} pictures in {folder}, {kilobytes} kB in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
