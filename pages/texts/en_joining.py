"""English: items of several stores that are one, and two again."""

TEXTS = {
    "item.joined": "Made one",
    "item.joined.by": "{title} was made one with this by {who} on {day}.",
    "item.apart": "Take apart",
    "apart.title": "Look before you take them apart",
    "apart.what": "An item of its own again: {title} ({sku})",
    "apart.lines": "{n} open order lines go with it, of {orders} orders; {waiting} of their units wait now.",
    "apart.lines.one": "1 open order line goes with it, of {orders} orders; {waiting} of its units wait now.",
    "apart.shelf": "The shelf {start} is a place of its own again, and no longer {end}.",
    "apart.staying": "The shelf {start} stays {end}: another item that was made one still needs it.",
    "apart.then": "Each store's own count is read again, and both queues are worked out as if they had "
    "never been one.",
    "apart.confirm": "Yes, they are two items",
    "joining.link": "Join items by SKU",
    "joining.title": "The same items in several stores",
    "joining.help": "These SKUs are sold by more than one store. Tick those that lie on one shelf: one "
    "queue then serves the orders of all stores.",
    "joining.believed": "Whose count is believed",
    "joining.table": "SKUs that several items have",
    "joining.pick": "SKU",
    "joining.empty": "No SKU is sold by more than one store, or all are one item already.",
    "joining.would": "{n} items become part of another",
    "joining.would.one": "1 item becomes part of another",
    "joining.by_store": "The counts of {store} are believed.",
    "joining.left_out": "{n} SKUs are left out:",
    "joining.left_out.one": "1 SKU is left out:",
    "joining.others": "{n} other items lie on shelves that move. Their units move as well, to where "
    "{store} counts: join them too, or their counts may grow old.",
    "joining.others.one": "1 other item lies on a shelf that moves. Its units move as well, to where "
    "{store} counts: join it too, or its count may grow old.",
    "done.joined": "{n} joined: one queue serves all their orders.",
    "done.apart": "Two items again; both stores' counts are being read.",
}
