"""The record that a merchant finds beside the order: an object in its meta, and a private note.

The note ends in a mark made of what it means. Whoever repeats after an answer that never came finds the
mark and does not write twice; and a change of wording alone writes no note.
"""

import hashlib
import json

from adapters.woocommerce.answers import Missing
from adapters.woocommerce.bodies import Note, meta_of, read_as
from adapters.woocommerce.bodies import Order as OrderBody
from adapters.woocommerce.transport import Shop
from connector.domain.record_bodies import body_of, record_of
from connector.domain.storefront import OwedLine, Record

META_KEY = "_backorder_connector"
_MARK = "[backorder "


def settle(shop: Shop, order_id: str, record: Record) -> bool:
    """Whether anything had to be written. Never touches the order's status: that mails and may capture."""
    order = read_as(OrderBody, shop.get(f"orders/{order_id}"))
    had = meta_of(order.meta_data).get(META_KEY)
    wanted = body_of(record) or None
    if had != wanted:
        shop.put(f"orders/{order_id}", {"meta_data": [{"key": META_KEY, "value": wanted}]})
    return _settle_note(shop, order_id, record) or had != wanted


def remove(shop: Shop, order_id: str) -> bool:
    """The object is gone from the meta; notes stay, as all that was said of an order does."""
    try:
        order = read_as(OrderBody, shop.get(f"orders/{order_id}"))
    except Missing:
        return False
    if META_KEY not in meta_of(order.meta_data):
        return False
    shop.put(f"orders/{order_id}", {"meta_data": [{"key": META_KEY, "value": None}]})
    return True


def found_in(order: OrderBody) -> Record | None:
    """The record that an order carries."""
    meta = meta_of(order.meta_data)
    return record_of(meta[META_KEY]) if META_KEY in meta else None


def _settle_note(shop: Shop, order_id: str, record: Record) -> bool:
    """The newest of our notes must say this; where nothing was ever owed there is none."""
    # The list of notes has no pages.
    notes = read_as(list[Note], shop.get(f"orders/{order_id}/notes", type="internal"))
    ours = [note for note in notes if _MARK in (note.note or "")]
    newest = max(ours, key=lambda note: note.id, default=None)
    mark = _mark(record)
    if newest is None and not record.lines:
        return False
    if newest is not None and mark in (newest.note or ""):
        return False
    text = f"{_words(record)}\n{mark}"
    shop.post(f"orders/{order_id}/notes", {"note": text, "customer_note": False})
    return True


def _mark(record: Record) -> str:
    meaning = sorted((ln.line_id, ln.owed, ln.ready, str(ln.promised_for or "")) for ln in record.lines)
    return f"{_MARK}{hashlib.sha256(json.dumps(meaning).encode()).hexdigest()[:12]}]"


def _words(record: Record) -> str:
    if not record.lines:
        return "Nothing on this order is on backorder any more."
    return "\n".join(sentence for line in record.lines for sentence in _sentences(line))


def _sentences(line: OwedLine) -> list[str]:
    said = []
    if line.ready:
        verb = "is" if line.ready == 1 else "are"
        said.append(f"{line.ready} × {line.title} {verb} set aside and ready to ship.")
    if line.owed:
        verb = "is" if line.owed == 1 else "are"
        day = line.promised_for
        when = f"expected to ship {day:%a} {day.day} {day:%B}" if day else "no date is known yet"
        said.append(f"{line.owed} × {line.title} {verb} owed; {when}: {line.rests_on}")
    return said
