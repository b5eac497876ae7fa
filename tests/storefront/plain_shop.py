"""A plain WooCommerce shop's pages: a simple and a variable product, as the platform has them."""

from collections.abc import Mapping

from flask import Flask, Response, request

PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<script src="{script}" defer></script></head>
<body><main><h1>{title}</h1>{form}</main></body></html>"""
SIMPLE = """<form class="cart" action="/cart" method="post" enctype="multipart/form-data">
<div class="quantity"><label for="q">Quantity</label>
<input type="number" id="q" class="input-text qty text" name="quantity" value="1" min="1"></div>
<button type="submit" name="add-to-cart" value="12"
 class="single_add_to_cart_button button alt">Add to cart</button>
</form>"""
OTHER = """<form action="/cart/add" method="post" data-backorder-item="12">
<label for="q">Quantity</label><input type="number" id="q" name="quantity" value="1" min="1">
<button type="submit" name="add">Add to cart</button></form>"""
"""Any page that names an item, with the form of a Shopify theme."""
VARIABLE = """<form class="variations_form cart" action="/cart" method="post" data-product_id="16">
<table class="variations" role="presentation"><tr><th><label for="colour">Colour</label></th><td>
<select id="colour" name="attribute_pa_colour"><option value="">Choose an option</option>
<option value="red">Red</option><option value="blue">Blue</option></select></td></tr></table>
<div class="single_variation_wrap"><div class="woocommerce-variation-add-to-cart variations_button">
<div class="quantity"><label for="q">Quantity</label>
<input type="number" id="q" class="input-text qty text" name="quantity" value="1" min="1"></div>
<button type="submit" class="single_add_to_cart_button button alt">Add to cart</button>
<input type="hidden" name="add-to-cart" value="16"><input type="hidden" name="product_id" value="16">
<input type="hidden" name="variation_id" class="variation_id" value="0"></div></div></form>
<script src="/variations.js"></script>"""
VARIATIONS = """document.querySelector("#colour").addEventListener("change", function () {
  document.querySelector(".variation_id").value = { red: "18", blue: "17" }[this.value] || "0";
});"""
"""What WooCommerce's own script does to the form when a variation was chosen."""


def shop(script: str, carts: list[Mapping[str, str]]) -> Flask:
    """Its content policy admits nothing inline, and of us only what the widget needs."""
    app = Flask("shop")
    ours = script.partition("/storefront/")[0]
    policy = f"default-src 'none'; script-src 'self' {ours}; connect-src {ours}; form-action 'self'"

    def page(title: str, form: str) -> Response:
        lang = request.args.get("lang", "en-GB")
        answer = Response(PAGE.format(lang=lang, title=title, form=form, script=script), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = policy
        return answer

    @app.get("/product/lamp")
    def lamp() -> Response:
        return page("Lamp", SIMPLE)

    @app.get("/product/chair")
    def chair() -> Response:
        return page("Chair", VARIABLE)

    @app.get("/other")
    def other() -> Response:
        return page("Lamp", OTHER)

    @app.get("/variations.js")
    def variations() -> Response:
        return Response(VARIATIONS, mimetype="text/javascript")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.post("/cart/add")
    @app.post("/cart")
    def cart() -> Response:
        carts.append(request.form.to_dict())
        return page("Cart", "<p>Added.</p>")

    return app
