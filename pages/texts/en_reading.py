"""English: how far the reading of a store is, and what other tools left in it."""

TEXTS = {
    "reading.title": "What we know of the store",
    "reading.catalogue": "Reading what it sells and its stock",
    "reading.orders": "Reading its open orders",
    "reading.rest": "Reading orders that no list had",
    "reading.since": "since {at}",
    "reading.counts": "Items read: {items}. Open orders read: {orders}, of which {changed} were news.",
    "reading.ended": "The whole store was last read {at}.",
    "reading.changes": "What changed was last read {at}; it is read every 15 minutes, and "
    "everything every night.",
    "reading.trouble": "It stopped, and is tried again by itself:",
    "reading.left": "Left by other backorder tools: {number}",
    "reading.again": "Read everything again",
    "reading.again.help": "Nothing is changed at the store, and nobody gets a letter because of it alone.",
    "left.title": "What other tools left",
    "left.help": "Other backorder and pre-order tools leave traces in a store. They are listed "
    "here and nothing is done about them unless you say so.",
    "left.none": "Nothing of another tool was found.",
    "left.not_yet": "The store is still being read.",
    "left.take": "Dates that could be taken over",
    "left.take.help": "Another tool told the buyers of these lines a day: {number}. Taken over, it "
    "becomes the date of the line, set by you, and stays until you take it away on the order's page. "
    "Days that have passed are not offered.",
    "left.take.button": "Take over dates: {number}",
    "left.order": "Order",
    "left.line": "Line",
    "left.day": "Day told",
    "left.before": "Now",
    "left.computed": "computed",
    "left.found": "Found",
    "left.state": "State",
    "left.as_it_is": "left as it is",
    "left.taken": "taken over {at}",
    "left.more": "and more: {number}",
    "left.selling_plan": "Pre-order selling plans",
    "left.selling_plan.what": "Lines bought by a pre-order plan stay out of the queue: the plan "
    "says when they are paid and sent. We change neither.",
    "left.tag": "Order tags",
    "left.tag.what": "Tags that another tool sets. We never remove a tag that is not ours; choose "
    "other texts for ours if they would be the same.",
    "left.line_property": "Line properties",
    "left.line_property.what": "Notes that another tool's product page put on order lines. Where "
    "one tells a day, it can be taken over.",
    "left.preorder_product": "Pre-order products",
    "left.preorder_product.what": "Products that WooCommerce Pre-Orders sells before their day. It "
    "releases them itself; we do not touch that.",
    "left.preorder_order": "Pre-orders",
    "left.preorder_order.what": "Orders that WooCommerce Pre-Orders waits with. They stand in the "
    "queue like every open order; the day that was told can be taken over.",
    "done.whole_asked": "The whole store is being read again.",
    "done.taken_over": "Dates taken over: {number}.",
}
