"""The plugin's translations. `python -m tests.extensions.words` takes new words up, and compiles."""

import re
import struct
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PLUGIN: Final = Path(__file__).parents[2] / "extensions" / "woocommerce" / "backorder-connector"
PO: Final = PLUGIN / "languages" / "backorder-connector-ja.po"
MO: Final = PO.with_suffix(".mo")
_SAID: Final = re.compile(
    r"(?:/\*\s*translators: (?P<hint>[^\n]*?)\s*\*/\s*[^\n]*?)?"
    r"\b(?:esc_html__|esc_attr__|__)\(\s*'(?P<text>(?:[^'\\]|\\.)*)',\s*'backorder-connector'"
)


def said() -> dict[str, str]:
    """What the code says in English, with the hint to translators beside it."""
    found: dict[str, str] = {}
    for path in sorted(PLUGIN.rglob("*.php")):
        for match in _SAID.finditer(path.read_text()):
            text = match["text"].replace("\\'", "'")
            found[text] = found.get(text) or match["hint"] or ""
    return found


def known() -> Catalog:
    """What was translated."""
    with PO.open("rb") as file:
        return read_po(file, locale="ja", domain="backorder-connector")


def compiled(catalog: Catalog) -> bytes:
    """The same for WordPress, which wants to know where a table of hashes would begin, if there were one."""
    file = BytesIO()
    write_mo(file, catalog)
    whole = bytearray(file.getvalue())
    count, translations = struct.unpack_from("<I4xI", whole, 8)
    struct.pack_into("<II", whole, 20, 0, translations + 8 * count)
    return bytes(whole)


def main() -> None:
    """Takes new words up, drops those that are said no more, and compiles."""
    catalog = known()
    for message in [one for one in catalog if one.id]:
        if message.id not in said():
            catalog.delete(message.id)
    for text, hint in said().items():
        catalog.add(text, auto_comments=[f"translators: {hint}"] if hint else [])
    file = BytesIO()
    write_po(file, catalog, width=120, sort_output=True)
    PO.write_bytes(file.getvalue().rstrip() + b"\n")
    MO.write_bytes(compiled(catalog))


if __name__ == "__main__":
    main()
