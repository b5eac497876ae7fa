"""Shopify Flow: what a trigger is handed is kept; no workflow runs in a sandbox."""

import json
from typing import Any

from sandbox.shopify.resolvers.mutation import mutation
from sandbox.shopify.resolvers.table import Call
from sandbox.shopify.store import Refused

MOST_BYTES = 50_000


@mutation("flowTriggerReceive")
def receive(call: Call) -> dict[str, Any]:
    handle, payload = str(call.args["handle"]), dict(call.args["payload"])
    if len(json.dumps(payload).encode()) > MOST_BYTES:
        raise Refused("The payload is too large.", field=["payload"])
    call.shop.flows.append((handle, payload))
    return {}
