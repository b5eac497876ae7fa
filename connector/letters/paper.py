"""A letter before it is text or HTML: its parts, in reading order, each already in the buyer's language."""

from dataclasses import dataclass
from datetime import date

from connector.letters.language import Voice


@dataclass(frozen=True, slots=True)
class Shipment:
    """Titles with their units that ship on one day; `ships_on` None is now."""

    ships_on: date | None
    items: tuple[tuple[str, int], ...]
    after_payment: bool = False

    @property
    def now_is(self) -> str:
        """What "now" means for it: at once, or once it is paid."""
        return "paid" if self.after_payment else "now"

    @property
    def units(self) -> int:
        """How many units ship that day."""
        return sum(quantity for _, quantity in self.items)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything a letter says. Lines are clean of control characters, not yet escaped for HTML."""

    subject: str
    greeting: str
    opening: tuple[str, ...]
    shipments: tuple[Shipment, ...]
    payment: str
    reach: str
    status_url: str
    closing: tuple[str, ...]
    notice: str = ""
    """Above everything: what this sheet is, when it is no letter to a buyer."""


def as_text(sheet: Paper, voice: Voice) -> str:
    """The letter as plain text, a blank line between its parts."""
    parts = [
        (sheet.notice,) if sheet.notice else (),
        (sheet.greeting,),
        sheet.opening,
        *(_shipment(shipment, voice) for shipment in sheet.shipments),
        (sheet.payment,),
        (sheet.reach,),
        (voice.say("status"), sheet.status_url) if sheet.status_url else (),
        sheet.closing,
    ]
    return "\n\n".join("\n".join(filter(None, lines)) for lines in parts if lines) + "\n"


def _shipment(shipment: Shipment, voice: Voice) -> tuple[str, ...]:
    day = shipment.ships_on
    heading = voice.say("ships_on", day=voice.day(day)) if day else voice.say(f"ships_{shipment.now_is}")
    rows = (voice.say("row", quantity=quantity, title=title) for title, quantity in shipment.items)
    return heading, *rows
