"""What left for the platforms."""

import re
from pathlib import Path

import adapters.shopify
from tests.world import World

OPERATIONS = Path(adapters.shopify.__file__).with_name("operations")
MUTATIONS = frozenset(
    path.stem
    for path in OPERATIONS.glob("*.graphql")
    if re.search(r"^mutation ", path.read_text(), re.MULTILINE)
)
NO_CHANGES = ("Subscription", "webhooks", "BulkRun")
"""Attaching a store registers our webhooks, which is asked for by whoever attaches it; and a query in bulk is
begun by a mutation."""


def writes(here: World) -> list[str]:
    """What was to change something at a platform, but for our own webhooks."""
    asked = [one.operation for one in here.shopify.log if one.operation in MUTATIONS]
    posted = [f"{one.method} {one.path}" for one in here.woo.log if one.method not in ("GET", "HEAD")]
    return [name for name in [*asked, *posted] if name and not any(word in name for word in NO_CHANGES)]
