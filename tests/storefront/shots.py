"""Pictures of the online store for the documentation: `python -m tests.storefront.shots [FOLDER]`.

Without a folder docs/screens. A desk and a phone, light and dark: product, collection, cart; and in Japanese.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from connector.ledger.engine import Ledger
from connector.migrations import upgrade
from tests.conftest import settings_for
from tests.pages.browsers import DESK, PHONE, chromium_running
from tests.pages.shots import FOLDER, picture
from tests.storefront.high_street import Street, shopper, street

GOODS = {"LAMP": "Walnut Desk Lamp", "LANTERN": "Paper Lantern", "SHADE": "Linen Shade, 30 cm"}


@contextmanager
def furnished() -> Iterator[Street]:
    """A shop of which the lamp waits for a delivery and the lantern for the supplier."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'shots.sqlite3'}")
        upgrade(ledger.engine)
        with street(settings_for(ledger.url, "redis://127.0.0.1:1/0"), Path(folder)) as made:
            made.merchant.shop.name = "Lamps of Berlin"
            made.merchant.stock(LAMP=0, LANTERN=0, SHADE=9)
            for sku, title in GOODS.items():
                made.merchant.items[sku].product.title = title
            made.opens()
            made.coming(3, 9)
            yield made
        ledger.close()


def take(browser: Browser, here: Street, folder: Path) -> list[Path]:
    """One picture for each page, size and light."""
    shown = {
        "product": "/products/lamp",
        "product-ja": "/ja/products/lamp",
        "collection": "/",
        "cart": "/cart",
    }
    taken: list[Path] = []
    for size in (DESK, PHONE):
        for light in ("light", "dark"):
            with shopper(browser, here.root, size, color_scheme=light) as mia:
                mia.open("/products/lamp").puts_in_cart()
                for name, path in shown.items():
                    mia.open(path)
                    taken.append(folder / f"shopify-{name}-{size[0]}-{light}.png")
                    picture(mia.page, taken[-1])
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
