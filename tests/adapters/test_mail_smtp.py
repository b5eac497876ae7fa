"""The mailer against a real SMTP server on the loopback: what leaves, what does not, what may have."""

import re
import socket
import ssl
import threading
from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.mail import Mailer
from connector.domain.trouble import BadInput, NoReader, Trouble
from tests.adapters.test_mail_message import MAIL


@dataclass
class Post:
    """A post office that keeps what it took and answers as it is told to."""

    mail: str = ""
    rcpt: str = ""
    data: str = "250 OK"
    drop: bool = False
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        self.taken.append((envelope.rcpt_tos, envelope.original_content))
        if self.drop:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return self.data


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def post_office(post: Post, **options: object) -> Iterator[str]:
    options.setdefault("server_hostname", "localhost")
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


class Going:
    """Counts how often the mailer said that bytes are about to leave, and fails where it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.times = 0
        self.error = error

    def __call__(self) -> None:
        self.times += 1
        if self.error:
            raise self.error


def send(post: Post, going: Callable[[], None]) -> None:
    with post_office(post) as at:
        Mailer(f"smtp://{at}").send(MAIL, going)


def test_a_letter_arrives_whole_at_one_person_after_one_word() -> None:
    post, going = Post(), Going()
    send(post, going)
    [(recipients, content)] = post.taken
    assert recipients == ["mia@example.com"]
    assert going.times == 1
    assert b"Hello Mia,\r\n.\r\nfrom us\r\n" in content
    assert b"Message-ID: <first-1-1001@connector.example>\r\n" in content


@pytest.mark.parametrize(
    ("post", "permanent"),
    [
        (Post(mail="451 try later mia@example.com"), False),
        (Post(mail="553 no such sender <mia@example.com>"), True),
        (Post(rcpt="450 mia@example.com is greylisted"), False),
        (Post(rcpt="550 5.1.1 <mia@example.com> unknown"), True),
    ],
)
def test_a_refusal_before_the_letter_is_definite_and_without_the_address(post: Post, permanent: bool) -> None:
    going = Going()
    with pytest.raises(Trouble, match=post.mail[:3] or post.rcpt[:3]) as caught:
        send(post, going)
    assert caught.value.permanent is permanent
    assert not caught.value.unknown
    assert "mia" not in str(caught.value)
    assert (going.times, post.taken) == (0, [])


@pytest.mark.parametrize(
    ("post", "nobody"),
    [
        (Post(rcpt="550 5.1.1 no such user"), True),
        (Post(rcpt="553 mailbox name not allowed"), True),
        (Post(rcpt="450 greylisted"), False),
        (Post(rcpt="554 5.7.1 relay access denied"), False),
        (Post(rcpt="550 5.7.1 not from you"), False),
        (Post(rcpt="530 log in first"), False),
        (Post(mail="550 no such sender"), False),
        (Post(data="550 no thanks"), False),
    ],
)
def test_a_refused_recipient_is_told_from_a_refused_sender_and_letter(post: Post, nobody: bool) -> None:
    with pytest.raises(Trouble) as caught:
        send(post, Going())
    assert isinstance(caught.value, NoReader) is nobody


@pytest.mark.parametrize(("answer", "permanent"), [("451 try later", False), ("554 5.7.1 no thanks", True)])
def test_a_refusal_after_the_letter_is_definite_too(answer: str, permanent: bool) -> None:
    going = Going()
    with pytest.raises(Trouble, match=answer) as caught:
        send(Post(data=answer), going)
    assert (caught.value.permanent, caught.value.unknown, going.times) == (permanent, False, 1)


def test_a_connection_lost_after_the_letter_leaves_it_unknown() -> None:
    post, going = Post(drop=True), Going()
    with pytest.raises(Trouble) as caught:
        send(post, going)
    assert (caught.value.unknown, caught.value.permanent, going.times) == (True, False, 1)


def test_when_the_word_cannot_be_kept_nothing_is_sent() -> None:
    post, going = Post(), Going(KeyError("the ledger is away"))
    with pytest.raises(KeyError):
        send(post, going)
    assert (going.times, post.taken) == (1, [])


def test_an_error_of_the_caller_is_never_taken_for_the_servers() -> None:
    with pytest.raises(ConnectionError, match="ledger"):
        send(Post(), Going(ConnectionError("the ledger is away")))


def test_a_closed_port_means_later() -> None:
    going = Going()
    with pytest.raises(Trouble, match="cannot be reached") as caught:
        Mailer(f"smtp://127.0.0.1:{free_port()}").send(MAIL, going)
    assert (caught.value.permanent, caught.value.unknown, going.times) == (False, False, 0)


@contextmanager
def scripted(*answers: bytes) -> Iterator[str]:
    """A server that gives each line it hears the next answer, and then falls silent without hanging up."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def serve() -> None:
            peer, _ = listener.accept()
            with peer, peer.makefile("rb") as lines:
                for answer in answers:
                    peer.sendall(answer)
                    lines.readline()
                done.wait(20)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            done.set()
            thread.join(20)


