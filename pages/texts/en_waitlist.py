"""English: the waitlist, for buyers and on the board."""

TEXTS = {
    "kind.waitlist": "telling who waits",
    "kind.wait_letter": "letter to who waits",
}
