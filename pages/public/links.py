"""Where a buyer goes from a page of ours: to the shop, with what was shown kept on the line."""

import base64
import json
from typing import Final
from urllib.parse import urlencode, urlsplit

from connector.domain.offered import Said
from connector.ledger.stores import Store
from connector.ledger.window import Piece

SHIPS: Final = {"en": "Ships", "ja": "発送予定"}
"""What the buyer sees beside the line, in the page's language."""
SHOWN: Final = "_backorder_shown"


def to_order(store: Store, piece: Piece, said: Said, language: str) -> str:
    """A Shopify cart with one of it and the day that was shown; else the product's page at the shop."""
    variant = piece.variant_ref.rpartition("/")[2]
    if store.platform != "shopify" or not variant.isascii() or not variant.isdigit():
        return of_the_web(piece.url)
    told = {SHOWN: said.ships_on, SHIPS[language]: said.day[language]}
    # Shopify's cart permalinks take a line's properties as JSON in URL-safe base64.
    kept = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    asked = urlencode({"properties": kept, "storefront": "true", "locale": language})
    return f"https://{store.address}/cart/{variant}:1?{asked}"


def of_the_web(address: str, *, secure: bool = False) -> str:
    """The address if a browser goes there by http or https (`secure`: https only); else nothing."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return address if scheme == "https" or (scheme == "http" and not secure) else ""
