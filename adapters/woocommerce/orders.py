"""An order as WooCommerce has it, in our words. Pure: everything that it needs was read before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.woocommerce.bodies import Fulfilment, Line, Order, Refund, meta_of, minor, moment, plain, whole
from adapters.woocommerce.catalogue import LOCATION, Catalogue
from connector.domain import standing
from connector.domain.shown import shown_on
from connector.domain.snapshots import Buyer, LineSnapshot, OrderSnapshot, Paid, Payment

FULFILMENT_META = "_fulfillment_status"

# Where plugins for several languages leave the buyer's, first come first.
_LOCALE_META = (
    "wpml_language",
    "trp_language",
    "weglot_language",
    "_perflocale_language",
    "_locale",
    "locale",
)

# What says that a business bought. A company's name, or a tax id that nobody checked, does not.
_BUSINESS_META = {
    "backorder_business": "yes",  # the merchant's own mark, a custom field of the order
    "_vat_number_is_valid": "true",  # WooCommerce EU VAT Number: the tax office knows the number
    "_vat_number_validated": "valid",  # Aelia's EU VAT Assistant: the same
}

# WooCommerce's own `Backordered` is written in the shop's language (`__('Backordered')`). A word that is
# missing here costs a hint in the board, and may be listed as what another tool left.
HINTS = frozenset(
    (
        "Backordered",
        "Lieferrückstand",
        "Nachbestellt",
        "En réapprovisionnement",
        "En rupture de stock",
        "Reservado",
        "Pedido pendiente",
        "Nabesteld",
        "Nabestelling",
        "Ordine arretrato",
        "In arretrato",
        "Sob encomenda",
        "Restnoterad",
        "Restordre",
        "Zamówienie oczekujące",
        "お取り寄せ",
        "入荷待ち",
    )
)


def snapshot(
    order: Order, refunds: Sequence[Refund], fulfilments: Sequence[Fulfilment], catalogue: Catalogue
) -> OrderSnapshot:
    """The order as it is now. One in the trash is `gone`; the trash keeps what is read here."""
    stands = standing.woocommerce(
        order.status,
        holds_stock=any(_reduced(line) for line in order.line_items),
        authorised=_uncaptured(order),
    )
    lines = _Lines(order.status, stands.demand, _refunded(refunds), _left(fulfilments), catalogue)
    return OrderSnapshot(
        order_id=str(order.id),
        name=f"#{order.number or order.id}",
        placed_at=moment(order.date_created_gmt or order.date_modified_gmt),
        version=moment(order.date_modified_gmt),
        state=order.status,
        demand=stands.demand,
        releasable=stands.releasable,
        standing=stands.key,
        payment=_payment(order),
        buyer=_buyer(order),
        lines=tuple(lines.read(line) for line in order.line_items),
        gone=order.status == "trash",
    )


def deleted(order_id: str, now: datetime) -> OrderSnapshot:
    """An order that the shop no longer has. It cannot come back, so nothing is newer than `now`."""
    return OrderSnapshot(
        order_id=order_id,
        name=f"#{order_id}",
        placed_at=now,
        version=now,
        state="deleted",
        demand=False,
        releasable=False,
        standing="DELETED",
        payment=Payment(Paid.UNKNOWN, "", 0),
        buyer=Buyer(),
        lines=(),
        gone=True,
    )


class _Lines:
    def __init__(
        self,
        status: str,
        demand: bool,
        refunded: Mapping[int, int],
        left: Mapping[int, int],
        catalogue: Catalogue,
    ) -> None:
        self._completed = status == "completed"
        self._demand = demand
        self._refunded = refunded
        self._left = left
        self._catalogue = catalogue

    def read(self, line: Line) -> LineSnapshot:
        meta = meta_of(line.meta_data)
        quantity = whole(line.quantity)
        # A shop may record more units as sent than were ordered (recorded).
        left = min(quantity, quantity if self._completed else self._left.get(line.id, 0))
        ordered = max(0, quantity - self._refunded.get(line.id, 0))
        shipped = min(left, ordered)
        taken = max(0, _reduced(line) - left)
        return LineSnapshot(
            line_id=str(line.id),
            location_ref=LOCATION,
            listing_ref=self._catalogue.listing_ref(line),
            title=plain(line.name),
            sku=line.sku or "",
            ordered=ordered,
            open=ordered - shipped,
            shipped=shipped,
            taken=taken if self._demand else 0,
            backorderable=self._catalogue.backorderable(line),
            hinted=max(0, max((whole(meta[word]) for word in HINTS & meta.keys()), default=0)),
            shown_on=shown_on(meta.items()),
        )


def _reduced(line: Line) -> int:
    """How many units the shop took from its count for this line; the meta is absent when none."""
    return whole(meta_of(line.meta_data).get("_reduced_stock", 0))


def _refunded(refunds: Sequence[Refund]) -> Counter[int]:
    """Units refunded of each line of the order; a refund by amount names none."""
    units: Counter[int] = Counter()
    for refund in refunds:
        for line in refund.line_items:
            of_line = whole(meta_of(line.meta_data).get("_refunded_item_id", 0))
            units[of_line] += abs(whole(line.quantity))
    return units


def _left(fulfilments: Sequence[Fulfilment]) -> Counter[int]:
    """Units of each line that a fulfilment says have left."""
    units: Counter[int] = Counter()
    for fulfilment in fulfilments:
        if fulfilment.date_deleted or fulfilment.is_fulfilled not in (True, 1, "1", "true", "yes"):
            continue
        items = meta_of(fulfilment.meta_data).get("_items")
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                units[whole(item.get("item_id"))] += max(0, whole(item.get("qty")))
    return units


def _uncaptured(order: Order) -> bool:
    """An amount is reserved and was not taken: WooCommerce Stripe and WooPayments say so in their meta."""
    meta = meta_of(order.meta_data)
    return meta.get("_stripe_charge_captured") == "no" or meta.get("_intention_status") == "requires_capture"


def _payment(order: Order) -> Payment:
    total = minor(order.total, order.currency)
    refunded = sum(abs(minor(refund.total, order.currency)) for refund in order.refunds)
    paid = _paid(order, total, refunded)
    taken = max(0, total - refunded) if paid is Paid.TAKEN else 0
    return Payment(paid, order.currency, total, taken)


def _paid(order: Order, total: int, refunded: int) -> Paid:
    """Cash on delivery is paid when the shop sets a date of payment, and nothing was taken before."""
    uncaptured = _uncaptured(order)
    if order.status == "refunded" or (total > 0 and refunded >= total):
        return Paid.RETURNED
    if uncaptured:
        # Cancelling voids what is reserved; a capture that failed leaves nothing to rely on.
        dead = {"cancelled": Paid.RETURNED, "failed": Paid.NOTHING}
        return dead.get(order.status, Paid.AUTHORISED)
    return Paid.TAKEN if order.date_paid_gmt else Paid.NOTHING


def _buyer(order: Order) -> Buyer:
    meta = meta_of(order.meta_data)
    return Buyer(
        email=order.billing.email or "",
        first_name=plain(order.billing.first_name),
        locale=_locale(meta) or order.lang or "",
        country=order.shipping.country or order.billing.country or "",
        customer_ref=str(order.customer_id or ""),
        business=any(meta.get(key) == sure for key, sure in _BUSINESS_META.items()),
    )


def _locale(meta: Mapping[str, Any]) -> str:
    told = (meta.get(key) for key in _LOCALE_META)
    return next((word for word in told if isinstance(word, str) and word), "")
