"""An item as a person names it in a form."""

from sqlalchemy.orm import Session

from connector.ledger import board_items, items
from connector.ledger.items import Item
from jobs.desk.amiss import Amiss
from pages.desk import number

MOST_PICKS = 200
"""How many items the list beside such a field offers."""


def item(unit: Session, account_id: int, raw: str) -> Item:
    """By SKU, by title, or as picked from the list: "title (sku)"."""
    text = raw.strip()
    if not text:
        raise Amiss("item", "required")
    by_sku = items.by_sku(unit, account_id, text)
    if len(by_sku) > 1:
        raise Amiss("item", "sku_twice", value=text, count=len(by_sku))
    if by_sku:
        return by_sku[0]
    picked = number({"id": text.rpartition("#")[2].strip()}, "id")
    if picked is not None:
        return items.get(unit, account_id, picked)
    titled = [row for row in board_items.rows(unit, account_id, text) if row.title == text]
    if len(titled) != 1:
        raise Amiss("item", "item_unknown")
    return items.get(unit, account_id, titled[0].id)
