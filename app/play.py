"""The sandbox process of `connector run`: two shops that live, a mail server, both shops attached.

What it holds is in memory. When it dies, the run begins again with a fresh ledger.
"""

import json
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import requests
import structlog

from app.machine import Ports
from connector.config import Settings
from connector.domain.roles import Role
from connector.domain.trouble import Trouble
from connector.ledger import locks, stores, visits
from connector.ledger.stores import EFFECTS_AT, Store
from jobs import attaching, posting
from jobs.desk import peopling, switching
from jobs.ring import Doorbell
from jobs.workshop import Workshop, open_workshop
from sandbox.mailbox import Mailbox
from sandbox.shopify import Shop, ShopifySandbox, ShopKeeper, furnish
from sandbox.woocommerce import StoreKeeper, WooSandbox, WooStore

CLIENT_SECRET = "the-sandbox-app-has-this-client-secret"  # noqa: S105  opens nothing but the sandbox
WHO = "connector run"
OWNER = "owner@localhost"
LETTER_DELAY_SECONDS = 5
DOOR_SECONDS = 30.0
FIRST_ORDERS = 6
GOODS = (
    ("Walnut Desk Lamp", "LAMP-WALNUT", "89.00", 3),
    ("Paper Lantern", "LANTERN-PAPER", "19.50", 4),
    ("Ceramic Table Lamp", "LAMP-CERAMIC", "64.00", 1),
)
"""Title, SKU, price, units at the beginning of the WooCommerce store."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Town:
    """Both platforms and the mail server, serving."""

    shopify: ShopifySandbox
    woocommerce: WooSandbox
    mailbox: Mailbox
    shop: Shop
    store: WooStore


def open_town(stack: ExitStack, ports: Ports, tls_folder: Path, mail_folder: Path | None = None) -> Town:
    """One shop on each platform, listening; closed by the stack. Raises OSError when a port is taken.

    `mail_folder`: where each letter is laid as a text file.
    """
    shopify = ShopifySandbox(CLIENT_SECRET)
    shopify.start(ports.shopify)
    stack.callback(shopify.stop)
    woocommerce = WooSandbox(tls_folder=tls_folder)
    shop = shopify.add_shop("lamps", token="shpat_sandbox", name="Lamps of Berlin")  # noqa: S106
    shop.online_store = shopify.base_url
    store = woocommerce.add_store("Lantern House", key="ck_sandbox", secret="cs_sandbox")  # noqa: S106
    woocommerce.start(ports.woocommerce)
    stack.callback(woocommerce.stop)
    mailbox = Mailbox(ports.mail, mail_folder)
    mailbox.start()
    stack.callback(mailbox.stop)
    return Town(shopify, woocommerce, mailbox, shop, store)


def go_live(town: Town) -> None:
    """From now on webhooks leave by themselves."""
    town.shopify.webhooks.mode = "live"
    town.woocommerce.go_live()


def attach(workshop: Workshop, town: Town) -> tuple[Store, Store]:
    """Both stores attached to the account "main", as an operator would by command."""
    shop = attaching.attach_shopify(workshop, "main", town.shop.handle, "shpat_sandbox", CLIENT_SECRET)
    store = attaching.attach_woocommerce(workshop, "main", town.store.url, "ck_sandbox", "cs_sandbox")
    ring(workshop)
    return shop, store


def paste_script(workshop: Workshop, store: WooStore, kept: Store) -> None:
    """What a merchant without the plugin pastes into the theme: product pages say the date."""
    address = f"{workshop.settings.public_url.rstrip('/')}/storefront/v1/{kept.public_key}/widget.js"
    store.head_html = f'<script src="{address}" defer></script>'


def wait_for_first_look(workshop: Workshop, kept: Store, seconds: float = DOOR_SECONDS) -> None:
    """Until every open order of the store was read once. Raises Trouble."""

    def looked() -> bool:
        with workshop.ledger.reading() as unit:
            return stores.get(unit, kept.account_id, kept.id).looked_at is not None

    wait_for(looked, f"the first look at {kept.name}", seconds)


def switch_all_on(workshop: Workshop, kept: Store, letter_delay_seconds: int) -> None:
    """What a merchant does on the store's page: every effect that there is, for orders from now on."""
    now = workshop.clock()
    with workshop.ledger.writing() as unit:
        row = locks.store(unit, kept.account_id, kept.id)
        # A lead time counts before the purchase only when somebody stated it.
        stated = {"letter_delay_seconds": letter_delay_seconds, "lead_days": stores.SETTINGS["lead_days"]}
        row.settings = {**row.settings, **stated}
        for effect in EFFECTS_AT[kept.platform]:
            switching.turn_on(unit, kept.account_id, kept.id, effect, WHO, now)
    # The platforms stamp orders with whole seconds: the next second is surely not older than the switch.
    time.sleep(1.0 - now.microsecond / 1_000_000 + 0.05)


def let_owner_in(workshop: Workshop) -> str:
    """The owner of the account, and a link that signs them in once."""
    with workshop.ledger.writing() as unit:
        now = workshop.clock()
        owner = peopling.admit(unit, "main", OWNER, Role.OWNER, WHO, now)
        return posting.link(workshop, visits.make_link(unit, owner, now))


def ring(workshop: Workshop) -> None:
    """Wake the workers of both lanes."""
    bell = Doorbell(workshop.settings)
    for lane in ("intake", "effects"):
        bell.ring(lane)


def wait_for_door(url: str, seconds: float = DOOR_SECONDS) -> None:
    """Until the web process answers. Raises Trouble."""
    wait_for(lambda: door_answers(url), f"the web process at {url}", seconds)


def door_answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2.0).ok
    except requests.RequestException:
        return False


def wait_for(true: Callable[[], bool], what: str, seconds: float) -> None:
    """Raises Trouble when it does not come true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise Trouble(f"{what} is not there after {seconds:g} seconds")
        time.sleep(0.1)


def serve(ports: Ports, tls_folder: Path, mail_folder: Path, ready: Path) -> None:
    """Play until SIGTERM or SIGINT. Writes the stores' names to `ready` once all is attached."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    workshop = open_workshop(Settings())
    with ExitStack() as stack:
        town = open_town(stack, ports, tls_folder, mail_folder)
        furnish(town.shop)
        for title, sku, price, units in GOODS:
            town.store.add_product(title, sku=sku, price=price, stock=units, backorders="notify")
        town.shopify.online.app_url = workshop.settings.public_url
        wait_for_door(workshop.settings.public_url)
        go_live(town)
        attached = attach(workshop, town)
        paste_script(workshop, town.store, attached[1])
        for kept in attached:
            wait_for_first_look(workshop, kept)
            switch_all_on(workshop, kept, LETTER_DELAY_SECONDS)
        _open_for_business(stack, town)
        names = {"shopify": town.shop.domain, "woocommerce": town.store.url}
        ready.write_text(json.dumps({**names, "link": let_owner_in(workshop)}))
        told.wait()


def _open_for_business(stack: ExitStack, town: Town) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    shopkeeper, storekeeper = ShopKeeper(town.shop, seed=seed), StoreKeeper(town.store, 8.0, seed)
    # The first board should not be empty.
    for _ in range(FIRST_ORDERS):
        shopkeeper.order()
        storekeeper.step()
    shopkeeper.announce_goods()
    for keeper in (shopkeeper, storekeeper):
        keeper.start()
        stack.callback(keeper.stop)
