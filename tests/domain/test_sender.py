"""SPF, DKIM and DMARC: what counts as a flaw, what cannot be known, and what to put into the DNS."""

import pytest

from connector.domain.sender import Published, domain_of, flaws

SPF, KEY, DMARC = "v=spf1 include:amazonses.com ~all", "v=DKIM1; k=rsa; p=MIGf", "v=DMARC1; p=none"
DOMAIN, HOST = "lamps.example", "email-smtp.eu-central-1.amazonaws.com"


def published(
    spf: tuple[str, ...] = (SPF,),
    dmarc: tuple[str, ...] = (DMARC,),
    keys: tuple[str, ...] = (KEY,),
    *,
    below: bool = False,
    exists: bool = True,
) -> Published:
    named = {f"s{number}": key for number, key in enumerate(keys)}
    return Published(exists, spf, dmarc, named, may_have_keys=below)


def found(said: Published, host: str = HOST) -> list[tuple[str, str]]:
    return [(flaw.rule, flaw.record) for flaw in flaws(DOMAIN, host, said)]


def test_a_domain_that_says_all_three_has_no_flaw() -> None:
    assert found(published()) == []
    others = ("google-site-verification=abc", SPF, "v=spf10 all")
    assert found(published(spf=others)) == []


@pytest.mark.parametrize(
    ("host", "mechanism"),
    [
        (HOST, "include:amazonses.com"),
        ("smtp.sendgrid.net", "include:sendgrid.net"),
        ("mail.lamps.example", "a:mail.lamps.example"),
        ("notsendgrid.net", "a:notsendgrid.net"),
        ("localhost", "mx"),
    ],
)
def test_a_missing_spf_record_is_named_with_what_the_mail_service_asks_for(host: str, mechanism: str) -> None:
    assert found(published(spf=("hello",)), host) == [("spf_missing", f"v=spf1 {mechanism} ~all")]


def test_two_spf_records_are_believed_by_nobody_and_become_one() -> None:
    two = ("v=spf1 include:a.example -all", "V=SPF1 mx include:a.example ~all")
    assert found(published(spf=two)) == [("spf_twice", "v=spf1 mx include:a.example ~all")]


@pytest.mark.parametrize("end", ["all", "+all", "+ALL"])
def test_a_record_that_lets_everybody_send_is_a_flaw(end: str) -> None:
    assert found(published(spf=(f"v=spf1 mx {end}",))) == [("spf_open", "v=spf1 mx ~all")]


def test_a_missing_include_cannot_be_known_and_is_not_held_against_it() -> None:
    assert found(published(spf=("v=spf1 ip4:192.0.2.7 -all",))) == []


def test_a_key_under_a_name_that_nobody_can_guess_is_no_flaw_but_an_empty_one_is() -> None:
    assert found(published(keys=(), below=True)) == []
    assert [rule for rule, _ in found(published(keys=()))] == ["dkim_missing"]
    assert [rule for rule, _ in found(published(keys=("v=DKIM1; p=",)))] == ["dkim_missing"]


@pytest.mark.parametrize("records", [(), ("v=DMARC1",), ("hello; p=none",)])
def test_a_dmarc_record_must_be_there_and_have_a_policy(records: tuple[str, ...]) -> None:
    wanted = "v=DMARC1; p=none; rua=mailto:postmaster@lamps.example"
    assert found(published(dmarc=records)) == [("dmarc_missing", wanted)]


def test_two_dmarc_records_are_believed_by_nobody() -> None:
    assert [rule for rule, _ in found(published(dmarc=(DMARC, "v=DMARC1; p=reject")))] == ["dmarc_twice"]


def test_a_domain_that_is_not_there_has_one_flaw() -> None:
    assert found(published(exists=False, spf=(), dmarc=(), keys=())) == [("sender_unknown", "")]


def test_the_domain_of_an_address_is_what_follows_its_last_at() -> None:
    assert domain_of("Lamps <orders@Lamps.Example>") == DOMAIN
    assert domain_of('"a@b"@lamps.example') == DOMAIN
