"""Which of a shop's items the page of items that take longer shows, and what is told of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from connector.domain.longer import Measured, chosen, measured
from connector.domain.offered import Said, to_buyer, uncounted
from connector.ledger import items, window
from connector.ledger.items import BY_RULE, YES
from connector.ledger.stores import Store
from connector.ledger.window import Found, Piece
from pages.public.links import of_the_web, to_order

MOST_ALTERNATIVES: Final = 3
LOOKED_AT: Final = 60
"""Of a large product or category, so many are looked at for what is in stock."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item of the page. `order`: where it is ordered; empty where the shop shows it nowhere."""

    piece: Piece
    said: Said
    order: str
    image: str
    alternatives: Sequence[Piece]


def ids(unit: Session, store: Store, today: date) -> list[int]:
    """Listings to show, the soonest first."""
    return chosen([_measured(one, today) for one in window.offered(unit, store)])


def _measured(found: Found, today: date) -> Measured:
    by_hand = None if found.featured == BY_RULE else found.featured == YES
    return measured(
        found.listing_id, found.body, today, shut=found.shut, lead_days=found.lead_days, by_hand=by_hand
    )


def cards(unit: Session, store: Store, listing_ids: Sequence[int], today: date, language: str) -> list[Card]:
    """What is told of each, in this order; whoever need not wait any more is left out.

    However many they are, the ledger is asked the same few questions.
    """
    found = window.pieces(unit, store, listing_ids)
    waited = [
        (piece, said)
        for piece in (found[one] for one in listing_ids if one in found)
        if (said := _wait(piece, today))
    ]
    near = _near(unit, store, [piece for piece, _ in waited])
    return [
        Card(
            piece,
            said,
            to_order(store, piece, said, language),
            of_the_web(piece.image_url, secure=True),
            near.alternatives(piece, today),
        )
        for piece, said in waited
    ]


def _wait(piece: Piece, today: date) -> Said | None:
    """What is said of it; None where nobody waits, or for no day."""
    said = to_buyer(piece.body, 1, "", today) if piece.body else None
    return said if said and not said.now and said.ships_on else None


@dataclass(frozen=True, slots=True)
class Near:
    """What lies near the items of a page: `named` beside each by hand, and by item, product and kind."""

    named: Mapping[int, Sequence[int]]
    items: Mapping[int, Sequence[Piece]]
    products: Mapping[str, Sequence[Piece]]
    kinds: Mapping[str, Sequence[Piece]]

    def alternatives(self, piece: Piece, today: date) -> list[Piece]:
        """In stock now: what a person named beside it, else of the same product, else of the same kind."""
        named = [one for item in self.named.get(piece.item_id, ()) for one in self.items.get(item, ())]
        by_hand = _there(named, piece, today)
        if by_hand:
            return by_hand[:MOST_ALTERNATIVES]
        near = _there(self.products.get(piece.product_ref, ()), piece, today)
        if len(near) < MOST_ALTERNATIVES:
            known = {one.listing_id for one in near}
            like = _there(self.kinds.get(piece.category, ()), piece, today)
            near += [one for one in like if one.listing_id not in known]
        return near[:MOST_ALTERNATIVES]


def _near(unit: Session, store: Store, pieces: Sequence[Piece]) -> Near:
    named = items.alternatives_of_each(unit, store.account_id, {one.item_id for one in pieces})
    return Near(
        named,
        window.of_items(unit, store, {other for others in named.values() for other in others}),
        window.of_products(unit, store, {one.product_ref for one in pieces}, LOOKED_AT),
        window.of_categories(unit, store, {one.category for one in pieces}, LOOKED_AT),
    )


def _there(found: Sequence[Piece], piece: Piece, today: date) -> list[Piece]:
    return [one for one in found if one.listing_id != piece.listing_id and _is_there(one, today)]


def _is_there(piece: Piece, today: date) -> bool:
    if not of_the_web(piece.url):
        return False
    if not piece.tracked:
        return uncounted(piece.beyond).now
    return piece.body is not None and to_buyer(piece.body, 1, "", today).now
