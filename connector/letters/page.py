"""A letter as HTML: one column, a plain table, no picture and nothing loaded from anywhere.

MJML is turned into the nested tables that mail programs understand. Every text is escaped here, in
`_safe`, before it meets the markup.
"""

import html
from collections.abc import Iterable

import mrml

from connector.letters.language import Voice
from connector.letters.paper import Paper, Shipment

# mrml would fetch a web font for its default face: plain faces and an empty font list keep it home.
_OPTIONS = mrml.RenderOptions(fonts={}, disable_comments=True)
_FACES = "-apple-system, 'Segoe UI', 'Hiragino Sans', 'Noto Sans JP', Meiryo, Helvetica, Arial, sans-serif"
_DARK = """
@media (prefers-color-scheme: dark) {
  body, body > div, .sheet { background: #16181d !important; }
  .sheet div, .sheet table, .sheet th, .sheet td { color: #e8e8e8 !important; }
  .sheet th, .sheet td { border-color: #44474f !important; }
  .sheet a { color: #8ab4f8 !important; }
  .sheet .press a { color: #ffffff !important; }
}
"""
_HEAD = f"""<mj-attributes>
<mj-all font-family="{_FACES}" />
<mj-text font-size="16px" line-height="1.6" color="#222222" />
<mj-table font-size="16px" line-height="1.5" color="#222222" />
</mj-attributes>
<mj-raw><meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" /></mj-raw>
<mj-style>{_DARK}</mj-style>"""
_CELL = "padding:8px 0 8px 12px;word-break:normal;border-bottom:1px solid #cccccc"
_FIRST = "padding:8px 0;border-bottom:1px solid #cccccc;word-break:break-word"


def as_html(sheet: Paper, voice: Voice) -> str:
    """The letter as a whole HTML document of about 8 kB."""
    parts = (
        text(sheet.notice) if sheet.notice else "",
        text(sheet.greeting),
        text(*sheet.opening),
        _table(sheet.shipments, voice),
        text(sheet.payment, heading=voice.say("payment")),
        text(sheet.reach, heading=voice.say("reach")),
        _link(sheet.status_url, voice),
        text(*sheet.closing),
    )
    return document(sheet.subject, parts, voice)


def document(subject: str, parts: Iterable[str], voice: Voice) -> str:
    """A whole HTML document of parts that `text` and `button` made."""
    source = (
        f'<mjml lang="{voice.language}"><mj-head><mj-title>{_safe(subject)}</mj-title>{_HEAD}</mj-head>'
        f'<mj-body width="600px" background-color="#ffffff"><mj-section css-class="sheet">'
        f"<mj-column>{''.join(parts)}</mj-column></mj-section></mj-body></mjml>"
    )
    return str(mrml.to_html(source, None, _OPTIONS).content)


def button(url: str, label: str) -> str:
    """A link to press, and its address for whoever cannot."""
    return (
        f'<mj-button css-class="press" href="{_safe(url)}" background-color="#1f5fa8" '
        f'color="#ffffff" font-size="16px" align="left" padding="4px 25px">{_safe(label)}</mj-button>'
        f'<mj-text font-size="13px"><a href="{_safe(url)}">{_safe(url)}</a></mj-text>'
    )


def link(label: str, url: str) -> str:
    """Words, and below them an address to follow."""
    return f'<mj-text>{_safe(label)}<br /><a href="{_safe(url)}">{_safe(url)}</a></mj-text>'


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def text(*lines: str, heading: str = "") -> str:
    """A paragraph; what it says is escaped here."""
    top = f"<strong>{_safe(heading)}</strong><br />" if heading else ""
    return f"<mj-text>{top}{'<br />'.join(_safe(line) for line in lines if line)}</mj-text>"


def _table(shipments: tuple[Shipment, ...], voice: Voice) -> str:
    rows = "".join(_row(shipment, voice) for shipment in shipments)
    return (
        f'<mj-table><tr><th scope="col" style="{_FIRST};text-align:left">{voice.say("column_item")}</th>'
        f'<th scope="col" style="{_CELL};text-align:right">{voice.say("column_quantity")}</th>'
        f'<th scope="col" style="{_CELL};text-align:left">{voice.say("column_ships")}</th></tr>'
        f"{rows}</mj-table>"
    )


def _row(shipment: Shipment, voice: Voice) -> str:
    day = shipment.ships_on
    ships = voice.say("cell_on", day=voice.day(day)) if day else voice.say(f"cell_{shipment.now_is}")
    return "".join(
        f'<tr><td style="{_FIRST}">{_safe(title)}</td>'
        f'<td style="{_CELL};text-align:right">{quantity}</td>'
        f'<td style="{_CELL}">{ships}</td></tr>'
        for title, quantity in shipment.items
    )


def _link(url: str, voice: Voice) -> str:
    return link(voice.say("status"), url) if url else ""
