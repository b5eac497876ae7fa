"""The pages that buyers see, as a plain theme shows them: a product with its form, the cart, the checkout."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from sandbox.woocommerce.goods import Product
from sandbox.woocommerce.product_body import permalink
from sandbox.woocommerce.shop import SYMBOLS, Shop

ENGLISH = {
    "onbackorder": "Available on backorder",
    "outofstock": "Out of stock",
    "shop": "Shop",
    "add": "Add to cart",
    "quantity": "Quantity",
    "choose": "Choose an option",
    "cart": "Cart",
    "empty": "Your cart is currently empty.",
    "item": "Product",
    "go_on": "Proceed to checkout",
    "checkout": "Checkout",
    "first_name": "First name",
    "email": "Email address",
    "country": "Country",
    "order": "Place order",
    "received": "Order received",
    "number": "Order number",
}
JAPANESE = {
    "onbackorder": "お取り寄せ可能",
    "outofstock": "在庫切れ",
    "shop": "ショップ",
    "add": "カートに追加",
    "quantity": "数量",
    "choose": "選択してください",
    "cart": "カート",
    "empty": "カートは空です。",
    "item": "商品",
    "go_on": "購入手続きに進む",
    "checkout": "購入手続き",
    "first_name": "名",
    "email": "メールアドレス",
    "country": "国",
    "order": "注文する",
    "received": "ご注文を受け付けました",
    "number": "注文番号",
}
STYLE = """:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
img{max-width:100%;height:auto}.qty{width:5rem}input,select,button{font:inherit;padding:.3rem .6rem}
table{border-collapse:collapse}
th,td{text-align:left;padding:.3rem 1rem .3rem 0;vertical-align:top}dl{margin:0}dt,dd{display:inline;margin:0}
.quantity{margin-bottom:.8rem}"""
CHOOSE = """<script>
document.querySelector('.variations select').addEventListener('change', function () {
  var form = this.form, chosen = this.value;
  var found = JSON.parse(form.dataset.product_variations).find(function (one) {
    return Object.values(one.attributes).includes(chosen);
  });
  form.elements.variation_id.value = found ? found.variation_id : 0;
});
</script>"""


@dataclass(slots=True)
class Bought:
    """A line of a cart: `meta` is what the product's form gave beside the quantity."""

    product: Product
    quantity: int
    meta: dict[str, str] = field(default_factory=dict)


def words(shop: Shop) -> Mapping[str, str]:
    """What the pages say, in the language of the store."""
    return JAPANESE if shop.language == "ja" else ENGLISH


def shop_page(shop: Shop, products: Iterable[Product]) -> str:
    rows = "".join(
        f'<li class="product"><a href="{escape(permalink(shop, one))}">{escape(one.name)}</a> '
        f"{_price(shop, one.price)}</li>"
        for one in products
    )
    say = words(shop)
    return _page(
        shop, say["shop"], f'<h1>{say["shop"]}</h1><ul class="products">{rows}</ul>', "post-type-archive"
    )


def product_page(shop: Shop, product: Product, chosen: str = "", amiss: str = "") -> str:
    """`chosen`: the option of a variation; `amiss`: why the last wish was not granted."""
    picture = f'<img src="{escape(product.images[0])}" alt="">' if product.images else ""
    inside = f"""{_amiss(amiss)}
<div id="product-{product.id}" class="product type-product product-type-{product.kind}">
{picture}
<div class="summary entry-summary">
<h1 class="product_title entry-title">{escape(product.name)}</h1>
<p class="price">{_price(shop, product.price)}</p>
{_stock(shop, product)}
{_form(shop, product, chosen)}
{shop.product_html}
</div>
</div>"""
    return _page(shop, product.name, inside, f"single-product postid-{product.id}")


def cart_page(shop: Shop, lines: Sequence[Bought]) -> str:
    rows = [_row(shop, one.product.full_name, one.quantity, one.meta) for one in lines]
    say = words(shop)
    way_on = f'<p><a class="checkout-button button" href="/checkout/">{say["go_on"]}</a></p>'
    inside = f"<h1>{say['cart']}</h1>{_table(shop, rows)}{way_on if rows else ''}"
    return _page(shop, say["cart"], inside, "woocommerce-cart")


def checkout_page(shop: Shop, lines: Sequence[Bought], amiss: str = "") -> str:
    rows = [_row(shop, one.product.full_name, one.quantity, one.meta) for one in lines]
    say = words(shop)
    fields = (
        ("billing_first_name", say["first_name"], "text"),
        ("billing_email", say["email"], "email"),
    )
    asked = "".join(
        f'<p><label for="{name}">{label}</label><br>'
        f'<input type="{kind}" id="{name}" name="{name}" required></p>'
        for name, label, kind in fields
    )
    inside = f"""{_amiss(amiss)}<h1>{say["checkout"]}</h1>
<form name="checkout" method="post" class="checkout woocommerce-checkout" action="/checkout/">
{asked}<p><label for="billing_country">{say["country"]}</label><br>
<input type="text" id="billing_country" name="billing_country" value="US" size="2" maxlength="2" required></p>
{_table(shop, rows)}<input type="hidden" name="payment_method" value="bacs">
<button type="submit" id="place_order" name="woocommerce_checkout_place_order">{say["order"]}</button>
</form>"""
    return _page(shop, say["checkout"], inside, "woocommerce-checkout")


