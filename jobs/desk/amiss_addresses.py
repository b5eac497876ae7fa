"""Why a store cannot be added at the address that a person typed, and what helps, in English."""

from collections.abc import Mapping
from typing import Final

ADDRESSES: Final[Mapping[str, str]] = {
    "busy": "cannot be looked at just now, for several others are: nothing was kept, try again in a minute",
    "hook_odd": "is not a web address: write it like https://tools.example.com/hooks",
    "hook_https": "{host} must be reached by https on its usual port: events are sent no other way",
    "hook_private": "{host} leads into a private network: give an address that the whole world can reach",
    "hook_unknown": "{host} cannot be found: check the spelling, and that the name exists already",
    "hook_ended": "has ended already: nothing more goes there",
    "hook_twice": "tells Shopify Flow already: end that one first",
    "hook_flow": "is Shopify Flow, which this store's platform does not have",
    "hook_kind": "is none of the kinds of events: tick those of the list",
    "store_odd": "is not a web address: write it as in your browser, like https://shop.example",
    "store_http": "{host} must be reached by https: switch https on at your web host (most give a "
    "certificate for nothing), then write the address with https://",
    "store_private": "{host} leads into a private network: give the address that buyers use",
    "store_port": "{host} must be reached on the usual port of https: leave the number after the colon away",
    "store_silent": "{host} does not answer: check the spelling, and that your shop opens in a browser",
    "store_certificate": "{host} shows a certificate that cannot be trusted: have your web host renew it",
    "store_hops": "is sent on too many times: set one address in WordPress under Settings → General, the "
    "same to which your web host sends visitors",
    "store_downgrade": "is sent on to {to} without https: correct the WordPress address under Settings → "
    "General so that it begins with https://",
    "store_sent_on": "is sent on to {to}: enter the address at which your shop itself lives, and make sure "
    "that no waiting page or sign-in stands in front of it",
    "store_no_woocommerce": "is WordPress without WooCommerce: install and activate WooCommerce there",
    "store_closed": "{host} turns us away: let the WordPress REST API (/wp-json/) through in your security "
    "plugin or firewall",
    "store_ill": "answers with an error ({status}): try again later, or ask your web host",
    "store_plain_permalinks": "uses plain permalinks: choose another kind in WordPress under Settings → "
    "Permalinks, “Post name” for one, and save",
    "store_no_wordpress": "does not answer as WordPress does: enter the address at which your shop itself "
    "lives",
    "store_here": "is attached already, as {name}",
    "store_own_address": "cannot call us back, because we are reached at {value}: whoever runs this service "
    "must set PUBLIC_URL to an address with https://",
}
