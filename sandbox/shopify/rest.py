"""Webhook bodies in the shape of the REST Admin API, about as large as the real ones."""

from datetime import datetime
from decimal import Decimal

from sandbox.shopify.sales import APP_NUMBER, Fulfilment, Line, Order, Refund
from sandbox.shopify.store import Body, ShopState

WITHOUT_MINOR_UNITS = {"JPY", "KRW", "VND", "CLP"}
COUNTRIES = {"DE": "Germany", "JP": "Japan", "US": "United States", "FR": "France", "GB": "United Kingdom"}


def money(currency: str, amount: Decimal) -> str:
    """An amount as Shopify writes it: with the currency's minor units."""
    return f"{amount:.0f}" if currency in WITHOUT_MINOR_UNITS else f"{amount:.2f}"


def money_set(currency: str, amount: Decimal) -> Body:
    """The same amount for shop and buyer."""
    one = {"amount": money(currency, amount), "currency_code": currency}
    return {"shop_money": one, "presentment_money": dict(one)}


def stamp(shop: ShopState, at: datetime | None) -> str | None:
    """An instant in the shop's own time."""
    return at.astimezone(shop.timezone).isoformat(timespec="seconds") if at else None


def order(shop: ShopState, one: Order) -> Body:
    """The whole order, as orders/* sends it."""
    return {
        "id": one.number,
        "admin_graphql_api_id": one.gid,
        **history(shop, one),
        **identity(shop, one),
        **amounts(one),
        **people(one),
        "discount_applications": [],
        "fulfillments": [fulfilment(shop, one, parcel) for parcel in one.fulfilments],
        "line_items": [line_item(one, line) for line in one.lines],
        "payment_terms": None,
        "refunds": [refund(shop, one, back) for back in one.refunds],
        "returns": [],
        "line_item_groups": groups(one),
    }


def history(shop: ShopState, one: Order) -> Body:
    """When things happened to the order."""
    return {
        "cancel_reason": one.cancel_reason.lower() if one.cancel_reason else None,
        "cancelled_at": stamp(shop, one.cancelled_at),
        "closed_at": stamp(shop, one.cancelled_at),
        "created_at": stamp(shop, one.created_at),
        "processed_at": stamp(shop, one.created_at),
        "updated_at": stamp(shop, one.updated_at),
    }


def identity(shop: ShopState, one: Order) -> Body:
    """What the order is called, where it came from, what state it is in."""
    return {
        "app_id": APP_NUMBER,
        "browser_ip": None,
        "buyer_accepts_marketing": False,
        "cart_token": f"hWN{one.number}",
        "checkout_token": f"{one.number:032x}",
        "client_details": None,
        "confirmation_number": f"C{one.number % 10**8}",
        "confirmed": True,
        "currency": one.currency,
        "customer_locale": one.locale,
        "device_id": None,
        "discount_codes": [],
        "financial_status": one.financial.lower(),
        "fulfillment_status": fulfilment_status(one),
        "landing_site": None,
        "location_id": None,
        "name": one.name,
        "note": one.note,
        "note_attributes": [],
        "number": one.order_number - 1000,
        "order_number": one.order_number,
        "order_status_url": f"https://{shop.domain}/{shop.number}/orders/{one.number:x}/authenticate?key=k",
        "payment_gateway_names": ["shopify_payments"],
        "presentment_currency": one.currency,
        "referring_site": None,
        "source_identifier": None,
        "source_name": one.source_name,
        "tags": ", ".join(one.tags),
        "taxes_included": True,
        "tax_exempt": False,
        "tax_lines": [],
        "test": one.test,
        "token": f"{one.number:032x}",
        "user_id": None,
    }


def fulfilment_status(one: Order) -> str | None:
    """None until something is shipped, then partial or fulfilled."""
    if not one.fulfilled:
        return None
    return "partial" if one.unfulfilled else "fulfilled"


def amounts(one: Order) -> Body:
    """The totals, each as a string and as a set."""
    nothing, total = Decimal(0), one.total
    sold = sum((line.price * line.quantity for line in one.lines), nothing)
    values = {
        "current_subtotal_price": total,
        "current_total_discounts": nothing,
        "current_total_price": total,
        "current_total_tax": nothing,
        "subtotal_price": sold,
        "total_discounts": nothing,
        "total_line_items_price": sold,
        "total_price": sold,
        "total_tax": nothing,
    }
    plain = {name: money(one.currency, value) for name, value in values.items()}
    sets = {f"{name}_set": money_set(one.currency, value) for name, value in values.items()}
    return {
        **plain,
        **sets,
        "total_shipping_price_set": money_set(one.currency, nothing),
        "total_outstanding": plain["total_price"],
        "total_tip_received": "0.00",
        "total_weight": 0,
    }


