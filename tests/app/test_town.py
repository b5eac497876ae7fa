"""The sandbox of `connector run` lives: what is owed rises and falls, in both shops."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.shopify import ShopifySandbox, ShopKeeper, furnish
from sandbox.woocommerce import StoreKeeper, WooSandbox

STEPS = 400
"""About an hour of `connector run`."""


def shopify(seed: int) -> tuple[Callable[[], object], Callable[[], int], Callable[[], int]]:
    shop = ShopifySandbox("a-client-secret").add_shop("lamps", token="shpat_test")
    furnish(shop)
    keeper = ShopKeeper(shop, seed=seed)
    return (
        keeper.step,
        lambda: sum(keeper.owed().values()),
        lambda: sum(1 for one in keeper.placed if not one.cancelled_at and one.unfulfilled),
    )


def woocommerce(seed: int, folder: Path) -> tuple[Callable[[], object], Callable[[], int], Callable[[], int]]:
    store = WooSandbox(tls_folder=folder).add_store("Lantern House", key="ck", secret="cs")
    goods = [store.add_product(f"Lamp {at}", stock=3, backorders="notify") for at in range(3)]
    return (
        StoreKeeper(store, seed=seed).step,
        lambda: sum(max(0, -(one.quantity or 0)) for one in goods),
        lambda: sum(1 for one in store.shop.orders.values() if one.status in ("on-hold", "processing")),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("platform", ["shopify", "woocommerce"])
def test_the_queue_of_a_sandbox_shop_rises_and_falls_and_never_ends_as_one_long_wait(
    platform: str, seed: int, tmp_path: Path
) -> None:
    step, owed, open_orders = shopify(seed) if platform == "shopify" else woocommerce(seed, tmp_path)
    seen = []
    for _ in range(STEPS):
        step()
        seen.append((owed(), open_orders()))
    units, waiting = zip(*seen[STEPS // 8 :], strict=True)

    assert max(units) > 3
    assert min(units) < 3
    assert max(units) < 60
    assert max(waiting) < 40
