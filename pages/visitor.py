"""Who is at the board: a person with a role in one account."""

from dataclasses import dataclass

from connector.domain.roles import May, Role, may


@dataclass(frozen=True, slots=True)
class Visitor:
    """`name` is how the history calls them. `framed_in`: the shop whose admin shows us in a frame."""

    account_id: int
    person_id: int
    name: str
    role: Role
    framed_in: str = ""
    visit_id: int = 0
    language: str = ""

    def may(self, what: May) -> bool:
        """Whether their role has this leave."""
        return may(self.role, what)


class Stranger(Exception):
    """Nobody is signed in."""


class NotTheirs(Exception):
    """Somebody is signed in whose role has no leave for this."""

    def __init__(self, what: May) -> None:
        super().__init__(f"needs the leave {what.value!r}")
        self.what = what
