"""A big store in a process of its own: `python -m sandbox.big PLATFORM PRODUCTS ORDERS FOLDER`.

Prints one line of JSON that says how to get in, and serves until its input closes. Each product has one
unit; each order wants two of one product, so it owes at least one.
"""

import json
import sys
from pathlib import Path

from sandbox.shopify import ShopifySandbox
from sandbox.woocommerce import WooSandbox

TOKEN = "shpat_of_the_big_shop"
KEY, SECRET = "ck_of_the_big_store", "cs_of_the_big_store"
CLIENT_SECRET = "a-client-secret-of-more-than-32-bytes"


def shopify(products: int, orders: int, _folder: Path) -> dict[str, str]:
    """A shop of the largest plan: how many points a second it has is another test's matter."""
    box = ShopifySandbox(CLIENT_SECRET)
    shop = box.add_shop("big", token=TOKEN)
    shop.bucket.maximum, shop.bucket.restore_rate = 40_000, 4_000
    berlin = shop.add_location("Berlin")
    goods = [
        shop.add_product(f"Lamp {n}", sku=f"L{n}", price="10.00", stock={berlin: 1}) for n in range(products)
    ]
    for n in range(orders):
        shop.place_order([(goods[n * 7 % products], 2)], routing="now", email=f"b{n}@example.com")
    return {"base_url": box.start(), "shop": "big", "token": TOKEN, "client_secret": CLIENT_SECRET}


def woocommerce(products: int, orders: int, folder: Path) -> dict[str, str]:
    """Simple products only."""
    box = WooSandbox(tls_folder=folder)
    store = box.add_store("big", key=KEY, secret=SECRET)
    goods = [
        store.add_product(f"Lamp {n}", sku=f"L{n}", stock=1, backorders="notify") for n in range(products)
    ]
    for n in range(orders):
        store.place_order([(goods[n * 7 % products], 2)], status="processing", email=f"b{n}@example.com")
    box.start()
    return {"url": store.url, "key": KEY, "secret": SECRET, "ca_file": str(box.ca_file)}


BUILT = {"shopify": shopify, "woocommerce": woocommerce}


def main(platform: str, products: int, orders: int, folder: Path) -> None:
    """Build it, say so, serve."""
    print(json.dumps(BUILT[platform](products, orders, folder)), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
