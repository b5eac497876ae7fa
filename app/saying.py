"""What went wrong, in one line that names the field and the cure; None for a fault of our own."""

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from connector.config import Settings
from connector.domain.trouble import BadInput, Trouble
from connector.ledger.vault import Sealed


def in_one_line(error: BaseException) -> str | None:
    """Values are left out where they may be secret."""
    if isinstance(error, BaseExceptionGroup):
        lines = [in_one_line(one) for one in error.exceptions]
        return "; ".join(line for line in lines if line) if all(lines) else None
    if isinstance(error, ValidationError):
        return "; ".join(_fault(fault["loc"], fault["msg"]) for fault in error.errors(include_input=False))
    if isinstance(error, (BadInput, Trouble, Sealed)) or type(error) is LookupError:
        return str(error)
    if isinstance(error, DBAPIError):
        why = str(error.orig).splitlines()[0]
        return f"DATABASE_URL: the ledger cannot be used ({why}): check the address, or run connector migrate"
    if isinstance(error, SQLAlchemyError):
        return f"DATABASE_URL: {type(error).__name__}: check the address"
    return None


def _fault(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else ""
    return f"{variable(name)}: {message.removeprefix('Value error, ')}"


def variable(field: str) -> str:
    """The environment variable behind a setting's name."""
    known = Settings.model_fields.get(field)
    alias = known.validation_alias if known else None
    return alias if isinstance(alias, str) else field.upper()
