"""The routes for buyers: a table of addresses, each with the function that answers it.

No cookie is read or set, nothing may frame an answer, and every store that shows nothing is the same 404.
"""

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from connector.ledger.stores import Store
from jobs.workshop import Workshop
from pages.guard import no_zeros
from pages.public import amiss, availability, headers, items, waitlist, widget
from pages.public.asked import HOSTED, PROXIED, Asked
from pages.public.memory import Memory
from pages.public.rates import Rates
from pages.public.routes import Route
from pages.public.shops import Shops

MOST_BYTES = 64 * 1024
"""Of a form: an address and a language."""

ROUTES: Sequence[Route] = (*availability.ROUTES, *widget.ROUTES, *items.ROUTES, *waitlist.ROUTES)
"""At `/storefront/v1/<key>`: the store is named by its public key."""
PROXY_ROUTES: Sequence[Route] = (*items.PROXY_ROUTES, *waitlist.PROXY_ROUTES)
"""At `/proxy`: what Shopify forwards from `https://{shop}/apps/backorder`, signed. Named `proxied_...`."""


def public(workshop: Workshop, ring: Callable[[str], object]) -> Blueprint:
    """`ring` wakes a lane's worker after a change."""
    made = Blueprint("public", __name__, template_folder="templates")
    memory, rates = Memory(), Rates(workshop.settings)
    shops = Shops(workshop, memory)

    def by_key(key: str) -> Asked:
        return Asked(workshop, memory, _found(shops.hosted(key)), ring)

    def by_key_ever(key: str) -> Asked:
        return Asked(workshop, memory, _found(shops.ever(key)), ring)

    def by_proxy() -> Asked:
        query = request.query_string.decode("latin-1")
        store = _found(shops.proxied(query))
        return Asked(workshop, memory, store, ring, request.args.get("path_prefix", ""))

    rates.stand(made)
    for root, routes, whose in ((HOSTED, ROUTES, by_key), (PROXIED, PROXY_ROUTES, by_proxy)):
        for route in routes:
            found = by_key_ever if route.always else whose
            view = rates.before(_opened(route, found), route.rate, forwarded=root == PROXIED)
            made.add_url_rule(
                f"{root}{route.address}",
                route.name,
                view,
                methods=route.methods,
                provide_automatic_options=False,
            )
    made.before_request(_guard)
    made.after_request(headers.stand)
    amiss.stand(made)
    return made


def _opened(route: Route, whose: Callable[..., Asked]) -> Callable[..., ResponseReturnValue]:
    """The view with its store looked up first; what is left of the address goes to the view."""

    def answer(key: str | None = None, **values: Any) -> ResponseReturnValue:
        asked = whose() if key is None else whose(key)
        return route.view(asked, **values)

    made = update_wrapper(answer, route.view)
    # The limits are kept by it: one view at two addresses has those of both else.
    made.__qualname__ = route.name
    return made


def _found(store: Store | None) -> Store:
    if store is None:
        raise NotFound
    return store


def _guard() -> Response | None:
    request.max_content_length = MOST_BYTES
    no_zeros()
    return None
