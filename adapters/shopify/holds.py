"""Carrying out the hold plan: write, look again, go on until nothing is left to do."""

from collections.abc import Sequence
from typing import Any

from adapters.shopify.answers import Anything
from adapters.shopify.hold_plan import Keep, Release, next_steps
from adapters.shopify.refusals import UserErrors
from adapters.shopify.transport import GraphQL
from adapters.shopify.work import read_work
from connector.domain.storefront import HeldLine
from connector.domain.trouble import Trouble

ROUNDS = 8
"""Looks before giving up; three settle any order that nobody else is working on."""


def settle_holds(graphql: GraphQL, order_id: str, wanted: Sequence[HeldLine]) -> bool:
    """Keep back exactly the wanted units by our own holds; True when anything was written.

    A refusal may mean that somebody was quicker: the look after it tells. The same step refused twice
    in a row is raised as it is; an order that never holds still is tried again later.
    """
    changed = False
    refused: UserErrors | None = None
    before: Sequence[Release] | Sequence[Keep] = ()
    for _ in range(ROUNDS):
        steps = next_steps(read_work(graphql, order_id)[0], wanted)
        if not steps:
            return changed
        if refused and steps == before:
            raise refused
        before, refused = steps, None
        for step in steps:
            try:
                _carry_out(graphql, step)
                changed = True
            except UserErrors as error:
                refused = error
    # Without a time to come again: Shopify did not ask for quiet, and other orders need none.
    raise Trouble("the order's fulfilment orders do not hold still")


def _carry_out(graphql: GraphQL, step: Release | Keep) -> None:
    if isinstance(step, Release):
        graphql.ask("ReleaseWork", Anything, id=step.work_id, holdIds=list(step.hold_ids))
    else:
        graphql.ask("HoldWork", Anything, id=step.work_id, fulfillmentHold=_hold_input(step))


def _hold_input(step: Keep) -> dict[str, Any]:
    given: dict[str, Any] = {
        "reason": "INVENTORY_OUT_OF_STOCK",
        "reasonNotes": step.note,
        "handle": step.handle,
        "notifyMerchant": False,
    }
    if step.parts:
        given["fulfillmentOrderLineItems"] = [{"id": line, "quantity": units} for line, units in step.parts]
    return given
