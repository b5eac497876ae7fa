"""What the API takes and answers, as its document describes it."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from jobs.desk.settings.foreseen import Foreseen
from jobs.desk.settings.moves import Moves
from jobs.desk.settings.next_offers import NextOffers
from jobs.desk.settings.outside import Outside
from jobs.desk.settings.schema import StoreSettings
from jobs.desk.whatif import Shift

MOST_MOVES = 200
"""Of the promises that move; the counts are of all."""


class Fault(BaseModel):
    """One field that cannot be used. `row`: which entry of a list, from 1."""

    field: str
    row: int | None
    cure: str


class Problem(BaseModel):
    """RFC 9457. `errors` names every field at once."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    errors: list[Fault]


class Asked(BaseModel):
    """`preview=1`: answer with what the settings would do, and save nothing."""

    model_config = ConfigDict(extra="forbid")

    preview: Literal["1"] = Field(
        default_factory=lambda: "1",  # may be left out, and then it is not meant
        description="Answer with the effect and save nothing.",
    )


class Condition(BaseModel):
    """The ETag of the settings that were read: nobody's change in between is lost."""

    if_match: str = Field(alias="If-Match", description="The ETag that GET answered with.")


class Change(BaseModel):
    """A setting that would have another value."""

    before: Any
    after: Any


class Promises(BaseModel):
    """Numbers of order lines. `stopped`: there are more than were counted."""

    looked_at: int
    later: int
    sooner: int
    furthest_days: int
    begin_to_wait: int
    ship_from_stock: int
    units_only: int
    stopped: bool


class Orders(BaseModel):
    """Numbers of open orders. `off`: effects that the change needs and that are off."""

    looked_at: int
    kept_back: int
    let_go: int
    tagged: int
    noted: int
    letters: int
    off: list[str]
    stopped: bool


class Move(BaseModel):
    """A promise that moves; a date is null where the line ships from stock."""

    order: str
    item: str
    quantity_before: int
    quantity_after: int
    date_before: date | None
    date_after: date | None


class NextBuyers(BaseModel):
    """Numbers of items: sold beyond their stock no more, from now on, or with another day."""

    looked_at: int
    end: int
    begin: int
    other_day: int
    stopped: bool


class Effect(BaseModel):
    """What the settings would do to what is open today. Nothing was saved."""

    preview: Literal[True]
    changes: dict[str, Change]
    promises: Promises
    orders: Orders
    new_tags: list[str]
    tags_of_other_tools: list[str]
    buyers_forgotten: int
    next_buyers: NextBuyers
    moves: list[Move]


class Answer(RootModel[StoreSettings | Effect]):
    """The settings as they are now, or, asked for a preview, their effect."""


def effect(found: Foreseen) -> dict[str, Any]:
    """As JSON."""
    told = Effect(
        preview=True,
        changes={name: Change(before=found.before[name], after=found.after[name]) for name in found.after},
        promises=_promises(found.moves),
        orders=_orders(found.outside),
        new_tags=list(found.new_tags),
        tags_of_other_tools=list(found.foreign),
        buyers_forgotten=found.forgotten,
        next_buyers=_next_buyers(found.buyers),
        moves=[_move(one) for one in found.moves.shifts[:MOST_MOVES]],
    )
    return told.model_dump(mode="json")


def _promises(moves: Moves) -> Promises:
    return Promises(
        looked_at=moves.looked_at,
        later=moves.later,
        sooner=moves.sooner,
        furthest_days=moves.furthest,
        begin_to_wait=moves.begin,
        ship_from_stock=moves.end,
        units_only=moves.units_only,
        stopped=moves.stopped,
    )


def _next_buyers(buyers: NextOffers) -> NextBuyers:
    return NextBuyers(
        looked_at=buyers.looked,
        end=buyers.ends,
        begin=buyers.begins,
        other_day=buyers.other_day,
        stopped=buyers.stopped,
    )


def _orders(outside: Outside) -> Orders:
    return Orders(
        looked_at=outside.orders,
        kept_back=outside.kept_back,
        let_go=outside.let_go,
        tagged=outside.tagged,
        noted=outside.noted,
        letters=outside.letters,
        off=list(outside.off),
        stopped=outside.stopped,
    )


def _move(shift: Shift) -> Move:
    return Move(
        order=shift.order_name,
        item=shift.title,
        quantity_before=shift.short_before,
        quantity_after=shift.short_after,
        date_before=shift.on_before,
        date_after=shift.on_after,
    )
