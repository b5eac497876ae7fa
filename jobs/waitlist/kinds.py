"""The kinds of tasks of the waitlist, by name: what one of its handlers leaves for the other."""

from typing import Final

LANE: Final = "effects"
TELL: Final = "waitlist"
"""Its subject is a listing: whoever may be told now is."""
LETTER: Final = "wait_letter"
"""Its subject is "<wait>:<which>:<times>": one letter to one address."""
CONFIRMS, TELLS = "confirm", "told"
EFFECT: Final = "waitlist"
"""The switch."""
