"""The app's own page in a shop's admin: whoever opens it there is let in, and the shop is installed."""

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from adapters.shopify.granting import TOKEN_PAGE, is_shop
from connector.domain.trouble import BadInput, Trouble
from jobs import installing
from jobs.installing import NotInvited, TakenOff
from pages import framing, presence
from pages.desk import Desk
from pages.framing import HOME
from pages.onward import safe
from pages.speech import shopify_admin


def home(desk: Desk) -> ResponseReturnValue:
    """`application_url` of shopify.app.toml: an ID token in the address says who opens which shop's admin."""
    shop = request.args.get("shop", "").lower()
    g.framed_in = shop if is_shop(shop) else ""
    try:
        opened = desk.workshop.public_app.verify(request.url, {})
    except Trouble as trouble:
        return _trouble("no_app", 503, str(trouble))
    if opened is None or _is_led_here():
        if not g.framed_in:
            return _trouble("no_shop", 400)
        return redirect(framing.again(shop, request.args.get("next", "/")), 303)
    g.framed_in = opened.shop
    try:
        person = installing.open_shop(desk.workshop, opened)
    except TakenOff:
        return _trouble("taken_off", 403)
    except NotInvited:
        return _trouble("not_invited", 403)
    except (Trouble, BadInput) as trouble:
        return _trouble("not_let_in", 502, str(trouble))
    for lane in ("intake", "effects"):
        desk.ring(lane)
    with desk.workshop.ledger.writing() as unit:
        token = presence.begin(unit, person, desk.now, framed_in=opened.shop)
    answer = make_response(redirect(_onward(opened.shop), 303))
    return framing.remember_shop(_let_in(answer, token), opened.shop)


def _is_led_here() -> bool:
    """Another site's link, with the linker's own ID token: the browser would go on as somebody else.

    An admin shows us in a frame, and App Bridge opens the next page from a page of ours.
    """
    kind = (request.headers.get("Sec-Fetch-Dest"), request.headers.get("Sec-Fetch-Site"))
    return kind == ("document", "cross-site")


def _let_in(answer: Response, token: str) -> Response:
    presence.let_in(answer, token, in_frame=True)
    return answer


def _onward(shop: str) -> str:
    """The page that was wanted, with what App Bridge needs in a frame's first address."""
    wanted = safe(request.args.get("next", "/"))
    if wanted != "/":
        return wanted
    kept = framing.kept_query(shop)
    return "/?" + "&".join(f"{name}={value}" for name, value in kept.items())


def ask_again(desk: Desk) -> ResponseReturnValue:
    """App Bridge fetches a new ID token here and opens `shopify-reload` with it."""
    shop, to = request.args.get("shop", ""), request.args.get("shopify-reload", "")
    if not is_shop(shop) or safe(to) != to or to.partition("?")[0] != HOME:
        return _trouble("no_shop", 400)
    g.framed_in = shop
    return render_template("shopify_again.html", open_at=shopify_admin(desk, shop))


def _trouble(about: str, status: int, told: str = "") -> ResponseReturnValue:
    return render_template("shopify_trouble.html", about=about, told=told), status


ROUTES = (
    (HOME, "shopify", ("GET",), home),
    (TOKEN_PAGE, "shopify_token", ("GET",), ask_again),
)
