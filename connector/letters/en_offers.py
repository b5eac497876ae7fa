"""What the shop's own pages say of an item before it is bought, and beside an order, in English."""

TEXTS = {
    "offer_on": "On backorder: ships on {day}",
    "offer_none": "Sold out: no date is known yet",
    "offer_most_one": "Only 1 can be ordered now",
    "offer_most_many": "Only {most} can be ordered now",
    "beside_undated": "On backorder: no date is known yet",
    "beside_ready": "Set aside for this order",
}
