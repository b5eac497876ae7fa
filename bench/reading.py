"""reading: the first reading of 20,000 products and 5,000 open orders; how long, and how much memory."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

PRODUCTS, ORDERS = 20_000, 5_000


def run() -> None:
    for platform in ("shopify", "woocommerce"):
        with TemporaryDirectory() as folder, big_store(platform, PRODUCTS, ORDERS, folder) as told:
            command = [sys.executable, "-m", "bench.reading_child", json.dumps(told), folder]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"bench reading-{platform} items={found['items']} orders={found['orders']} "
                f"seconds={found['seconds']:.0f} peak={found['peak']:.0f}MB before={found['before']:.0f}MB",
                flush=True,
            )


@contextmanager
def big_store(platform: str, products: int, orders: int, folder: str) -> Iterator[dict[str, Any]]:
    """It is a process of its own, so that its memory is not counted as ours."""
    command = [sys.executable, "-m", "sandbox.big", platform, str(products), str(orders), folder]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.communicate(timeout=20)
