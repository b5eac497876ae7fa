"""Letters to those who wait: please confirm, and: it can be ordered now. No promotion is in them."""

from dataclasses import dataclass
from datetime import date

from connector.letters import page
from connector.letters.first import Written
from connector.letters.language import Language, Voice
from connector.letters.plain import NAME_LIMIT, plain


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody waits for, at which shop; `shop_email`: where their answer goes, or empty."""

    title: str
    quantity: int
    shop: str
    shop_email: str
    leave_url: str


def confirm(wished: Wished, url: str, days: int, language: Language) -> Written:
    """`url`: the page whose button says yes, for so many `days`."""
    voice = Voice(language, date.min)  # names no day
    item = _item(wished, voice)
    opening = (voice.say("wait_confirm_opening", shop=_shop(wished, voice)), _row(wished, item, voice))
    after = (voice.say("wait_confirm_lasts", days=days), voice.say("wait_confirm_not_you"))
    subject = voice.say("wait_confirm_subject", item=item)
    return _written(wished, subject, opening, (url, voice.say("wait_confirm_press")), after, voice)


def told(wished: Wished, url: str, when: str, end: str, language: Language) -> Written:
    """`url`: the product, or the shop; `when` and `end`: the offer's own words, empty for what is here."""
    voice = Voice(language, date.min)  # the day is in the offer's words
    item = _item(wished, voice)
    opening = (
        voice.say("wait_told_opening", shop=_shop(wished, voice)),
        _row(wished, item, voice),
        when or voice.say("wait_told_here"),
        end,
    )
    subject = voice.say("wait_told_subject", item=item)
    after = (voice.say("wait_told_no_claim"),)
    return _written(wished, subject, opening, (url, voice.say("wait_told_press")), after, voice)


def _item(wished: Wished, voice: Voice) -> str:
    return plain(wished.title) or voice.say("wait_item")


def _shop(wished: Wished, voice: Voice) -> str:
    return plain(wished.shop, NAME_LIMIT) or voice.say("shop")


def _row(wished: Wished, item: str, voice: Voice) -> str:
    return voice.say("wait_row", quantity=wished.quantity, title=item)


def _written(
    wished: Wished,
    subject: str,
    opening: tuple[str, ...],
    press: tuple[str, str],
    after: tuple[str, ...],
    voice: Voice,
) -> Written:
    url, label = press
    hello, leave, shop = voice.say("wait_hello"), voice.say("wait_leave"), _shop(wished, voice)
    reach = voice.say("wait_reach", shop=shop, email=wished.shop_email) if wished.shop_email else ""
    bye = (voice.say("wait_closing"), shop)
    lines = [
        "\n".join(filter(None, (hello, *opening))),
        f"{label}\n{url}" if url else "",
        *after,
        reach,
        "\n".join(bye),
        f"{leave}\n{wished.leave_url}",
    ]
    text = "\n\n".join(filter(None, lines)) + "\n"
    parts = [
        page.text(hello, *opening),
        page.button(url, label) if url else "",
        *(page.text(line) for line in (*after, reach) if line),
        page.text(*bye),
        page.link(leave, wished.leave_url),
    ]
    return Written(subject, text, page.document(subject, parts, voice), voice.language)
