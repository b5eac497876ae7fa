"""What a person gave us and cannot be used: which field, and the cure, in words that can be translated."""

from collections.abc import Mapping
from typing import Final

from connector.domain.trouble import BadInput
from jobs.desk.amiss_addresses import ADDRESSES

CURES: Final[Mapping[str, str]] = {
    **ADDRESSES,
    "required": "is empty: fill it in",
    "lacks_read_customers": "needs access to customers: grant it to the app in the shop's admin, then open "
    "the app there once",
    "lacks_protected_customer_data": "needs Shopify's approval for protected customer data, for buyers' "
    "names and addresses are kept from the app until then: ask for it in the Dev Dashboard, then read the "
    "store again",
    "lacks_write_orders": "needs leave to change orders: grant it to the app in the shop's admin, then open "
    "the app there once",
    "lacks_write_products": "needs leave to change products: grant it to the app in the shop's admin, then "
    "open the app there once",
    "lacks_write_merchant_managed_fulfillment_orders": "needs leave to hold fulfilment orders: grant it to "
    "the app in the shop's admin, then open the app there once",
    "lacks_write": "needs keys that may write: make new ones in WooCommerce with read and write permission",
    "shop_name": "is not a shop's name: write it like lamps.myshopify.com",
    "shop_key": "does not look like one: copy it from the app's page in the Dev Dashboard",
    "shop_taken": "is installed already by the public app, or belongs to another account",
    "whole": "must be a whole number from {least} to {most}",
    "day": "must be a date like 2026-12-03",
    "long": "is too long: at most {most} characters",
    "yes_no": "must be yes or no",
    "email": "must be one e-mail address like orders@example.com, or empty",
    "country": "must be a country of two letters like JP whose holidays are known, or empty",
    "far": "must lie between {first} and {last}: check the year",
    "past": "has passed already: give today or a later day",
    "sku_unknown": "no item has the SKU {value}: check it for typing errors, or read the store again",
    "sku_twice": "{count} items have the SKU {value}: say on one item's page that they are the same, "
    "or pick the item by its title",
    "item_unknown": "there is no such item: pick one from the list",
    "location_unknown": "no location is called {value}: use one of {known}",
    "location_twice": "{count} locations are called {value}: add the delivery by hand and pick the location",
    "from_platform": "comes from the store's own transfers: change it there",
    "more_than_coming": "only {most} units are still to come: record the rest as a new delivery",
    "no_file": "no rows were found: give a file with the columns sku, location, quantity, date",
    "columns": "the column {value} is missing: the first row must name sku, location, quantity, date",
    "not_text": "the file is not UTF-8 text: save it as CSV UTF-8",
    "many_rows": "at most {most} rows at once: split the file",
    "same_item": "is this very item: pick another",
    "same_sku": "has another SKU: only items with the same SKU can be said to be the same",
    "none_chosen": "is chosen nowhere: tick at least one item",
    "many_chosen": "is chosen too often: join at most {most} at once",
    "same_store": "both are sold by {value}: items of one store stay apart",
    "not_counted": "no store counts the item there: pick a location that does",
    "many_shelves": "{value} keeps the item at several locations: pick one of those as the count to believe",
    "moved_on": "things changed since you looked: nothing was done, look at it once more",
    "nothing_owed": "this line waits for nothing any more: nothing was changed",
    "letters_off": "is off for this order: turn letters on, or admit an order older than the switch",
    "letter_not_sent": "was never sent, or needs a person: look at what waits for you",
    "letter_under_way": "is about to be sent already",
    "letter_just_sent": "was sent less than {minutes} minutes ago: wait a little",
    "letter_empty": "would tell of nothing: no line of this order waits any more, or its buyer is not known",
    "effect": "there is no such switch",
    "no_room": "orders of this store's platform have neither tags nor holds: turn on record or letters",
    "address": "must be one e-mail address like ada@example.com",
    "role": "is none of the roles: pick one from the list",
    "name_taken": "is what somebody else, or a part of this product, is called in the history: take another",
    "known_person": "is here already: change the role in the list",
    "many_invited": "at most {most} a day: invite the others tomorrow",
    "last_owner": "the last owner stays one: make somebody else an owner first",
    "leave_in_shopify": "is a Shopify shop: uninstall the app in Shopify's own admin",
    "leave_ours_first": "still shows dates, or sells, by our hand: take everything of ours off first, on "
    "its page for leaving",
    "leave_trouble": "does not answer ({why}): try again later",
    "privacy_kind": "must be a file or forgetting: choose one of the two buttons",
    "object": "must be one object with a name for each setting",
    "absent": "is missing: give every setting",
    "no_setting": "is no setting: use one of {known}",
    "choice": "must be one of {known}",
    "text": "must be text",
    "list": "must be a list",
    "region": "must have a location of the store and a list of countries",
    "place": "must be countries of two letters each, like JP",
    "location_once": "must name each location once",
    "closure": "must have a first day, a last day and a note",
    "one_line": "must be one line of plain text",
    "comma": "may hold no comma: give each tag by itself",
    "gap": "holds {value}, which nobody can fill: use only {known}",
    "many_entries": "has too many entries: at most {most}",
    "from_to": "must end on or after the day it begins, and last at most {most} days",
    "calendar": "leaves too few days to pack on: keep a working day in every year, and close for at most "
    "732 days in all, within 18 years",
    "same_tag": "is the same as the tag of what waits: give each its own text",
    "tag_needed": "is empty: name at least one customer tag, or choose another order of the queue",
    "same_value": "is so already: nothing would change",
    "read_only": "took the app off: its settings can only be read",
    "no_address": "is not known: sign in with your own e-mail address first",
    "has_left": "took the app off: nothing of it can be read any more",
    "key_ended": "has ended already",
}
"""What was wrong and its cure, in English. Pages have them in every language, by the same names."""


class Amiss(BadInput):
    """`key` names the cure; `values` fill its gaps; `row` is the line of a file, from 1."""

    def __init__(self, field: str, key: str, *, row: int | None = None, **values: object) -> None:
        super().__init__(field, CURES[key].format(**values))
        self.key = key
        self.values = values
        self.row = row
