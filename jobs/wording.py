"""What an order's letter is made of, who it comes from and in which language: for sending and for looking."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from connector.domain import promises
from connector.domain.snapshots import Paid, Payment
from connector.ledger.standing import LineStanding, OrderStanding
from connector.ledger.stores import Store, setting
from connector.letters import first, language
from connector.letters.first import FirstLetter, Item, LaterItem, Written
from connector.letters.language import Language
from connector.letters.plain import plain


class Sender(NamedTuple):
    """As the buyer sees it: a name, and where the answer goes."""

    name: str
    reply_to: str


def sender(store: Store) -> Sender:
    """What the merchant set, else what the store says of itself."""
    return Sender(
        plain(str(setting(store, "sender_name")) or store.name),
        plain(str(setting(store, "reply_to")) or store.email),
    )


def tongue(store: Store, locale: str) -> Language:
    """The buyer's own language where the order says it, else the store's."""
    return language.of(locale or str(setting(store, "language")))


def first_letter(store: Store, found: OrderStanding, now: datetime) -> Written:
    """The letter as it reads now, in the buyer's language, on the shop's own day."""
    today = now.astimezone(ZoneInfo(store.timezone)).date()
    return first.write(contents(store, found), tongue(store, found.order.locale), today=today)


def contents(store: Store, found: OrderStanding) -> FirstLetter:
    """Everything that the first letter of this order says."""
    order, who = found.order, sender(store)
    return FirstLetter(
        order_name=order.name,
        first_name=order.first_name,
        shop_name=who.name,
        shop_email=who.reply_to,
        now=tuple(Item(line.line.title, units) for line in found.lines if (units := _now(line)) > 0),
        later=tuple(_later(line) for line in found.lines if line.waiting and line.promise),
        together=bool(setting(store, "ships_together")),
        payment=Payment(Paid(order.paid), order.currency, order.total, order.taken, order.authorised_until),
        status_url=order.status_url,
        after_payment=not order.releasable,
    )


def _now(line: LineStanding) -> int:
    """Open units that need not wait; services and gift cards are not shipped at all."""
    return line.line.open - line.waiting if line.line.backorderable or line.line.item_id else 0


def _later(line: LineStanding) -> LaterItem:
    assert line.promise is not None  # noqa: S101  the caller asked
    return LaterItem(
        line.line.title,
        line.waiting,
        line.promise.promised_for,
        promises.in_words(line.promise.basis, line.promise.facts),
    )
