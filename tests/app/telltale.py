"""A process of its own that does what can go wrong with secrets in hand, and says everything it can say.

`python -m tests.app.telltale FOLDER REDIS_URL`: its log is at its most talkative; pages, mail, the ledger and
Redis are printed as they are at the end. Whoever started it looks for what must not be there.
"""

import logging
import sys
from pathlib import Path

from pydantic import SecretStr
from redis import Redis
from rq.job import Job

from app import logs
from app.web import create_app
from connector.domain.trouble import BadInput, Trouble
from connector.ledger.engine import Ledger
from connector.ledger.tasks import LANES
from connector.migrations import upgrade
from jobs import attaching
from jobs.ring import Doorbell
from tests.conftest import settings_for
from tests.flows import everywhere
from tests.flows.asking import person_asks, shopify_says
from tests.world import CLIENT_SECRET, World, world

HANDLE = "telltale"
SMTP_PASSWORD = "smtp-password-of-telltale"
EMAIL = "quirina@buyers.example"
SECRETS = (f"shpat_{HANDLE}", f"cs_{HANDLE}", CLIENT_SECRET, SMTP_PASSWORD, "shpat_wrong", "cs_wrong")
"""Each is given to the process in the place where a real one would be."""


def main(folder: Path, redis_url: str) -> None:
    """Everything below prints; nothing is caught that the product itself would not catch."""
    logs.configure(level=logging.DEBUG)
    url = f"sqlite:///{folder / 'ledger.sqlite3'}"
    ledger = Ledger(url)
    upgrade(ledger.engine)
    ledger.close()
    with world(settings_for(url, redis_url), folder) as here:
        wrong_keys(here)
        shop, store = here.add_shop(HANDLE)
        woo, kept = here.add_woo(HANDLE)
        lamp = shop.add_product("Lamp", sku="LAMP", price="10.00", stock={shop.add_location("Berlin"): 1})
        shop.place_order([(lamp, 3)], routing="now", email=EMAIL)
        woo.place_order([(woo.add_product("Book", sku="B", stock=0, backorders="notify"), 1)], email=EMAIL)
        mail_that_refuses(here)
        here.settle()
        shopify_says(here, "orders/updated", store.address, id="not a number", email=EMAIL)
        person_asks(here, kept, "data_request", EMAIL)
        woo.revoke_key(f"ck_{HANDLE}")
        shop.uninstall()
        here.settle()
        pages(here)
        print(sorted(everywhere.cells(here.ledger)))
        ring(here, redis_url)


def wrong_keys(here: World) -> None:
    """Keys that do not open their store are told, and not which they were."""
    here.shopify.add_shop("elsewhere", token="shpat_right")
    shelf = here.woo.add_store("elsewhere", key="ck_right", secret="cs_right")
    for attach in (
        lambda: attaching.attach_shopify(here.workshop, "main", "elsewhere", "shpat_wrong", CLIENT_SECRET),
        lambda: attaching.attach_woocommerce(here.workshop, "main", shelf.url, "ck_wrong", "cs_wrong"),
    ):
        try:
            attach()
        except (Trouble, BadInput) as error:
            print(repr(error), error)


def mail_that_refuses(here: World) -> None:
    """The mail server knows no password: the first letters fail."""
    told = here.workshop.settings
    server = told.smtp_url.get_secret_value().removeprefix("smtp://")
    wrong = SecretStr(f"smtp://connector:{SMTP_PASSWORD}@{server}")
    here.workshop.settings = told.model_copy(update={"smtp_url": wrong})
    here.settle()
    here.workshop.settings = told


def pages(here: World) -> None:
    """What strangers are shown: the way in, and errors."""
    app = create_app(here.workshop)
    with app.test_client() as client:
        for address in ("/", "/stores", "/nowhere", "/signin", "/start", "/readyz", "/stores/1/leave"):
            answer = client.get(address)
            print(address, answer.status_code, answer.headers, answer.text)
    app.extensions["acceptor"].close()


def ring(here: World, redis_url: str) -> None:
    """Jobs as RQ keeps and describes them."""
    bell, server = Doorbell(here.workshop.settings), Redis.from_url(redis_url)
    for lane in LANES:
        bell.open_gate(lane)
        bell.ring(lane)
    keys = sorted(server.scan_iter("rq:job:*"))
    for key in keys:
        job = Job.fetch(key.decode().removeprefix("rq:job:"), connection=server)
        print("job", job.description, job.args, job.kwargs, job.meta)
    print(sorted(everywhere.keys(redis_url)))
    server.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
