"""The parts of `connector run` and the demo: the mail server, the Redis of our own, the teller."""

import os
import smtplib
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app import redis_server
from app.demo.teller import Otherwise, Teller
from connector.domain.trouble import Trouble
from sandbox.mailbox import Mailbox
from tests.app.processes import until


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox()
    made.start()
    yield made
    made.stop()


def test_the_mail_server_keeps_a_letter_as_it_was_sent(mailbox: Mailbox) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.com", "mia@example.com", "Łódź"
    letter.set_content("One line\n.a dot first\n..two dots\nご注文\n")
    with smtplib.SMTP("127.0.0.1", int(mailbox.url.rpartition(":")[2]), timeout=5) as client:
        client.send_message(letter)
        client.send_message(letter, to_addrs=["jonas@example.com"])
    first, second = mailbox.letters
    assert first.recipients == ("mia@example.com",)
    assert second.recipients == ("jonas@example.com",)
    assert first.message["Subject"] == "Łódź"
    assert first.text == "One line\n.a dot first\n..two dots\nご注文\n"
    assert mailbox.to("jonas@example.com") == [second]


def test_whoever_tries_the_product_reads_its_letters_as_files(tmp_path: Path) -> None:
    made = Mailbox(folder=tmp_path / "mail")
    made.start()
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.com", "mia@example.com", "ご注文"
    letter.set_content("お待たせしております\n")
    with smtplib.SMTP("127.0.0.1", int(made.url.rpartition(":")[2]), timeout=5) as client:
        client.send_message(letter)
        client.send_message(letter, to_addrs=["../../x@example.com"])
    made.stop()
    first, second = sorted((tmp_path / "mail").iterdir())
    assert (first.name, second.name) == ("0001-mia@example.com.txt", "0002-.._.._x@example.com.txt")
    assert first.read_text() == "To: mia@example.com\nSubject: ご注文\n\nお待たせしております\n"


def test_a_letter_that_breaks_off_is_not_kept(mailbox: Mailbox) -> None:
    client = smtplib.SMTP("127.0.0.1", int(mailbox.url.rpartition(":")[2]), timeout=5)
    client.ehlo()
    client.mail("a@example.com")
    client.rcpt("mia@example.com")
    assert client.docmd("DATA")[0] == 354
    client.send(b"Subject: half\r\n")
    client.close()
    assert mailbox.letters == []


def test_a_redis_that_an_earlier_run_left_behind_is_ended(tmp_path: Path) -> None:
    folder = tmp_path / "redis"
    server = redis_server.program(folder, tmp_path / "redis.log", os.environ)
    with (tmp_path / "redis.log").open("wb") as log:
        left = subprocess.Popen(list(server.command), stdout=log, stderr=log)
    try:
        redis_server.wait_until_ready(redis_server.url_of(folder))
        noted = folder / "redis.pid"
        until(lambda: noted.exists() and bool(noted.read_text().strip()), "no pid file", 5)
        assert redis_server.clear_stale(folder)
        assert left.wait(timeout=10) is not None
        assert not redis_server.clear_stale(folder)
    finally:
        left.kill()
        left.wait()


def test_a_process_that_only_has_the_number_of_an_old_redis_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "redis.pid").write_text(str(os.getpid()))
    assert not redis_server.clear_stale(tmp_path)


def test_a_folder_too_deep_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)
    assert len(os.fsencode(redis_server.socket_of(deep))) <= redis_server.LONGEST_SOCKET
    assert redis_server.socket_of(deep) != redis_server.socket_of(deep / "another")


def test_a_redis_that_is_not_there_is_told_in_time(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="Redis does not answer"):
        redis_server.wait_until_ready(redis_server.url_of(tmp_path), seconds=0.2)


def test_the_teller_says_what_was_expected_and_what_was_found() -> None:
    out = StringIO()
    teller = Teller(Console(file=out, width=80), lambda: None)
    teller.sees("the tag", "Backorder", lambda: "Backorder")
    with pytest.raises(Otherwise, match="the hold: expected 2, found 3"):
        teller.sees("the hold", 2, lambda: 3, seconds=0.2)
    assert "✓ the tag" in out.getvalue()
    assert "✓ the hold" not in out.getvalue()
