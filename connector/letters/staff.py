"""A letter to a store's own staff: something waits for a person, how much of it, and where."""

from datetime import date

from connector.letters import page
from connector.letters.first import Written
from connector.letters.language import Language, Voice
from connector.letters.plain import NAME_LIMIT, plain


def waiting(shop: str, things: int, url: str, language: Language) -> Written:
    """`things`: how many wait; `url`: the page that lists them. Nothing of a buyer is in it."""
    voice = Voice(language, date.min)  # names no day
    named = plain(shop, NAME_LIMIT) or voice.say("shop")
    some = "one" if things == 1 else "many"
    subject = voice.say(f"staff_subject_{some}", shop=named, things=things)
    what, off = voice.say(f"staff_waits_{some}", shop=named, things=things), voice.say("staff_off")
    text = f"{what}\n\n{voice.say('staff_look')}\n{url}\n\n{off}\n"
    parts = [page.text(what), page.button(url, voice.say("staff_look")), page.text(off)]
    return Written(subject, text, page.document(subject, parts, voice), voice.language)
