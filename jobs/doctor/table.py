"""Every check there is, in the order in which a round makes them. A later feature adds its own."""

from collections.abc import Mapping
from typing import Final

from jobs.doctor import (
    address,
    backlog,
    below_zero,
    given_up,
    holds,
    opens,
    record,
    sender,
    shipped,
    standing_still,
    tags,
    webhooks,
)
from jobs.doctor.check import Check, OrderCheck

CHECKS: Final[tuple[Check, ...]] = (
    opens.CHECK,
    webhooks.CHECK,
    address.CHECK,
    sender.CHECK,
    *given_up.CHECKS,
    backlog.CHECK,
    standing_still.CHECK,
    below_zero.CHECK,
)
ORDER_CHECKS: Final[tuple[OrderCheck, ...]] = (holds.CHECK, tags.CHECK, record.CHECK, shipped.CHECK)

EVERY: Final[tuple[Check | OrderCheck, ...]] = (*CHECKS, *ORDER_CHECKS)
BY_RULE: Final[Mapping[str, Check | OrderCheck]] = {rule: check for check in EVERY for rule in check.rules}
