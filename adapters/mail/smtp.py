"""Sends one message over SMTP and says whether it left, did not leave, or may have left."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from adapters.mail.message import Mail, build, international, mailbox
from connector.domain.trouble import BadInput, NoReader, Trouble

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_HEARD = 200  # characters of a server's answer that are kept
_NO_READER = {550, 551, 552, 553}
_POLICY = (
    "5.7."  # RFC 3463: security or policy; a server that does not relay for us says it of every recipient
)


@dataclass(frozen=True, slots=True)
class _Server:
    scheme: str
    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)


class Mailer:
    """A mail server: smtp://host:port, smtp+starttls://user:pass@host:587 or smtps://user:pass@host.

    `ca_file`: certificates to trust instead of the system's. `timeout`: seconds for the connection and
    each answer; `answer_within`: seconds for the answer to the message itself, which a server may give
    only after it has looked for viruses.
    """

    def __init__(
        self,
        url: str,
        *,
        ca_file: str | Path | None = None,
        timeout: float = 10,
        answer_within: float = 60,
    ) -> None:
        self._server = _read(url)
        self._ca_file = ca_file
        self._timeout = timeout
        self._answer_within = answer_within

    def send(self, mail: Mail, going: Callable[[], None]) -> None:
        """Sends `mail`; returns when the server took it.

        `going` is called once, when the server has said that it wants the message and before a byte of it
        leaves: what it commits is true whatever happens then. If it raises, nothing is sent and its error
        passes through. Raises Trouble: permanent for a refusal (5xx) and for what is not a letter (a
        refused recipient is `NoReader`), unknown when the connection was lost after `going`, else to be tried
        again.
        """
        message = build(mail)
        content = message.as_bytes()
        with contextlib.closing(self._connected(mail)) as smtp:
            _announce(smtp, mail)
            going()  # an error here closes the connection without the last dot, and the server forgets it
            _hand_over(smtp, content, self._answer_within)
            _say_goodbye(smtp)

    def _connected(self, mail: Mail) -> smtplib.SMTP:
        # Our own name is the sender's domain: the standard library would ask the name server for it.
        name = mailbox(mail.from_address, "sender").domain
        with _nothing_left():
            smtp = self._open(name)
            try:
                self._introduce(smtp)
            except BaseException:
                smtp.close()
                raise
        return smtp

    def _open(self, name: str) -> smtplib.SMTP:
        server = self._server
        if server.scheme == "smtps":
            tls = ssl.create_default_context(cafile=self._ca_file)
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=self._timeout, context=tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=self._timeout)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context(cafile=self._ca_file))
            smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            smtp.login(self._server.user, self._server.password)


def _read(url: str) -> _Server:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        # Without its cause: the cause would quote a piece of the address, perhaps of the password.
        raise BadInput("smtp_url", "write smtp://, smtp+starttls:// or smtps:// and host:port") from None
    if not parts.hostname:
        raise BadInput("smtp_url", "the mail server's name is missing")
    if parts.username and parts.scheme == "smtp":
        raise BadInput("smtp_url", "a password goes over smtps:// or smtp+starttls:// only")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return _Server(parts.scheme, parts.hostname, port, user, password)


def _announce(smtp: smtplib.SMTP, mail: Mail) -> None:
    """Names sender and recipient and gets the server's 354: the message itself may follow."""
    options = ("SMTPUTF8", "BODY=8BITMIME") if international(mail) else ()
    with _nothing_left():
        _expect(smtp.mail(mailbox(mail.from_address).addr_spec, options), {250})
        _expect_reader(*smtp.rcpt(mailbox(mail.to).addr_spec))
        _expect(smtp.docmd("DATA"), {354})


def _hand_over(smtp: smtplib.SMTP, content: bytes, answer_within: float) -> None:
    try:
        if smtp.sock:
            smtp.sock.settimeout(answer_within)
        smtp.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble("the mail server fell silent after the letter had left", unknown=True) from error
    if not 200 <= code < 300:
        _refused(code, words, unknown=not 400 <= code < 600)


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    """The letter was taken: how the connection ends changes nothing, and is not waited for."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.putcmd("QUIT")


@contextlib.contextmanager
def _nothing_left() -> Iterator[None]:
    """What goes wrong in here goes wrong before a byte of the message has left."""
    try:
        yield
    except smtplib.SMTPNotSupportedError as error:
        raise Trouble(f"the mail server cannot do what this letter needs: {error}", permanent=True) from None
    except smtplib.SMTPAuthenticationError as error:
        # Its words may quote the name and the password.
        permanent = error.smtp_code >= 500
        raise Trouble(f"the mail server refused the login ({error.smtp_code})", permanent=permanent) from None
    except smtplib.SMTPResponseException as error:
        _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble(f"the mail server cannot be reached ({type(error).__name__})") from error


def _expect(answer: tuple[int, bytes], wanted: set[int]) -> None:
    code, words = answer
    if code not in wanted:
        _refused(code, words)


def _expect_reader(code: int, words: bytes) -> None:
    heard = _heard(code, words)
    if code in _NO_READER and _POLICY not in heard:
        raise NoReader(heard)
    _expect((code, words), {250, 251})


def _refused(code: int, words: bytes | str, *, unknown: bool = False) -> NoReturn:
    raise Trouble(_heard(code, words), permanent=500 <= code < 600, unknown=unknown) from None


def _heard(code: int, words: bytes | str) -> str:
    heard = words.decode(errors="replace") if isinstance(words, bytes) else words
    said = re.sub(r"[^\s<>]+@[^\s<>]+", "(address)", " ".join(heard.split()))[:_HEARD]
    return f"the mail server said {code} {said}"
