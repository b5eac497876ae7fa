"""The first letter of an order: what ships now, what ships later and when, and what was paid."""

from dataclasses import dataclass, replace
from datetime import date

from connector.domain.snapshots import Paid, Payment
from connector.letters import page, paper
from connector.letters.language import Voice, of
from connector.letters.paper import Paper, Shipment
from connector.letters.plain import NAME_LIMIT, link, person, plain


@dataclass(frozen=True, slots=True)
class Item:
    """`quantity` units of something that ships now."""

    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class LaterItem:
    """`quantity` units that ship on `ships_on`, the shop's local date.

    `rests_on` says where the date comes from; it is kept with the letter and not told to the buyer.
    """

    title: str
    quantity: int
    ships_on: date
    rests_on: str


@dataclass(frozen=True, slots=True)
class FirstLetter:
    """What one order's letter is made of. Texts are as the platform has them: nothing is clean yet.

    `together`: the shop ships everything at once, on the latest date. `after_payment`: nothing is let
    go before the buyer's payment has reached the shop.
    """

    order_name: str
    first_name: str
    shop_name: str
    shop_email: str
    now: tuple[Item, ...]
    later: tuple[LaterItem, ...]
    together: bool
    payment: Payment
    status_url: str = ""
    cancellable: bool = True
    after_payment: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: `text` and `html` say the same."""

    subject: str
    text: str
    html: str
    language: str


def write(letter: FirstLetter, language: str, today: date, *, test: bool = False) -> Written:
    """The letter in a buyer's language. `today` is the shop's local date: a date of another year says so.

    `test`: the same letter, marked as one that went to no buyer.
    """
    voice = Voice(of(language), today)
    sheet = _paper(letter, voice)
    if test:
        subject = voice.say("test_subject", subject=sheet.subject)
        sheet = replace(sheet, subject=subject, notice=voice.say("test_notice"))
    return Written(sheet.subject, paper.as_text(sheet, voice), page.as_html(sheet, voice), voice.language)


def _paper(letter: FirstLetter, voice: Voice) -> Paper:
    shop = plain(letter.shop_name, NAME_LIMIT)
    named = shop or voice.say("shop")
    order = plain(letter.order_name, NAME_LIMIT)
    name = person(letter.first_name)
    shipments = _shipments(letter, voice)
    thanks = voice.say("thanks", order=order, shop=named)
    return Paper(
        subject=voice.say("subject", order=order, what=_in_short(letter, shipments, voice)),
        greeting=voice.say("greeting", name=name) if name else voice.say("greeting_nobody"),
        opening=(thanks, _opening(letter, shipments, voice)),
        shipments=shipments,
        payment=_payment(letter, voice),
        reach=_reach(letter, named, voice),
        status_url=link(letter.status_url),
        closing=(voice.say("closing"), shop),
    )


def _shipments(letter: FirstLetter, voice: Voice) -> tuple[Shipment, ...]:
    """The dates in their order, what ships now first; equal titles of one shipment are counted together."""
    last = max((item.ships_on for item in letter.later), default=None)
    dated: dict[date | None, dict[str, int]] = {}
    everything = [(last if letter.together else None, item.title, item.quantity) for item in letter.now]
    for item in sorted(letter.later, key=lambda item: item.ships_on):
        everything.append((last if letter.together else item.ships_on, item.title, item.quantity))
    for day, raw, quantity in everything:
        titles = dated.setdefault(day, {})
        title = plain(raw) or voice.say("item")
        titles[title] = titles.get(title, 0) + quantity
    unpaid = letter.after_payment
    return tuple(Shipment(day, tuple(titles.items()), unpaid) for day, titles in dated.items())


def _in_short(letter: FirstLetter, shipments: tuple[Shipment, ...], voice: Voice) -> str:
    now = sum(shipment.units for shipment in shipments if shipment.ships_on is None)
    later = sum(shipment.units for shipment in shipments if shipment.ships_on is not None)
    days = [shipment.ships_on for shipment in shipments if shipment.ships_on is not None]
    if not days:
        return voice.say("subject_now")
    first, last = voice.day(days[0]), voice.day(days[-1])
    some = "one" if now == 1 else "many"
    if now and letter.after_payment:
        return voice.say(f"subject_{some}_unpaid", now=now, later=later, last=last)
    if now:
        key = f"subject_{some}_now_{'on' if len(days) == 1 else 'by'}"
        return voice.say(key, now=now, later=later, day=last, last=last)
    if len(days) > 1:
        return voice.say("subject_span", first=first, last=last)
    return voice.say("subject_together" if letter.together and later > 1 else "subject_on", day=last)


def _opening(letter: FirstLetter, shipments: tuple[Shipment, ...], voice: Voice) -> str:
    if not letter.later:
        return voice.say("opening_now")
    if len(shipments) > 1:
        return voice.say("opening_parts" if letter.now and not letter.together else "opening_span")
    day = voice.day(max(item.ships_on for item in letter.later))
    return voice.say("opening_together" if letter.now else "opening_on", day=day)


def _payment(letter: FirstLetter, voice: Voice) -> str:
    """Only what the platform's records prove: without a sum to name, nothing is claimed about one."""
    paid = _provable(letter.payment)
    money = {
        "total": voice.money(letter.payment.total, letter.payment.currency),
        "taken": voice.money(_taken(letter.payment), letter.payment.currency),
    }
    said = voice.say(f"paid_{paid.value}", **money)
    if letter.after_payment:
        said = voice.join(said, voice.say("paid_first"))
    if not letter.cancellable:
        return said
    refund = paid in {Paid.TAKEN, Paid.PARTLY}
    return voice.join(said, voice.say(f"cancel_{paid.value}" if refund else "cancel"))


def _taken(payment: Payment) -> int:
    return payment.taken or (payment.total if payment.paid is Paid.TAKEN else 0)


def _provable(payment: Payment) -> Paid:
    sums = {Paid.AUTHORISED: payment.total, Paid.PARTLY: payment.taken, Paid.TAKEN: _taken(payment)}
    nameless = not payment.currency or sums.get(payment.paid, 1) <= 0
    return Paid.UNKNOWN if nameless and payment.paid in sums else payment.paid


def _reach(letter: FirstLetter, shop: str, voice: Voice) -> str:
    email = plain(letter.shop_email)
    if not email:
        return voice.say("write_to", shop=shop)
    return voice.say("reply_cancel" if letter.cancellable else "reply", shop=shop, email=email)
