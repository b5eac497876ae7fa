"""What is said of an item before it is bought: at the shop, by our own answer, on our page and the shop's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from requests import Response

from connector.domain import surfaces
from connector.domain.offered import Said, to_buyer
from connector.domain.surfaces import Differs, Gap
from connector.domain.trouble import Trouble
from connector.ledger import spoken, tasks
from connector.ledger.reckoning import today_of
from connector.ledger.spoken import Spoken
from jobs.offering import OWES
from jobs.surfaces.ground import FORMS, Ground, Seen, Unseen, first

SHOP, ANSWER, LANDING, PRODUCT = "shop", "availability", "landing page", "product page"
VARIANT: Final = "gid://shopify/ProductVariant/"
MOST_PAGES: Final = 40
"""Of our page of items, in each language."""


class Heard(NamedTuple):
    """One disagreement before it is judged; `at`: when the place was asked."""

    one: Spoken
    surface: str
    gap: Gap
    at: datetime


@dataclass(frozen=True, slots=True)
class Landing:
    """Our page of items as it stood at a moment, by language."""

    lines: Mapping[str, Sequence[str]]
    at: datetime


def landing(ground: Ground, seen: Seen) -> Landing:
    """Read once for all items; empty where it is not shown."""
    at, lines = ground.workshop.clock(), {}
    if "storefront" in ground.switches:
        try:
            lines = {name: list(_pages(ground, name)) for name in FORMS}
        except Trouble as error:
            seen.unseen.append(Unseen("", LANDING, str(error)))
    return Landing(lines, at)


def _pages(ground: Ground, language: str) -> Iterator[str]:
    for number in range(1, MOST_PAGES + 1):
        try:
            yield from ground.page(ground.ours("items"), lang=language, page=str(number))
        except Trouble:
            if number == 1:
                raise
            return  # there are no more


def look_at(ground: Ground, part: Sequence[Spoken], page: Landing, seen: Seen) -> None:
    """Up to twenty listings, as many as one question to our answer names."""
    heard: list[Heard] = []
    for surface, look in ((SHOP, _at_shop), (ANSWER, _answered)):
        try:
            heard += look(ground, part)
        except Trouble as error:
            seen.unseen.append(Unseen("", surface, str(error)))
    for one in part:
        heard += _on_landing(ground, one, page)
        try:
            heard += _on_product(ground, one)
        except Trouble as error:
            seen.unseen.append(Unseen(about(one), PRODUCT, str(error)))
    seen.differs += _judged(ground, heard)


def about(one: Spoken) -> str:
    """How a listing is called in what is said of it."""
    return f"{one.title} ({one.sku or one.ref})"


def _at_shop(ground: Ground, part: Sequence[Spoken]) -> Iterator[Heard]:
    """While dates are published there; where they are not, nothing of ours is expected."""
    if "offers" not in ground.switches or ground.front is None:
        return
    at = ground.workshop.clock()
    found = ground.front.offers_at([one.ref for one in part])
    for one in part:
        gaps = (gap for kept in found.get(one.ref, ()) for gap in surfaces.of_offer(kept, one.body))
        if gap := first(gaps):
            yield Heard(one, SHOP, gap, at)


def _answered(ground: Ground, part: Sequence[Spoken]) -> Iterator[Heard]:
    names = {one.listing_id: name for one in part if (name := _public_name(ground, one))}
    if "storefront" not in ground.switches or not names:
        return
    at = ground.workshop.clock()
    asked = "&".join(f"item={name}" for name in names.values())
    told = _items(ground.get(f"{ground.ours('availability')}?{asked}"))
    for one in part:
        answer = told.get(names.get(one.listing_id, ""))
        gaps = surfaces.of_answer(answer, _said(ground, one, at)) if isinstance(answer, Mapping) else ()
        if gap := first(gaps):
            yield Heard(one, ANSWER, gap, at)


def _items(answer: Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError as error:
        raise Trouble("the answer is no JSON") from error
    items = body.get("items") if isinstance(body, Mapping) else None
    if not isinstance(items, Mapping):
        raise Trouble("the answer names no items")
    return items


def _public_name(ground: Ground, one: Spoken) -> str:
    """As the shop's own pages call it; "" where that is not read yet."""
    return one.variant_ref.removeprefix(VARIANT) if ground.store.platform == "shopify" else one.ref


def _said(ground: Ground, one: Spoken, at: datetime) -> Said:
    return to_buyer(one.body, 1, "", today_of(ground.store, at), shut=one.shut)


def _on_landing(ground: Ground, one: Spoken, page: Landing) -> Iterator[Heard]:
    said = to_buyer(one.body, 1, "", today_of(ground.store, page.at))
    found = (
        surfaces.below_title(rows, one.title, [said.text.get(name, "")], FORMS)
        for name, rows in page.lines.items()
    )
    if gap := first(gap for gaps in found for gap in gaps):
        yield Heard(one, LANDING, gap, page.at)


def _on_product(ground: Ground, one: Spoken) -> Iterator[Heard]:
    """The shop's own page, as somebody sees it who runs no script.

    Of what is in stock it says nothing; what stands there then is about other items that the page shows.
    """
    at = ground.workshop.clock()
    if not one.url or _said(ground, one, at).now:
        return
    asked = {}
    if one.variant_ref.startswith(VARIANT):
        asked["variant"] = one.variant_ref.removeprefix(VARIANT)
    if gap := first(surfaces.on_page(ground.page(one.url, **asked), sentences(one.body), FORMS)):
        yield Heard(one, PRODUCT, gap, at)


def sentences(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """By language, whatever an offer says to anybody: which country and number a page means is its own."""
    steps = [step for region in body["regions"].values() for step in region["steps"]]
    return {name: [step["text"][name] for step in steps if name in step["text"]] for name in FORMS}


def _judged(ground: Ground, heard: Sequence[Heard]) -> Iterator[Differs]:
    """The ledger is asked once more: what changed meanwhile, or is still to be published, is on its way."""
    store = ground.store
    with ground.workshop.ledger.reading() as unit:
        ids = {row.one.listing_id for row in heard}
        now = {one.listing_id: one.offer_id for one in spoken.by_ids(unit, store, ids)}
        for row in heard:
            kinds, subjects = {OWES["offers"]}, {str(row.one.listing_id)}
            owed = tasks.any_open(unit, store.account_id, store.id, kinds, subjects)
            moved = now.get(row.one.listing_id) != row.one.offer_id
            way = surfaces.is_on_its_way(row.one.made_at, row.at, owed=owed, moved=moved)
            yield Differs(about(row.one), row.surface, *row.gap, row.one.made_at, way)
