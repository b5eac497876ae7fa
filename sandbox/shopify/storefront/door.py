"""The addresses of the online store: pages, cart, checkout, files of theme and extension, the app proxy."""

import json
import mimetypes
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from sandbox.shopify.shop import Shop
from sandbox.shopify.storefront import extension, objects, pages, proxy
from sandbox.shopify.storefront.carts import Carts, permalink_properties, properties
from sandbox.shopify.storefront.extension import Placed
from sandbox.shopify.storefront.pages import Visit
from sandbox.shopify.things import Variant

LANGUAGES: Final = ("en", "ja")
CART, COUNTRY = "cart", "localization"
"""Names of cookies."""
ON_A_PAGE: Final = 24
LONGEST: Final = 100
MOST: Final = 100
"""Characters of a name, units of a line."""


class OnlineStore:
    """Answers for every shop of the sandbox: `lamps.localhost` or the shop's own domain names it.

    On any other host the only shop is meant. `app_url`: where the app is, for the proxy; `placed`: which
    blocks stand in the theme.
    """

    def __init__(
        self, lock: threading.RLock, clock: Callable[[], datetime], shops: Mapping[str, Shop], secret: str
    ) -> None:
        self.lock, self.clock, self.shops, self.secret = lock, clock, shops, secret
        self.carts, self.placed, self.app_url = Carts(), Placed(), ""

    def answer(self, request: Request) -> Response | None:
        """A page or a file; None where the store has nothing at that address."""
        if request.path.startswith("/cdn/"):
            return file(request.path)
        shop = self.shop_of(request.host)
        if shop is None:
            return None
        if request.path.startswith(f"{proxy.PREFIX}/") and self.app_url:
            return self.proxied(request, shop)
        visit = self.visit(request, shop)
        path = request.path.removeprefix(visit.root) or "/"
        for method, pattern, handler in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                with self.lock:
                    return remember(visit, request, handler(self, request, visit, *found.groups()))
        return None

    def shop_of(self, host: str) -> Shop | None:
        """The shop that a host means."""
        named = self.shops.get(host.partition(":")[0].partition(".")[0])
        return named or (next(iter(self.shops.values())) if len(self.shops) == 1 else None)

    def visit(self, request: Request, shop: Shop) -> Visit:
        """In the language of the address, for the country that the buyer chose."""
        first = request.path.split("/")[1]
        asked = request.args.get("country") or request.cookies.get(COUNTRY) or "DE"
        country = asked if re.fullmatch("[A-Z]{2}", asked) else "DE"
        page = request.args.get("page", "1")
        number = int(page) if page.isdecimal() and len(page) < 4 else 1
        language = first if first in LANGUAGES else "en"
        return Visit(shop, language, country, self.clock(), max(1, number), request.path)

    def page(
        self, request: Request, visit: Visit, template: str, status: int = 200, **things: Any
    ) -> Response:
        """A page of the theme, with the buyer's cart."""
        cart = objects.cart(visit.shop, self.carts.of(visit.shop.handle, token(request)), visit.root)
        alone = "section_id" in request.args
        body = pages.show(visit, self.placed, template, {"cart": cart, **things}, alone=alone)
        return Response(body, status, mimetype="text/html")

    def proxied(self, request: Request, shop: Shop) -> Response:
        """What the app answers; Liquid of its own comes in the shop's theme."""
        answer = proxy.forward(request, self.app_url, shop.domain, self.secret, self.clock())
        if answer.mimetype != proxy.LIQUID:
            return answer
        visit = self.visit(request, shop)
        with self.lock:
            world = {
                **visit.world(),
                "cart": objects.cart(shop, self.carts.of(shop.handle, token(request)), ""),
            }
            content = pages.theme().from_string(answer.get_data(as_text=True)).render(**world)
            body = pages.laid_out(world, self.placed, "page", content)
        return Response(body, answer.status_code, mimetype="text/html")


def token(request: Request) -> str:
    """The cart's, from the buyer's cookie."""
    return request.cookies.get(CART, "")


def remember(visit: Visit, request: Request, response: Response) -> Response:
    """The country is kept once it was chosen."""
    if request.args.get("country") == visit.country:
        response.set_cookie(COUNTRY, visit.country, samesite="Lax")
    return response


def file(path: str) -> Response | None:
    """A file of the theme or of the extension."""
    folder, _, name = path.rpartition("/")
    found = (
        pages.FOLDER / "assets" / name if folder == pages.ASSETS and re.fullmatch(r"[\w.-]+", name) else None
    )
    found = extension.asset(name) if folder == extension.ASSETS else found
    if found is None or not found.is_file():
        return None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(found.read_bytes(), mimetype=kind, headers={"Cache-Control": "no-cache"})


def redirect(address: str) -> Response:
    """Look there instead."""
    return Response(status=303, headers={"Location": address})


