"""English: an order in the shop's own admin, and its letter once more."""

TEXTS = {
    "again.title": "Send the letter of order {name} again",
    "again.look": "Send the letter again",
    "again.to": "To {to}, as it reads today:",
    "again.confirm": "Yes, send it",
    "done.letter_again": "The letter is sent again now.",
    "kind.letter_again": "letter to the buyer once more",
    "field.letter": "The letter",
}
