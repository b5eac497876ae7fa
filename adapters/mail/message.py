"""A letter as an e-mail: one recipient, text and HTML, headers that nobody can add to."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy, Policy

from connector.domain.trouble import Trouble

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 less the angle brackets
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,50}>")
_NOT_IN_ADDRESSES = frozenset(' ,;:<>()[]"\\')
_NOT_IN_HEADERS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LINK = re.compile(r"https?://[!-;=?-~]{1,900}")


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one person. `message_id` is "<left@right>" and the same at every attempt.

    Only the subject shows when a Mail is printed: whom it goes to belongs in no log.
    """

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    from_address: str = field(repr=False)
    from_name: str
    reply_to: str = field(repr=False)
    message_id: str
    language: str
    unsubscribe_url: str = field(default="", repr=False)
    """Where a mail program may take the address off a list by itself (RFC 8058); empty: it is on none."""


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded: inside a link the standard library would encode what it cannot break."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy(mail: Mail) -> "EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _Whole)
    base = SMTPUTF8 if international(mail) else SMTP
    return base.clone(cte_type="7bit", header_factory=headers)


def build(mail: Mail) -> EmailMessage:
    """The message as it is sent; a permanent Trouble for what cannot be one."""
    try:
        return _built(mail)
    except (ValueError, MessageError) as error:
        raise Trouble("the letter cannot be written as an e-mail", permanent=True) from error


def mailbox(address: str, what: str = "address") -> Address:
    """The one mailbox that `address` names, its domain in ASCII; a permanent Trouble for anything else."""
    local, _, domain = address.rpartition("@")
    odd = any(char in _NOT_IN_ADDRESSES or not _printable(char) for char in address)
    if odd or "@" in local or "" in [domain, *local.split(".")] or len(address) > _LONGEST_ADDRESS:
        raise Trouble(f"the {what} is not one e-mail address", permanent=True)
    try:
        # The standard library's IDNA refuses labels that are empty or too long: ASCII takes this way too.
        return Address(username=local, domain=domain.encode("idna").decode())
    except ValueError:
        # Without its cause, which quotes the address.
        raise Trouble(f"the {what} is not one e-mail address", permanent=True) from None


def international(mail: Mail) -> bool:
    """Whether an address has letters before its @ that only an SMTPUTF8 server can take."""
    return not all(part.rpartition("@")[0].isascii() for part in (mail.to, mail.from_address, mail.reply_to))


def _built(mail: Mail) -> EmailMessage:
    message = EmailMessage(_policy(mail))
    sender = mailbox(mail.from_address, "sender")
    message["From"] = Address(_line(mail.from_name), sender.username, sender.domain)
    message["To"] = mailbox(mail.to, "recipient")
    if mail.reply_to:
        message["Reply-To"] = mailbox(mail.reply_to, "reply address")
    message["Subject"] = _line(mail.subject)
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = _message_id(mail.message_id)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{_link(mail.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    # Last, because add_alternative moves every Content header that it finds into the text's part.
    message["Content-Language"] = _line(mail.language)
    return message


def _message_id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value):
        raise ValueError("a message id is <left@right>")
    return value


def _link(url: str) -> str:
    if not _LINK.fullmatch(url):
        raise ValueError("a link in a header is one address on the web")
    return url


def _line(text: str) -> str:
    if any(unicodedata.category(char) in _NOT_IN_HEADERS for char in text):
        raise ValueError("a header is one line")
    return text


def _printable(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ"
