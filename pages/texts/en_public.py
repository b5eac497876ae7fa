"""English: what buyers read on pages of ours."""

TEXTS = {
    "public.not_found.title": "There is no such page",
    "public.not_found.text": "It may have moved, or the shop no longer shows it. Nothing was changed.",
    "public.too_often.title": "One moment, please",
    "public.too_often.text": "Very many requests came from your address. Nothing was changed: try again in "
    "a minute.",
    "public.away.title": "Not just now",
    "public.away.text": "This page cannot be shown at the moment. Nothing was changed: try again in a "
    "minute.",
    "public.odd.title": "That did not work",
    "longer.title": "Items that take longer",
    "longer.about": "What {shop} sells before it is here. Each says when it leaves, and what is in "
    "stock instead.",
    "longer.price": "Price",
    "longer.price_at_shop": "As the shop's page says",
    "longer.delivery": "Delivery time",
    "longer.order": "Order",
    "longer.alternatives": "In stock instead",
    "longer.empty": "At the moment nothing takes longer than usual.",
    "public.odd.text": "What was sent could not be read. Nothing was changed: go back and try again.",
}
