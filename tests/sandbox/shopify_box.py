"""A furnished sandbox for the tests of this folder: one shop, one shelf, one client."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from sandbox.shopify import ShopifySandbox

SECRET = "a-client-secret-of-more-than-32-bytes"
TOKEN = "shpat_of_the_demo_shop"


class Box:
    """The sandbox, its shop `demo-lamps`, a location in Berlin and a lamp of which three are there."""

    def __init__(self, **options: Any) -> None:
        self.sandbox = ShopifySandbox(SECRET, **options)
        self.shop = self.sandbox.add_shop("demo-lamps", token=TOKEN, name="Demo Lamps")
        self.berlin = self.shop.add_location("Berlin")
        self.lamp = self.shop.add_product(
            "Walnut Lamp", sku="LAMP", price="80.00", stock={self.berlin: 3}, cost="31.00"
        )
        self.session = requests.Session()

    def post(
        self, query: str, variables: dict[str, Any] | None = None, token: str = TOKEN
    ) -> requests.Response:
        """One call over HTTP."""
        return self.session.post(
            f"{self.sandbox.base_url}/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables or {}},
            headers={"X-Shopify-Access-Token": token},
            timeout=5,
        )

    def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of a call that must succeed."""
        body = self.post(query, variables).json()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data


@contextmanager
def open_box(**options: Any) -> Iterator[Box]:
    """A box that listens, and is closed afterwards."""
    box = Box(**options)
    box.sandbox.start()
    try:
        yield box
    finally:
        box.session.close()
        box.sandbox.stop()
