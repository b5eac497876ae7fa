"""What a buyer does in the shop with a browser: looks at a product, fills a cart, orders.

The cart is named by a cookie that comes with the first thing put into it. Of what a product's form gives
beside the quantity the shop keeps `KEPT` on the order's line, as with the companion plugin.
"""

import re
from decimal import Decimal

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.woocommerce import ordering, theme
from sandbox.woocommerce.gateway import AFTER_CHECKOUT
from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.ordering import OutOfStock
from sandbox.woocommerce.purchase import Order
from sandbox.woocommerce.shop import Shop
from sandbox.woocommerce.theme import Bought

KEPT = ("_backorder_shown", "Ships", "発送予定")
COOKIE = "wp_woocommerce_session"
ROOTS = ("/shop/", "/product/", "/cart/", "/checkout/")


def answer(shop: Shop, request: Request) -> Response | None:
    """None for what is no page of the shop."""
    with shop.lock:
        if request.path == "/shop/":
            return _html(
                theme.shop_page(shop, (one for one in _published(shop) if one.visibility != "hidden"))
            )
        if request.path.startswith("/product/"):
            return _product(shop, request)
        if request.path == "/cart/":
            return _html(theme.cart_page(shop, _cart(shop, request)))
        if request.path == "/checkout/":
            return _checkout(shop, request)
        received = re.fullmatch(r"/checkout/order-received/(\d+)/", request.path)
        return _received(shop, request, int(received[1])) if received else None


def _product(shop: Shop, request: Request) -> Response:
    slug = request.path.removeprefix("/product/").strip("/")
    found = next((one for one in _published(shop) if one.slug == slug), None)
    if found is None:
        return _html("<!doctype html><title>Page not found</title><h1>Page not found</h1>", 404)
    options = [value for name, value in request.values.items() if name.startswith("attribute_")]
    chosen = options[0] if options else ""
    if request.method != "POST":
        return _html(theme.product_page(shop, found, chosen))
    try:
        return _put_in(shop, request, found, chosen)
    except OutOfStock as error:
        return _html(theme.product_page(shop, found, chosen, str(error)))


def _published(shop: Shop) -> list[Product]:
    return [one for one in shop.products.values() if one.parent is None and one.status == "publish"]


def _put_in(shop: Shop, request: Request, product: Product, chosen: str) -> Response:
    sold = product
    if product.kind == "variable":
        options = (one for one in product.variations if chosen in one.chosen.values())
        sold = shop.products.get(int(request.form.get("variation_id") or 0)) or next(options, product)
    if sold.kind == "variable":
        return _html(theme.product_page(shop, product, chosen, "Please choose product options…"))
    given = request.form.get("quantity", "1")
    units = max(1, int(given) if given.isascii() and given.isdecimal() else 1)
    cart = _cart(shop, request)
    ordering.refuse_shortage(shop, [*((one.product, one.quantity) for one in cart), (sold, units)])
    name = request.cookies.get(COOKIE, "") or shop.new_key(32)
    kept = {key: request.form[key] for key in KEPT if request.form.get(key)}
    shop.carts[name] = [*cart, Bought(sold, units, kept)]
    response = redirect("/cart/", 303)
    response.set_cookie(COOKIE, name, httponly=True, secure=True, samesite="Lax")
    return response


def _checkout(shop: Shop, request: Request) -> Response:
    cart = _cart(shop, request)
    if request.method != "POST" or not cart:
        return _html(theme.checkout_page(shop, cart))
    try:
        order = _order(shop, request, cart)
    except OutOfStock as error:
        return _html(theme.checkout_page(shop, cart, str(error)))
    shop.carts.pop(request.cookies.get(COOKIE, ""), None)
    return redirect(f"/checkout/order-received/{order.id}/?key={order.key}", 303)


def _order(shop: Shop, request: Request, cart: list[Bought]) -> Order:
    goods = [(one.product, one.quantity) for one in cart]
    ordering.refuse_shortage(shop, goods)
    order = ordering.new_order(shop, "store-api")
    told = {name: request.form.get(f"billing_{name}", "") for name in ("first_name", "email", "country")}
    order.billing, order.shipping = told, {name: told[name] for name in ("first_name", "country")}
    method = request.form.get("payment_method", "bacs")
    ordering.check_out(shop, order, goods, method, Decimal(0))
    ordering.write_meta(order, [one.meta for one in cart])
    return ordering.place(shop, order, AFTER_CHECKOUT.get(method), paid=False)


def _received(shop: Shop, request: Request, order_id: int) -> Response | None:
    order = shop.orders.get(order_id)
    if order is None or order.key != request.args.get("key"):
        return None
    told = (
        (line.name, line.quantity, {row.key: str(row.value) for row in line.meta}) for line in order.lines
    )
    return _html(theme.received_page(shop, f"#{order.id}", told))


def _cart(shop: Shop, request: Request) -> list[Bought]:
    found: list[Bought] = shop.carts.get(request.cookies.get(COOKIE, ""), [])
    return found


def _html(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/html", headers={"Cache-Control": "no-cache"})
