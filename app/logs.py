"""What processes say of themselves: one structured line an event, with nothing in it that is secret."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK: Final = "(hidden)"
SECRET_WORDS: Final = (
    "token", "secret", "password", "authorization", "cookie", "signature", "hmac", "api_key", "sealed",
)  # fmt: skip
"""A key that has one of these words in it never shows its value."""
PERSONAL: Final = frozenset({"email", "to_address", "first_name", "last_name", "phone", "address", "body"})
MAIL_ADDRESS: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
CREDENTIALS: Final = re.compile(r"(://[^\s:/@]*):[^\s/@]+@")


def configure(*, json: bool = False, level: int = logging.INFO) -> None:
    """Set up this process's logging, for structlog and for libraries that use the standard module."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # As text and without local variables: those hold keys and buyers.
        structlog.processors.format_exc_info,
        redact,
    ]
    shown = structlog.processors.JSONRenderer() if json else _console()
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("urllib3", "rq.worker", "alembic", "werkzeug"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Values under telling keys are hidden; addresses and passwords inside texts are masked."""
    return {key: _hidden(key, value) for key, value in event.items()}


def _hidden(key: str, value: Any) -> Any:
    name = key.lower()
    if name in PERSONAL or any(word in name for word in SECRET_WORDS):
        return MASK
    return masked(value)


def masked(value: Any) -> Any:
    """A copy that names nobody and opens nothing."""
    if isinstance(value, str):
        return CREDENTIALS.sub(rf"\1:{MASK}@", MAIL_ADDRESS.sub("(address)", value))
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [masked(part) for part in value]
    return value
