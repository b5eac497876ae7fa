"""What is said of an item before it is bought, in English."""

TEXTS = {
    "offer_on": "On backorder: ships on {day}",
    "offer_none": "Sold out: no date is known yet",
    "offer_most_one": "Only 1 can be ordered now",
    "offer_most_many": "Only {most} can be ordered now",
}
