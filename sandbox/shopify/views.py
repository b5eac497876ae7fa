"""What a test or the demo reads back: plain copies of the state, never the state itself."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.shopify.sales import APP_GID, Hold, Order, Work


@dataclass(frozen=True)
class HoldView:
    """A hold and whose it is."""

    gid: str
    handle: str | None
    reason: str
    reason_notes: str | None
    by_app: str

    @property
    def ours(self) -> bool:
        """Whether the asking app placed it."""
        return self.by_app == APP_GID


@dataclass(frozen=True)
class WorkView:
    """A fulfilment order; `lines` are the remaining quantities by line gid."""

    gid: str
    status: str
    location: str
    holds: tuple[HoldView, ...]
    lines: dict[str, int]
    displayable: bool


@dataclass(frozen=True)
class LineView:
    """A line's quantities."""

    gid: str
    title: str
    sku: str
    quantity: int
    current_quantity: int
    fulfilled: int
    unfulfilled: int


@dataclass(frozen=True)
class OrderView:
    """An order as it stands."""

    gid: str
    name: str
    updated_at: datetime
    cancelled: bool
    financial: str
    tags: tuple[str, ...]
    metafields: dict[tuple[str, str], str]
    fulfilment_orders: tuple[WorkView, ...]
    lines: tuple[LineView, ...]
    note: str | None

    @property
    def held(self) -> dict[str, int]:
        """Units on hold, by line gid."""
        sums: dict[str, int] = {}
        for work in self.fulfilment_orders:
            for line, quantity in work.lines.items() if work.holds else ():
                sums[line] = sums.get(line, 0) + quantity
        return sums


def view(order: Order) -> OrderView:
    """A copy of the order."""
    return OrderView(
        gid=order.gid,
        name=order.name,
        updated_at=order.updated_at,
        cancelled=order.cancelled_at is not None,
        financial=order.financial,
        tags=tuple(order.tags),
        metafields={key: one.value for key, one in order.metafields.items()},
        fulfilment_orders=tuple(view_work(work) for work in order.works),
        lines=tuple(
            LineView(
                line.gid,
                line.title,
                line.sku,
                line.quantity,
                line.current_quantity,
                line.fulfilled,
                line.unfulfilled_quantity,
            )
            for line in order.lines
        ),
        note=order.note,
    )


def view_work(work: Work) -> WorkView:
    """A copy of the fulfilment order."""
    lines: dict[str, int] = {}
    for part in work.lines:
        lines[part.line.gid] = lines.get(part.line.gid, 0) + part.remaining_quantity
    held = tuple(view_hold(one) for one in work.holds)
    return WorkView(work.gid, work.status, work.location.gid, held, lines, work.displayable)


def view_hold(one: Hold) -> HoldView:
    """A copy of the hold."""
    return HoldView(one.gid, one.handle, one.reason, one.reason_notes, one.app)
