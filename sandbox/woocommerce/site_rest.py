"""The little of settings, system status and the site's index that a client asks for."""

from typing import Any

from sandbox.woocommerce.calls import Answer, Call
from sandbox.woocommerce.errors import RestError
from sandbox.woocommerce.order_body import VERSION
from sandbox.woocommerce.shop import SYMBOLS, Shop


def site_index(shop: Shop) -> dict[str, Any]:
    """`/wp-json/`, open to everybody; the only place that names the site's time zone."""
    offset = shop.site_offset(shop.now())
    return {
        "name": shop.settings.name,
        "url": shop.url,
        "home": shop.front.home or shop.url,
        "gmt_offset": f"{offset.total_seconds() / 3600:g}",
        "timezone_string": shop.settings.zone.key,
        "namespaces": ["wc/v3", "wp/v2"] if shop.front.woocommerce else ["wp/v2"],
    }


def system_status(call: Call) -> Answer:
    shop = call.shop
    environment = {
        "home_url": shop.url,
        "site_url": shop.url,
        "version": VERSION,
        "wp_version": "7.0.4",
        "language": "en_US",
    }
    settings = {
        "currency": shop.settings.currency,
        "number_of_decimals": shop.settings.decimals,
        "HPOS_enabled": True,
        "enabled_features": ["custom_order_tables", *sorted(shop.features)],
    }
    return Answer({"environment": environment, "settings": settings, "active_plugins": []})


def list_settings(call: Call, group: str) -> Answer:
    return Answer([_setting(call, group, name, value) for name, value in _values(call.shop, group).items()])


def get_setting(call: Call, group: str, name: str) -> Answer:
    values = _values(call.shop, group)
    if name not in values:
        raise RestError(404, "rest_setting_setting_invalid", "Invalid setting.")
    return Answer(_setting(call, group, name, values[name]))


def current_currency(call: Call) -> Answer:
    """`data/currencies/current`."""
    code = call.shop.settings.currency
    return Answer({"code": code, "name": code, "symbol": SYMBOLS.get(code, code)})


def _values(shop: Shop, group: str) -> dict[str, str]:
    groups = {
        "email": {"woocommerce_email_from_address": "shop@example.com"},
        "general": {"woocommerce_currency": shop.settings.currency, "woocommerce_default_country": "US:NY"},
        "products": {
            "woocommerce_manage_stock": "yes",
            "woocommerce_hold_stock_minutes": "60",
            "woocommerce_notify_low_stock_amount": "2",
            "woocommerce_notify_no_stock_amount": "0",
        },
    }
    if group not in groups:
        raise RestError(404, "rest_setting_setting_group_invalid", "Invalid setting group.")
    return groups[group]


def _setting(call: Call, group: str, name: str, value: str) -> dict[str, Any]:
    links = call.shop.links(f"settings/{group}/{name}", ("GET", "POST", "PUT", "PATCH"))
    return {"id": name, "value": value, "_links": links}
