"""English: what is shown before the purchase."""

TEXTS = {
    "section.selling": "Selling beyond stock",
    "section.selling.what": "What the next buyer may be promised, once everybody who ordered before "
    "has been counted. A lead time counts only when you stated it yourself, "
    "here or at the item.",
    "field.sell_up_to": "Sell until",
    "field.longest_wait_days": "Longest wait in days",
    "field.serves": "Countries that each location ships to",
    "setting.sell_up_to": "When it ends, the item is sold out for the next buyer.",
    "setting.longest_wait_days": "Nothing is promised further ahead than so many days. 0: no limit.",
    "setting.serves": "Countries of two letters each, like JP US. Empty: it ships everywhere.",
    "sell_up_to.lead": "there is no end: the lead time dates what no delivery reaches",
    "sell_up_to.inbound": "everything on its way is spoken for",
    "foreseen.buyers": "What the next buyer is told",
    "foreseen.ends_selling": "{n} items stop being sold beyond their stock.",
    "foreseen.ends_selling.one": "1 item stops being sold beyond its stock.",
    "foreseen.begins_selling": "{n} items begin to be sold beyond their stock.",
    "foreseen.begins_selling.one": "1 item begins to be sold beyond its stock.",
    "foreseen.other_day_selling": "The next buyer of {n} items is told another day.",
    "foreseen.other_day_selling.one": "The next buyer of 1 item is told another day.",
    "foreseen.same_for_buyers": "What the next buyer is told stays the same.",
    "effect.offers": "Dates in the shop",
    "effect.offers.what": "Writes the day on which the next buyer's goods can ship beside each item"
    " of the shop, where the shop's own pages read it. With it stands how many units can be ordered "
    "for each day: anybody who opens such a page can read these numbers.",
    "effect.selling": "Selling beyond stock",
    "effect.selling.what": "Lets the shop sell an item beyond its stock as long as a day can be "
    "promised, and stops it when none can.",
    "effect.storefront": "Public pages",
    "effect.storefront.what": "Answers buyers' browsers what can be ordered and when, and shows the "
    "page of items that take longer. Anybody can then read how many units of an item can be "
    "ordered.",
    "effect.waitlist": "Waitlist",
    "effect.waitlist.what": "Takes addresses of those who wait for an item, asks each to confirm, and"
    " tells them when it can be ordered, as many at a time as there are "
    "units.",
    "effect.events": "Events to other tools",
    "effect.events.what": "Tells your own addresses, signed, and Shopify Flow when something is "
    "owed, promised, moved, ready, shipped or cancelled.",
}