READY = (b"220 hello\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n")


@pytest.mark.parametrize("answers", [(), READY[:1], READY[:3], READY])
def test_a_server_that_falls_silent_before_the_letter_means_later(answers: tuple[bytes, ...]) -> None:
    going = Going()
    with scripted(*answers, b"") as at, pytest.raises(Trouble, match="cannot be reached") as caught:
        Mailer(f"smtp://{at}", timeout=0.2).send(MAIL, going)
    assert (caught.value.unknown, caught.value.permanent, going.times) == (False, False, 0)


@pytest.mark.parametrize("last", [b"", b"garbage\r\n", b"354 again\r\n"])
def test_no_clear_answer_to_the_letter_leaves_it_unknown(last: bytes) -> None:
    going = Going()
    with scripted(*READY, b"354 go\r\n", last) as at, pytest.raises(Trouble) as caught:
        Mailer(f"smtp://{at}", answer_within=0.2).send(MAIL, going)
    assert (caught.value.unknown, caught.value.permanent, going.times) == (True, False, 1)


def test_a_server_that_will_not_take_data_is_not_told_that_it_goes() -> None:
    going = Going()
    with scripted(*READY, b"554 no data today\r\n") as at, pytest.raises(Trouble, match="no data") as caught:
        Mailer(f"smtp://{at}").send(MAIL, going)
    assert (caught.value.permanent, going.times) == (True, 0)


def test_an_address_that_needs_an_international_server_says_so_where_there_is_none() -> None:
    going = Going()
    with scripted(*READY[:2]) as at, pytest.raises(Trouble, match="SMTPUTF8") as caught:
        Mailer(f"smtp://{at}").send(replace(MAIL, to="mía@example.com"), going)
    assert (caught.value.permanent, going.times) == (True, 0)


def test_an_international_address_arrives_where_the_server_takes_it() -> None:
    post = Post()
    with post_office(post, enable_SMTPUTF8=True) as at:
        Mailer(f"smtp://{at}").send(replace(MAIL, to="mía@example.com"), Going())
    assert post.taken[0][0] == ["mía@example.com"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of 127.0.0.1 that signs itself, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(secret + signed.public_bytes(pem))
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    known = data == LoginPassword(b"us@r", b"p:a/ss")
    return AuthResult(success=known, handled=False)


def test_starttls_then_login_then_the_letter(certificate: Path) -> None:
    post = Post()
    options = {"tls_context": tls(certificate), "authenticator": knows, "auth_required": True}
    with post_office(post, **options) as at:
        Mailer(f"smtp+starttls://us%40r:p%3Aa%2Fss@{at}", ca_file=certificate).send(MAIL, Going())
        with pytest.raises(Trouble, match=re.escape("refused the login (535)")) as caught:
            Mailer(f"smtp+starttls://us%40r:wrong@{at}", ca_file=certificate).send(MAIL, Going())
    assert len(post.taken) == 1
    assert caught.value.permanent


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(certificate: Path) -> None:
    post = Post()
    with (
        post_office(post, tls_context=tls(certificate)) as at,
        pytest.raises(Trouble, match="CertVerification"),
    ):
        Mailer(f"smtp+starttls://{at}").send(MAIL, Going())
    assert post.taken == []


def test_a_server_without_starttls_gets_no_letter_in_the_clear() -> None:
    post = Post()
    with post_office(post) as at, pytest.raises(Trouble, match="STARTTLS") as caught:
        Mailer(f"smtp+starttls://{at}").send(MAIL, Going())
    assert (caught.value.permanent, post.taken) == (True, [])


def test_a_letter_goes_through_a_server_that_speaks_tls_from_the_start(certificate: Path) -> None:
    post = Post()
    with post_office(post, ssl_context=tls(certificate)) as at:
        Mailer(f"smtps://{at}", ca_file=certificate).send(MAIL, Going())
    assert len(post.taken) == 1


@pytest.mark.parametrize(
    "url",
    ["", "http://x.example", "smtp://", "smtp://u:p@x.example:25", "smtps://u:secret/x@h", "smtp://h:99999"],
)
def test_an_address_of_no_mail_server_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        Mailer(url)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
