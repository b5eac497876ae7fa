"""The way in: signing in, installing a store, and a shop's own admin. Nobody need be signed in here."""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper

from flask import Blueprint
from flask.typing import ResponseReturnValue

from jobs.workshop import Workshop
from pages import add_woocommerce, guard, outside, shopify, signing, speech, starting
from pages.desk import Desk
from pages.turnstile import Turnstile
from pages.visitor import Visitor

View = Callable[..., ResponseReturnValue]

ROUTES: Sequence[tuple[str, str, tuple[str, ...], View]] = (
    *signing.ROUTES,
    *starting.ROUTES,
    *add_woocommerce.ROUTES,
    *shopify.ROUTES,
)
"""Address, name, methods and view; each part of the way in brings its own."""
COUNTED: frozenset[str] = signing.COUNTED | starting.COUNTED
"""Names of the routes that nobody may press too often."""
NO_TOKEN: frozenset[str] = add_woocommerce.NO_TOKEN
"""Names of the routes that machines call: what they say is checked otherwise, they have no page."""


def entry(workshop: Workshop, visitor: Callable[[], Visitor], ring: Callable[[str], object]) -> Blueprint:
    """`visitor` says who asks, or raises `Stranger`."""
    desk = Desk(workshop, visitor, ring)
    made = Blueprint("entry", __name__, template_folder="templates")
    guard.stand(made, workshop, NO_TOKEN)
    made.context_processor(partial(speech.words, desk))
    made.after_request(speech.remember)
    turnstile = Turnstile(workshop.settings)
    turnstile.stand(made)
    for address, name, methods, view in ROUTES:
        opened: View = update_wrapper(partial(view, desk), view)
        made.add_url_rule(
            address, name, turnstile.before(opened) if name in COUNTED else opened, methods=methods
        )
    outside.stand(made, desk)
    return made
