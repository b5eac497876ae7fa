"""What goes wrong with other people's systems, said so that a job knows what to do next."""

from datetime import timedelta


class Trouble(Exception):
    """A call to the outside that did not do what was asked.

    `permanent`: trying again cannot help; a person must look.
    `retry_after`: how long the other side asked us to stay away.
    `unknown`: the request may have been carried out; look before repeating it.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.unknown = unknown


class NoReader(Trouble):
    """The mail server refuses the recipient for good: that address, not us and not the letter."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Refused(Exception):
    """A webhook that the door does not let in: `status` is the HTTP answer, the text says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Unreadable(Exception):
    """A signed body whose meaning cannot be read; `field` is where reading stopped."""

    def __init__(self, message: str, field: str = "$") -> None:
        super().__init__(message)
        self.field = field


class BadInput(ValueError):
    """What a person or a file gave us cannot be used: `field` names where, the text says the cure."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class IllegalStep(Exception):
    """A state was asked to take a step that its table does not allow."""