def people(one: Order) -> Body:
    """The buyer, and where the parcel goes."""
    place = address(one)
    return {
        "email": one.email,
        "contact_email": one.email,
        "phone": None,
        "billing_address": place,
        "shipping_address": None if one.source_name == "pos" else dict(place),
        "customer": {
            "id": one.customer_number,
            "admin_graphql_api_id": f"gid://shopify/Customer/{one.customer_number}",
            "email": one.email,
            "first_name": one.first_name,
            "last_name": one.last_name,
            "state": "disabled",
            "verified_email": True,
            "tax_exempt": False,
            "phone": None,
            "currency": one.currency,
            "default_address": {**place, "id": one.customer_number + 1, "default": True},
        },
    }


def address(one: Order) -> Body:
    """An address in the order's country."""
    return {
        "first_name": one.first_name,
        "last_name": one.last_name,
        "name": f"{one.first_name} {one.last_name}".strip(),
        "company": None,
        "address1": "1 Lantern Street",
        "address2": None,
        "phone": None,
        "city": "Exampletown",
        "zip": "10115",
        "province": None,
        "province_code": None,
        "country": COUNTRIES.get(one.country, one.country),
        "country_code": one.country,
        "latitude": None,
        "longitude": None,
    }


def groups(one: Order) -> list[Body]:
    """The bundles that were bought."""
    found = dict.fromkeys(line.group for line in one.lines if line.group)
    return [{"id": group.number, "title": group.title, "quantity": group.quantity} for group in found]


def line_item(one: Order, line: Line) -> Body:
    """One line of the order."""
    variant = line.variant
    status = "fulfilled" if line.unfulfilled_quantity == 0 else "partial"
    return {
        "id": line.number,
        "admin_graphql_api_id": line.gid,
        "attributed_staffs": [],
        "current_quantity": line.current_quantity,
        "fulfillable_quantity": line.unfulfilled_quantity,
        "fulfillment_service": "manual",
        "fulfillment_status": status if line.fulfilled else None,
        "gift_card": line.gift_card,
        "grams": 500,
        "name": line.name,
        "price": money(one.currency, line.price),
        "price_set": money_set(one.currency, line.price),
        "product_exists": variant is not None,
        "product_id": variant.product.number if variant else None,
        "properties": [{"name": key, "value": value} for key, value in line.properties.items()],
        "quantity": line.quantity,
        "requires_shipping": line.requires_shipping,
        "sales_line_item_group_id": line.group.number if line.group else None,
        "sku": line.sku,
        "taxable": True,
        "title": line.title,
        "total_discount": "0.00",
        "total_discount_set": money_set(one.currency, Decimal(0)),
        "variant_id": variant.number if variant else None,
        "variant_inventory_management": "shopify" if line.counted else None,
        "variant_title": line.option or None,
        "vendor": "Sandbox",
        "tax_lines": [],
        "duties": [],
        "discount_allocations": [],
    }


def fulfilment(shop: ShopState, one: Order, parcel: Fulfilment) -> Body:
    """A parcel with its lines."""
    lines = [{**line_item(one, line), "quantity": n} for line, n in parcel.quantities.items()]
    return {
        "id": parcel.number,
        "admin_graphql_api_id": parcel.gid,
        "order_id": one.number,
        "status": parcel.status.lower(),
        "created_at": stamp(shop, parcel.created_at),
        "updated_at": stamp(shop, parcel.created_at),
        "service": "manual",
        "tracking_company": None,
        "shipment_status": None,
        "location_id": parcel.location.number,
        "origin_address": None,
        "email": one.email,
        "destination": address(one),
        "line_items": lines,
        "tracking_numbers": [],
        "tracking_urls": [],
        "receipt": {},
        "name": f"{one.name}.{one.fulfilments.index(parcel) + 1}",
    }


def refund(shop: ShopState, one: Order, back: Refund) -> Body:
    """A refund with its lines."""
    lines = [refund_line(one, back, *entry) for entry in back.quantities]
    return {
        "id": back.number,
        "admin_graphql_api_id": back.gid,
        "order_id": one.number,
        "created_at": stamp(shop, back.created_at),
        "processed_at": stamp(shop, back.created_at),
        "note": back.note,
        "user_id": None,
        "restock": any(kind != "no_restock" for _line, _n, kind in back.quantities),
        "duties": [],
        "return": None,
        "order_adjustments": [],
        "refund_shipping_lines": [],
        "refund_line_items": lines,
        "transactions": [],
    }


def refund_line(one: Order, back: Refund, line: Line, quantity: int, kind: str) -> Body:
    """One line of a refund."""
    return {
        "id": back.number + line.number,
        "line_item_id": line.number,
        "quantity": quantity,
        "restock_type": kind,
        "location_id": None if kind == "no_restock" else line.location.number,
        "subtotal": float(line.price * quantity),
        "subtotal_set": money_set(one.currency, line.price * quantity),
        "total_tax": 0,
        "total_tax_set": money_set(one.currency, Decimal(0)),
        "line_item": line_item(one, line),
    }
