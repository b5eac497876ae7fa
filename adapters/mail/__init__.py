"""Letters over SMTP: one message to one person, and a word just before it leaves."""

from adapters.mail.message import Mail, build
from adapters.mail.smtp import Mailer

__all__ = ["Mail", "Mailer", "build"]
