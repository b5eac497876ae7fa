"""A letter as an e-mail: one recipient, fixed headers, and nothing that a text can add."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail import Mail, build
from connector.domain.trouble import Trouble

MAIL = Mail(
    to="mia@example.com",
    subject="Your order #1001: 3 ship now",
    text="Hello Mia,\n.\nfrom us\n",
    html="<!doctype html><p>Hello Mia</p>",
    from_address="letters@connector.example",
    from_name="Lamp House",
    reply_to="hello@lamp.example",
    message_id="<first-1-1001@connector.example>",
    language="en",
)


def reread(mail: Mail) -> EmailMessage:
    """The message as another program reads its bytes."""
    message = message_from_bytes(build(mail).as_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def addresses(message: EmailMessage, header: str) -> list[str]:
    return [address.addr_spec for address in message[header].addresses]


def test_the_message_has_its_headers_once_each() -> None:
    message = reread(MAIL)
    assert sorted(key.lower() for key in message) == [
        "auto-submitted",
        "content-language",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "subject",
        "to",
    ]
    assert message["From"] == "Lamp House <letters@connector.example>"
    assert addresses(message, "To") == ["mia@example.com"]
    assert addresses(message, "Reply-To") == ["hello@lamp.example"]
    assert message["Message-ID"] == MAIL.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"


def test_text_comes_before_html_and_both_arrive_whole() -> None:
    text, page = "ご注文 #1001\n行\n", "<p>" + "あ" * 3000 + "</p>"
    message = reread(replace(MAIL, text=text, html=page, language="ja"))
    assert message.get_content_type() == "multipart/alternative"
    first, second = message.iter_parts()
    assert isinstance(first, EmailMessage)
    assert isinstance(second, EmailMessage)
    assert (first.get_content_type(), second.get_content_type()) == ("text/plain", "text/html")
    assert first.get_content().replace("\r\n", "\n") == text
    assert second.get_content().rstrip() == page
    assert all(len(line) <= 998 and line.isascii() for line in build(MAIL).as_bytes().split(b"\r\n"))


def test_without_a_shops_address_there_is_no_reply_to() -> None:
    assert "Reply-To" not in reread(replace(MAIL, reply_to=""))


@pytest.mark.parametrize(
    "to",
    [
        "",
        "mia",
        "mia@",
        "@example.com",
        "a@x.example, b@y.example",
        "a@x.example,b@y.example",
        "a@x.example;b@y.example",
        "a@x.example b@y.example",
        "a@b@c.example",
        "a@x.example\u2028b@y.example",
        "a@x.example\r\nBcc: b@y.example",
        "a@x.example\n",
        "Mia <mia@example.com>",
        "group:a@x.example;",
        '"a b"@x.example',
        "(x)a@x.example",
        "a@x..example",
        "a@.example",
        "a..b@x.example",
        "a@x.example\x00",
        "a\u202e@x.example",
        "a@[127.0.0.1]",
        "a@" + "x" * 64 + ".example",
        "a" * 250 + "@x.example",
    ],
)
@pytest.mark.parametrize("field", ["to", "reply_to", "from_address"])
def test_what_is_not_one_address_is_refused_for_good_and_not_quoted(field: str, to: str) -> None:
    if not to and field == "reply_to":
        return
    with pytest.raises(Trouble, match="is not one e-mail address") as caught:
        build(replace(MAIL, **{field: to}))
    assert caught.value.permanent
    assert not to or to not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("field", ["subject", "from_name", "message_id", "language"])
@pytest.mark.parametrize("bent", ["a\r\nBcc: b@y.example", "a\nb", "a\rb", "a\u2028b", "a\x00b", "\ud800"])
def test_a_header_cannot_be_added(field: str, bent: str) -> None:
    with pytest.raises(Trouble) as caught:
        build(replace(MAIL, **{field: bent}))
    assert caught.value.permanent


@pytest.mark.parametrize("message_id", ["", "x", "<x>", "<a@b> <c@d>", "<a@b", "<a b@c>", "<é@b>"])
def test_a_message_id_is_one_id(message_id: str) -> None:
    with pytest.raises(Trouble):
        build(replace(MAIL, message_id=message_id))


def test_a_long_message_id_stays_on_one_line_and_whole() -> None:
    message_id = f"<{'k' * 180}@connector.example>"
    assert re.search(rb"Message-ID:\s+" + message_id.encode() + rb"\r\n", build_bytes(message_id))


def build_bytes(message_id: str) -> bytes:
    return build(replace(MAIL, message_id=message_id)).as_bytes()


def test_a_domain_of_other_letters_is_sent_in_ascii() -> None:
    assert addresses(reread(replace(MAIL, to="mia@bücher.example")), "To") == ["mia@xn--bcher-kva.example"]


def test_a_printed_mail_does_not_show_people() -> None:
    assert "@example.com" not in repr(MAIL)
    assert "Hello" not in repr(MAIL)


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=150)
ENCODED = st.text(st.sampled_from(list('=?utf-8QB"\\<>@,;:() .é🎉')), max_size=150)


@settings(deadline=None)
@given(PRINTABLE | ENCODED, PRINTABLE | ENCODED)
def test_any_subject_and_shop_name_reach_one_person_from_one_sender(subject: str, name: str) -> None:
    message = reread(replace(MAIL, subject=subject, from_name=name))
    assert addresses(message, "To") == ["mia@example.com"]
    assert addresses(message, "From") == ["letters@connector.example"]
    assert message["Subject"].strip() == subject.strip()
    assert len(message.keys()) == 10


LONG = f"https://connector.example/storefront/v1/{'a' * 32}/waitlist/leave/{'b' * 43}?lang=ja"


def test_a_letter_of_a_list_can_be_left_by_the_mail_program_itself() -> None:
    """RFC 8058. The link is longer than a line, and a folded or an encoded one would be followed nowhere."""
    raw = build(replace(MAIL, unsubscribe_url=LONG)).as_bytes()
    assert f"\r\nList-Unsubscribe: <{LONG}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/\r\nBcc: b@c.example", "https://a.example/ b"]
)
def test_only_a_web_address_becomes_a_link_in_a_header(url: str) -> None:
    with pytest.raises(Trouble):
        build(replace(MAIL, unsubscribe_url=url))
