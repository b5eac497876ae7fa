"""Who may approve a grant at the store."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Gate:
    """Who is signed in, and which approvals were offered. The password is `password`."""

    sessions: set[str] = field(default_factory=set)
    nonces: set[str] = field(default_factory=set)
