"""What letters of the waitlist say in English."""

TEXTS = {
    "wait_item": "the item",
    "wait_hello": "Hello,",
    "wait_confirm_subject": "Please confirm: tell me when {item} can be ordered",
    "wait_confirm_opening": "somebody, most likely you, asked {shop} to write to this address "
    "as soon as this can be ordered:",
    "wait_row": "{quantity} × {title}",
    "wait_confirm_press": "Yes, tell me",
    "wait_confirm_lasts": "The link works for {days} days and opens a page with one button. "
    "Until you press it, nothing else is sent to you.",
    "wait_confirm_not_you": "If it was not you, do nothing: the address is forgotten by itself.",
    "wait_told_subject": "It can be ordered now: {item}",
    "wait_told_opening": "you asked {shop} to tell you when this can be ordered. It can be ordered now:",
    "wait_told_here": "In stock now",
    "wait_told_press": "Go to the shop",
    "wait_told_no_claim": "Nothing is set aside for you: whoever orders first is served first. "
    "This is the only letter; to be told again, ask again.",
    "wait_reach": "Questions? Just reply: your answer goes to {shop} ({email}).",
    "wait_leave": "Take this address off the list:",
    "wait_closing": "With kind regards",
}
