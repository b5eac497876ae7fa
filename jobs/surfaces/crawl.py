"""Everything that says a date is asked what it says, and compared with the ledger. Nothing is changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.outgoing import Sender
from connector.domain.storefront import Storefront
from connector.domain.surfaces import Differs, waits
from connector.domain.trouble import BadInput, Trouble
from connector.ledger import spoken, stores
from connector.ledger.base import chunks
from connector.ledger.stores import Store
from jobs.surfaces import goods, owed
from jobs.surfaces.ground import Board, Ground, Seen, Unseen
from jobs.workshop import Workshop

TOGETHER: Final = 20
"""Listings that are asked about at once, as many as one question to our answer names; and orders."""


@dataclass
class Crawled:
    """`looked` of `total` listings that wait were asked about, and so many `lines` of orders."""

    looked: int
    total: int
    seen: Seen = field(default_factory=Seen)

    @property
    def differs(self) -> list[Differs]:
        """What disagrees, and has no reason to."""
        return [one for one in self.seen.differs if not one.on_its_way]

    @property
    def on_its_way(self) -> list[Differs]:
        """What may still be older, by what is stated of it."""
        return [one for one in self.seen.differs if one.on_its_way]


def crawl(
    here: Workshop,
    store: Store,
    names: Sequence[str],
    most: int,
    board: Board,
    told: Callable[[int, int], None],
) -> Crawled:
    """`names`: SKUs or the platform's ids; none: every listing that waits, at most `most` of them.

    `told` hears how many of how many listings are done. Raises BadInput for a name of nothing.
    """
    ids = _chosen(here, store, names)
    made = Crawled(min(most, len(ids)), len(ids))
    sender = Sender(here.outside)
    try:
        ground = _ground(here, store, sender, board, made.seen)
        page = goods.landing(ground, made.seen) if ids else None
        for part in chunks(ids[:most], TOGETHER):
            if page is not None:
                _part(ground, part, page, made.seen)
            told(min(made.looked, ids.index(part[-1]) + 1), made.looked)
    finally:
        sender.close()
    return made


def _part(ground: Ground, ids: Sequence[int], page: goods.Landing, seen: Seen) -> None:
    with ground.workshop.ledger.reading() as unit:
        part = spoken.by_ids(unit, ground.store, ids)
        refs = {one.ref for one in part}
        orders = spoken.orders_waiting(unit, ground.store, refs)
    goods.look_at(ground, part, page, seen)
    for some in chunks(orders, TOGETHER):
        owed.look_at(ground, some, refs, seen)


def _chosen(here: Workshop, store: Store, names: Sequence[str]) -> list[int]:
    with here.ledger.reading() as unit:
        wanted: set[int] = set()
        for name in names:
            found = spoken.named(unit, store, name)
            if not found:
                cure = "give its SKU, or the platform's id of it"
                raise BadInput("item", f"{store.name} sells nothing that is called {name!r}: {cure}")
            wanted |= found
        waiting = [one for one, body in spoken.offers(unit, store) if waits(body)]
    return [one for one in waiting if not names or one in wanted]


def _ground(here: Workshop, store: Store, sender: Sender, board: Board, seen: Seen) -> Ground:
    front: Storefront | None = None
    try:
        front = here.storefront(store)
    except Trouble as error:
        seen.unseen.append(Unseen("", goods.SHOP, str(error)))
    with here.ledger.reading() as unit:
        on = frozenset(stores.switches(unit, store.account_id, store.id))
    return Ground(here, store, front, sender, on, board)
