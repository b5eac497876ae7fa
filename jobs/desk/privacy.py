"""What a person asks about a buyer: counted first, then a file of all we hold, or nothing held any more."""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from connector.domain.buyers import Whom
from connector.ledger import buyers, locks, stores, waits
from connector.ledger.privacy import PrivacyRequest
from jobs import asking, naming
from jobs.asking import Asked
from jobs.desk import given
from jobs.desk.amiss import Amiss
from jobs.desk.notes import say
from jobs.workshop import Workshop

ASKS = ("data_request", "customer_redact")
WANTED = {"data_request": "privacy_asked_file", "customer_redact": "privacy_asked_forget"}
"""How the history calls them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What of a buyer is held in one store. `open`: orders of theirs that still wait for goods."""

    orders: int
    open: int
    letters: int
    deliveries: int
    waits: int
    """Items of whose waitlist they are."""

    @property
    def nothing(self) -> bool:
        """Nothing at all is held of them."""
        return not (self.orders or self.letters or self.deliveries or self.waits)


def whom(raw: str) -> Whom:
    """An e-mail address, or an order's number at the platform. Raises Amiss."""
    text = given.words("whom", raw)
    if not text:
        raise Amiss("whom", "required")
    if "@" in text:
        return Whom(emails=(text,))
    return Whom(orders=(text,))


def preview(unit: Session, account_id: int, store_id: int, raw: str) -> Preview:
    """Nothing is changed and nothing written down."""
    store = stores.get(unit, account_id, store_id)
    about, owned = naming.all_of(unit, store, _named(unit, account_id, store_id, raw))
    found = buyers.orders_of(unit, account_id, store_id, about)
    return Preview(
        len(found),
        buyers.still_owed(unit, account_id, owned.order_ids),
        buyers.letters_to(unit, account_id, owned.order_ids),
        naming.how_many(unit, store, about),
        waits.held_of(unit, account_id, store_id, about.addresses),
    )


def ask(
    workshop: Workshop, unit: Session, account_id: int, store_id: int, raw: str, kind: str, who: str
) -> PrivacyRequest:
    """Written down, and done by a worker soon. Raises Amiss."""
    if kind not in ASKS:
        raise Amiss("kind", "privacy_kind")
    store = locks.store(unit, account_id, store_id)
    about = _named(unit, account_id, store_id, raw)
    now = workshop.clock()
    say(unit, account_id, now, who, WANTED[kind], store_id=store_id, store=store.name)
    asked = Asked(kind, about, f"page {secrets.token_hex(8)}", who)
    return asking.ask(workshop, unit, store, asked, now)


def _named(unit: Session, account_id: int, store_id: int, raw: str) -> Whom:
    """An order may be given by the name that the merchant sees, like #1001."""
    about = whom(raw)
    if not about.orders:
        return about
    refs = buyers.refs_named(unit, account_id, store_id, about.orders[0])
    return Whom(orders=tuple(refs)) if refs else about
