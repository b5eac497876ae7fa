"""Privacy requests as platforms send them, and as a merchant makes them on our page."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

import requests

from connector.ledger.stores import Store
from jobs.desk import privacy as desk
from tests.world import CLIENT_SECRET, World


def shopify_says(here: World, topic: str, shop: str, sender: str = "", **body: Any) -> requests.Response:
    """One signed delivery of Shopify's; `sender`: what the unsigned header says, if something else."""
    raw = json.dumps({"shop_id": 1, "shop_domain": shop, **body}).encode()
    signature = base64.b64encode(hmac.digest(CLIENT_SECRET.encode(), raw, hashlib.sha256)).decode()
    said = {
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": sender or shop,
        "X-Shopify-Webhook-Id": secrets.token_hex(8),
    }
    return requests.post(f"{here.door_url}/webhooks/shopify", data=raw, headers=said, timeout=5)


def person_asks(here: World, store: Store, kind: str, whom: str) -> int:
    """As the page does. Returns the request."""
    with here.ledger.writing() as unit:
        made = desk.ask(here.workshop, unit, store.account_id, store.id, whom, kind, "Ada")
    here.work()
    return made.id