def received_page(shop: Shop, name: str, lines: Iterable[tuple[str, int, Mapping[str, str]]]) -> str:
    rows = [_row(shop, title, quantity, meta) for title, quantity, meta in lines]
    say = words(shop)
    number = f"<p>{say['number']}: <strong>{escape(name)}</strong></p>"
    inside = f"<h1>{say['received']}</h1>{number}{_table(shop, rows)}"
    return _page(shop, say["received"], inside, "woocommerce-order-received")


def _page(shop: Shop, title: str, inside: str, classes: str) -> str:
    return f"""<!doctype html>
<html lang="{escape(shop.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – {escape(shop.settings.name)}</title>
<style>{STYLE}</style>
{shop.head_html}
</head>
<body class="woocommerce woocommerce-page {classes}">
<main>
{inside}
</main>
</body>
</html>
"""


def _form(shop: Shop, product: Product, chosen: str) -> str:
    address = escape(permalink(shop, product))
    if product.kind != "variable":
        if product.stock_status == "outofstock":
            return ""
        return f"""<form class="cart" action="{address}" method="post" enctype="multipart/form-data">
{_quantity(shop, product)}
<button type="submit" name="add-to-cart" value="{product.id}" class="single_add_to_cart_button button alt">\
{words(shop)["add"]}</button>
</form>"""
    spot, known = product.attributes[0], json.dumps([_variation(shop, one) for one in product.variations])
    name = f"attribute_{spot['name'].lower()}"
    options = "".join(_option(option, chosen) for option in spot["options"])
    picked = next((one.id for one in product.variations if chosen in one.chosen.values()), 0)
    return f"""<form class="variations_form cart" action="{address}" method="post" \
enctype="multipart/form-data" data-product_id="{product.id}" data-product_variations="{escape(known)}">
<p class="variations"><label for="option">{escape(spot["name"])}</label>
<select id="option" name="{escape(name)}" required><option value="">{words(shop)["choose"]}</option>
{options}</select></p>
{_quantity(shop, product)}
<input type="hidden" name="add-to-cart" value="{product.id}">
<input type="hidden" name="product_id" value="{product.id}">
<input type="hidden" name="variation_id" class="variation_id" value="{picked}">
<button type="submit" class="single_add_to_cart_button button alt">{words(shop)["add"]}</button>
</form>
{CHOOSE}"""


def _variation(shop: Shop, product: Product) -> dict[str, object]:
    chosen = {f"attribute_{name.lower()}": option for name, option in product.chosen.items()}
    in_stock = product.stock_status != "outofstock"
    return {"variation_id": product.id, "attributes": chosen, "is_in_stock": in_stock, "sku": product.sku}


def _option(option: str, chosen: str) -> str:
    return f"<option{' selected' if option == chosen else ''}>{escape(option)}</option>"


def _quantity(shop: Shop, product: Product) -> str:
    return f"""<div class="quantity"><label for="quantity_{product.id}">{words(shop)["quantity"]}</label>
<input type="number" id="quantity_{product.id}" class="input-text qty text" name="quantity" \
value="1" min="1" step="1"></div>"""


def _stock(shop: Shop, product: Product) -> str:
    status = product.stock_status
    kind = {"onbackorder": "available-on-backorder", "outofstock": "out-of-stock"}.get(status, "in-stock")
    return f'<p class="stock {kind}">{words(shop)[status]}</p>' if status in ENGLISH else ""


def _price(shop: Shop, amount: str) -> str:
    if not amount:
        return ""
    symbol = SYMBOLS.get(shop.settings.currency, shop.settings.currency)
    return f'<span class="woocommerce-Price-amount amount">{symbol}{shop.money(Decimal(amount))}</span>'


def _table(shop: Shop, rows: Sequence[str]) -> str:
    say = words(shop)
    if not rows:
        return f'<p class="cart-empty">{say["empty"]}</p>'
    head = f"<tr><th scope='col'>{say['item']}</th><th scope='col'>{say['quantity']}</th></tr>"
    return f'<table class="shop_table cart"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _row(shop: Shop, title: str, quantity: int, meta: Mapping[str, str]) -> str:
    """Meta that begins with an underscore is not for buyers."""
    told = [(key, value) for key, value in meta.items() if not key.startswith("_")]
    listed = "".join(f"<dt>{escape(key)}:</dt><dd>{escape(value)}</dd>" for key, value in told)
    below = f'<dl class="variation">{listed}</dl>' if listed else ""
    return f'<tr class="cart_item"><td>{escape(title)}{below}</td><td>{quantity}</td></tr>'


def _amiss(said: str) -> str:
    return f'<ul class="woocommerce-error" role="alert"><li>{escape(said)}</li></ul>' if said else ""
