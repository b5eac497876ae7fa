"""English: an order in the shop's own admin, and its letter once more."""

TEXTS = {
    "admin.stranger": "The app does not know who you are: open it here in the admin once, then load this "
    "page again.",
    "admin.no_leave": "Your role has no leave for this. An owner can change it on the app's page of people.",
    "admin.unknown": "The app knows nothing of this order yet, or the line is gone. A new order is here "
    "within a minute.",
    "admin.unreadable": "This could not be read, and nothing was changed. Load the page again.",
    "admin.away": "The app cannot look anything up just now. Nothing was changed: try again in a minute.",
    "again.title": "Send the letter of order {name} again",
    "again.look": "Send the letter again",
    "again.to": "To {to}, as it reads today:",
    "again.confirm": "Yes, send it",
    "done.letter_again": "The letter is sent again now.",
    "kind.letter_again": "letter to the buyer once more",
    "field.letter": "The letter",
}
