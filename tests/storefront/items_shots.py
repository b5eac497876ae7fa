"""Pictures of the page of items that take longer: `python -m tests.storefront.items_shots [FOLDER]`.

Without a folder docs/screens. A desk and a phone, light and dark, in English and Japanese.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Route
from sqlalchemy import update

from connector.ledger.engine import Ledger
from connector.ledger.items import Item, Listing
from connector.migrations import upgrade
from tests.conftest import settings_for
from tests.desk.shop import NOW, ShopKeeper, keeper
from tests.pages.browsers import DESK, PHONE, chromium_running, served, window
from tests.pages.house import built
from tests.pages.shots import FOLDER, picture

GOODS = (("Walnut lamp", 12, 14_900), ("Linen shade", 20, 5_900), ("Oak stool", 45, 21_000))
HERE = (("Beech lamp", 6, 9_900), ("Paper shade", 9, 2_400))
LAMP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#b9834b"
d="M3 1h2l1.5 3h-5zM3.8 4h.4v2.5h-.4zM2.7 6.5h2.6v.5H2.7z"/></svg>"""


@contextmanager
def shop() -> Iterator[str]:
    """The address of the page, in a shop where three of five items are waited for."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder) / 'shots.sqlite3'}")
        upgrade(ledger.engine)
        with built(settings_for(ledger.url, "redis://127.0.0.1:1/0"), ledger) as house:
            house.clock.ahead = NOW - house.clock()
            key = furnish(keeper(ledger))
            with served(house.app) as root:
                yield f"{root}/storefront/v1/{key}/items"
        ledger.close()


def furnish(mine: ShopKeeper) -> str:
    store = mine.open("Lamps of Portland", settings={"lead_days": 60, "handling_days": 0})
    mine.switch_on(store, "storefront")
    for name, number, price in (*GOODS, *HERE):
        ref = name.partition(" ")[0].lower()
        item_id = mine.stock(store, ref, 0 if (name, number, price) in GOODS else number, title=name)
        if (name, number, price) in GOODS:
            mine.expect(item_id, 5, NOW.date() + timedelta(days=number))
        page = f"https://lamps.example/products/{ref}"
        told = {"visible": True, "price": price, "url": page, "image_url": f"https://cdn.example/{ref}.svg"}
        mine_only = Listing.account_id == mine.account_id
        with mine.ledger.writing() as unit:
            kind = {"category": name.rpartition(" ")[2]}
            unit.execute(update(Listing).where(mine_only, Listing.ref == ref).values(**told, **kind))
            yes = {"featured": "yes"}
            unit.execute(
                update(Item).where(Item.account_id == mine.account_id, Item.id == item_id).values(**yes)
            )
    return store.public_key


def draw(route: Route) -> None:
    """The shop's pictures lie elsewhere: nothing of this goes out."""
    route.fulfill(status=200, content_type="image/svg+xml", body=LAMP)


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    taken: list[Path] = []
    for size in (DESK, PHONE):
        for light, language in (("light", "en"), ("dark", "ja")):
            with window(browser, size, color_scheme=light) as context:
                page = context.new_page()
                page.route("https://cdn.example/**", draw)
                page.goto(f"{address}?lang={language}", wait_until="networkidle")
                taken.append(folder / f"items-that-take-longer-{language}-{size[0]}-{light}.png")
                picture(page, taken[-1])
    return taken


def main(folder: Path) -> int:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with shop() as address, chromium_running() as browser:
        taken = take(browser, address, folder)
    kilobytes = sum(path.stat().st_size for path in taken) // 1024
    print(f"{len(taken)} pictures in {folder}, {kilobytes} kB in all")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
