"""The whole story, and its end: 0 when every line was found at the stores, else 1."""

import time

from rich.console import Console

from app.demo import shelf_act, shopify_act, woocommerce_act
from app.demo.stage import built
from app.demo.teller import Otherwise


def tell() -> int:
    """Told on standard output. Leaves nothing behind."""
    console, began = Console(), time.monotonic()
    console.print("Every ✓ is read back from the stores' own state or from the mail server.")
    try:
        with built(console) as stage:
            first = shopify_act.Act(stage)
            first.play()
            woocommerce_act.Act(stage).play()
            shelf_act.Act(stage, first.berlin).play()
    except Otherwise as otherwise:
        console.print(f"[red]✗[/red] {otherwise}", highlight=False, markup=True)
        return 1
    console.rule(f"The story ends well, after {time.monotonic() - began:.0f} seconds", align="left")
    return 0
