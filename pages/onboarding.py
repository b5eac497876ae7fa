"""Setting up: what a new merchant does first, each step with its state and its link; gone when done."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from connector.domain.roles import May
from connector.ledger import onboarding
from jobs.doctor import sender
from pages.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is the name of its text; `link` is where it is done, empty for whoever may not do it."""

    name: str
    done: bool
    link: str


def steps(unit: Session, visitor: Visitor) -> list[Step]:
    """In the order in which they are best done; none once all of them are."""
    found = onboarding.of_account(unit, visitor.account_id, sender.RULES)
    every = url_for("board.stores")
    store = url_for("board.store", store_id=found.store_id) if found.store_id else every
    settings = url_for("board.settings", store_id=found.store_id) if found.store_id else every
    wanted = (
        ("connected", found.connected, every, May.STORES),
        ("synced", found.synced, store, May.LOOK),
        ("sender", found.sender, url_for("board.doctor"), May.STORES),
        ("lead_times", found.lead_times, f"{settings}#lead", May.SETTINGS),
        ("switches", found.switches, f"{settings}#switches", May.SETTINGS),
        ("test_order", found.test_order, store, May.LOOK),
    )
    made = [Step(name, done, link if visitor.may(leave) else "") for name, done, link, leave in wanted]
    return [] if all(step.done for step in made) else made
