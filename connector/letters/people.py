"""Letters to the merchant's own people: a link to sign in, an invitation, a beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from connector.letters import page
from connector.letters.first import Written
from connector.letters.language import Language, Voice
from connector.letters.plain import NAME_LIMIT, person, plain


@dataclass(frozen=True, slots=True)
class Door:
    """What a link opens, and its address."""

    name: str
    url: str


def sign_in(doors: Sequence[Door], minutes: int, language: Language) -> Written:
    """One link for each account of the address."""
    voice = _voice(language)
    opening = voice.say("signin_opening", product=voice.say("product"))
    buttons = [Door(voice.say("signin_for", account=_named(door.name)), door.url) for door in doors]
    after = (voice.say("signin_lasts", minutes=minutes), voice.say("signin_not_you"))
    return _written(voice, voice.say("signin_subject"), opening, buttons, after)


def invitation(by: str, role: str, door: Door, days: int, signin_url: str, language: Language) -> Written:
    """`by`: who invites; `role`: the word of a role."""
    voice = _voice(language)
    # Whoever invites typed their own name: one that is a link would make us mail it to a stranger.
    named, account = person(by) or plain(by, NAME_LIMIT), _named(door.name)
    opening = voice.say("invitation_opening", by=named, account=account, role=voice.say(f"role_{role}"))
    buttons = [Door(voice.say("signin_for", account=account), door.url)]
    after = (voice.say("invitation_lasts", days=days, url=signin_url), voice.say("invitation_not_you"))
    return _written(
        voice, voice.say("invitation_subject", by=named, account=account), opening, buttons, after
    )


def start(door: Door, minutes: int, language: Language) -> Written:
    """The link that makes an account. Whoever asked typed the shop's name."""
    voice, shop = _voice(language), _named(door.name)
    opening = voice.say("start_opening", shop=shop, product=voice.say("product"))
    buttons = [Door(voice.say("start_for", shop=shop), door.url)]
    after = (voice.say("start_lasts", minutes=minutes), voice.say("start_not_you"))
    return _written(voice, voice.say("start_subject", shop=shop), opening, buttons, after)


def _voice(language: Language) -> Voice:
    return Voice(language, date.min)  # these letters name no day


def _named(name: str) -> str:
    """A shop's name without what could be a link in it."""
    return person(name) or "…"


def _written(
    voice: Voice, subject: str, opening: str, doors: Sequence[Door], after: Sequence[str]
) -> Written:
    hello, bye = voice.say("people_hello"), voice.say("product")
    lines = [f"{door.name}\n{door.url}" for door in doors]
    text = "\n\n".join([f"{hello}\n{opening}", *lines, *after, bye]) + "\n"
    parts = [
        page.text(hello, opening),
        *(page.button(door.url, door.name) for door in doors),
        *(page.text(line) for line in after),
        page.text(bye),
    ]
    return Written(subject, text, page.document(subject, parts, voice), voice.language)
