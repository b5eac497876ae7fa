"""Pictures of a WooCommerce product page with the script: `python -m tests.storefront.woo_shots [FOLDER]`.

Without a folder docs/screens. A desk and a phone, light and dark: product, cart; and in Japanese.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from connector.ledger.engine import Ledger
from connector.migrations import upgrade
from tests.conftest import settings_for
from tests.pages.browsers import DESK, PHONE, chromium_running
from tests.pages.shots import FOLDER, picture
from tests.storefront.woo_town import Town, woo_town

NAMES = {"en": ("woocommerce-product", "Walnut Lamp"), "ja": ("woocommerce-product-ja", "くるみのランプ")}


@contextmanager
def furnished() -> Iterator[Town]:
    """A shop whose one lamp is sold, and whose next ones are on their way."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'shots.sqlite3'}")
        upgrade(ledger.engine)
        settings = settings_for(ledger.url, "redis://127.0.0.1:1/0")
        with woo_town(settings, Path(folder), "Lamps of Portland") as made:
            made.woo.place_order([(made.lamp, 1)], paid=True)
            made.expect_goods(5, made.today + timedelta(days=9))
            yield made
        ledger.close()


def take(browser: Browser, here: Town, folder: Path) -> list[Path]:
    """One picture for each page, size and light."""
    taken: list[Path] = []
    for size in (DESK, PHONE):
        for light in ("light", "dark"):
            for language, (name, title) in NAMES.items():
                here.woo.speak(language)
                here.woo.edit(here.lamp, name=title)
                with here.shopper(browser, size, color_scheme=light) as page:
                    page.locator(".backorder-date").wait_for()
                    taken.append(folder / f"{name}-{size[0]}-{light}.png")
                    picture(page, taken[-1])
                    if language == "en":
                        page.get_by_role("button", name="Add to cart").click()
                        taken.append(folder / f"woocommerce-cart-{size[0]}-{light}.png")
                        picture(page, taken[-1])
    return taken


def main(folder: Path) -> int:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with furnished() as here, chromium_running() as browser:
        taken = take(browser, here, folder)
    kilobytes = sum(path.stat().st_size for path in taken) // 1024
    print(f"{len(taken)} pictures in {folder}, {kilobytes} kB in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
