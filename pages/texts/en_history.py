"""English for what the queue writes into an order's history, where one unit and many read alike."""

UNITS = {
    "cannot ship from stock: owed": "Owed, for stock does not reach: {n}",
    "are here and set aside": "Here and set aside: {n}",
    "lost their stock and wait again": "Lost from stock and waiting again: {n}",
    "shipped": "Shipped: {n}",
    "are no longer wanted": "No longer wanted: {n}",
    "released for shipping": "Released for shipping: {n}",
    "kept back again: nothing is let go now": "Kept back again, nothing is let go now: {n}",
}
"""What follows "3 units" there."""