def collection(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """Everything that the shop sells."""
    shown = objects.collection(visit.shop, visit.root, visit.page, ON_A_PAGE)
    return store.page(request, visit, "collection", collection=shown)


def product(store: OnlineStore, request: Request, visit: Visit, handle: str) -> Response:
    """One product; 404 where the store does not show it."""
    found = next((one for one in objects.shown(visit.shop) if one.handle == handle), None)
    if found is None:
        return store.page(request, visit, "404", 404)
    chosen = request.args.get("variant", "")
    return store.page(
        request, visit, "product", product=objects.product(visit.shop, found, visit.root, chosen)
    )


def cart(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """What the buyer is about to buy."""
    return store.page(request, visit, "cart")


def add(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """Into the cart; 422 for what is not sold."""
    shop = visit.shop
    wanted = shop.find(Variant, f"gid://shopify/ProductVariant/{request.form.get('id', '')}")
    asked = request.form.get("quantity", "1")
    if (
        wanted is None
        or not asked.isdecimal()
        or not 0 < int(asked) <= MOST
        or not objects.can_be_bought(wanted)
    ):
        return store.page(request, visit, "404", 422)
    key, kept = store.carts.begin(shop.handle, token(request))
    kept.add(wanted, int(asked), properties(request.form.items(multi=True)))
    response = redirect(f"{visit.root}/cart")
    response.set_cookie(CART, key, samesite="Lax")
    return response


def permalink(store: OnlineStore, request: Request, visit: Visit, wanted: str) -> Response:
    """A link that fills the cart: `9100:1,9101:2`; with `storefront=true` the cart is shown first."""
    shop = visit.shop
    key, kept = store.carts.begin(shop.handle, token(request))
    told = permalink_properties(request.args.get("properties", ""))
    for number, quantity in (one.split(":") for one in wanted.split(",")):
        found = shop.find(Variant, f"gid://shopify/ProductVariant/{number}")
        if found is not None and objects.can_be_bought(found):
            kept.add(found, min(MOST, int(quantity)), told)
    shown = request.args.get("storefront") == "true"
    response = redirect(f"{visit.root}/{'cart' if shown else 'checkout'}")
    response.set_cookie(CART, key, samesite="Lax")
    return response


def update(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """Other quantities; then back to the cart, or on to the checkout."""
    kept = store.carts.of(visit.shop.handle, token(request))
    asked = request.form.getlist("updates[]")
    kept.update(min(MOST, int(one)) if one.isdecimal() else 1 for one in asked)
    return redirect(f"{visit.root}/{'checkout' if 'checkout' in request.form else 'cart'}")


def change(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """Another quantity for one line, as themes ask without loading the page; 422 for what is no line."""
    kept = store.carts.of(visit.shop.handle, token(request))
    asked = request.get_json(silent=True)
    wanted = asked if isinstance(asked, dict) else {}
    line, quantity = wanted.get("line"), wanted.get("quantity")
    if not isinstance(line, int) or not isinstance(quantity, int) or not 0 < line <= len(kept.lines):
        return Response('{"status": 422}', 422, mimetype="application/json")
    quantities = [one.quantity for one in kept.lines]
    quantities[line - 1] = min(MOST, quantity)
    kept.update(quantities)
    return Response(json.dumps({"item_count": sum(quantities)}), mimetype="application/json")


def checkout(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """Who buys."""
    return store.page(request, visit, "checkout")


def buy(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """The order, with the properties of each line."""
    kept = store.carts.of(visit.shop.handle, token(request))
    if not kept.lines:
        return redirect(f"{visit.root}/cart")
    asked = {
        name: request.form.get(name, "")[:LONGEST].strip() for name in ("email", "first_name", "last_name")
    }
    order = visit.shop.place_order(
        [(line.variant, line.quantity) for line in kept.lines],
        line_properties=[line.properties for line in kept.lines],
        routing="now",
        email=asked["email"] or None,
        first_name=asked["first_name"],
        last_name=asked["last_name"],
        locale=visit.language,
        country=visit.country,
    )
    store.carts.end(visit.shop.handle, token(request))
    return redirect(f"{visit.root}/thanks?order={quote(order.name)}")


def thanks(store: OnlineStore, request: Request, visit: Visit) -> Response:
    """The order is placed."""
    return store.page(request, visit, "thanks", order_name=request.args.get("order", ""))


Handler = Callable[..., Response]
ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/|/collections/all", collection),
    ("GET", "/products/([^/]+)", product),
    ("GET", "/cart", cart),
    ("GET", r"/cart/(\d+:[1-9]\d*(?:,\d+:[1-9]\d*)*)", permalink),
    ("POST", "/cart/add", add),
    ("POST", "/cart/change.js", change),
    ("POST", "/cart", update),
    ("GET", "/checkout", checkout),
    ("POST", "/checkout", buy),
    ("GET", "/thanks", thanks),
)
"""Method, path, handler."""
