"""A WooCommerce in a box in a process of its own, so that its work is not counted as ours.

`python -m bench.platform FOLDER ORDERS` prints one line of JSON and serves until its input closes.
"""

import json
import sys
from pathlib import Path

from sandbox.woocommerce import WooSandbox

KEY, SECRET = "ck_bench", "cs_bench"


def main(folder: Path, orders: int) -> None:
    box = WooSandbox(tls_folder=folder)
    store = box.add_store("bench", key=KEY, secret=SECRET)
    box.start()
    lamp = store.add_product("Lamp", sku="LAMP", price="10.00", stock=orders // 2, backorders="notify")
    placed = [store.place_order([(lamp, 1)], status="processing", paid=True) for _ in range(orders)]
    told = {"url": store.url, "ca_file": str(box.ca_file), "orders": [order.id for order in placed]}
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    box.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
