"""Whether the domain that letters come from says that they are its own."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from adapters.mail.names import Names
from connector.domain.sender import domain_of, flaws
from jobs.doctor.address import is_first
from jobs.doctor.check import Check, Fault
from jobs.kinds import Bench

RULES = (
    "sender_local",
    "sender_unknown",
    "spf_missing",
    "spf_twice",
    "spf_open",
    "dkim_missing",
    "dmarc_missing",
    "dmarc_twice",
)


def look(bench: Bench) -> Iterator[Fault]:
    """Of `MAIL_FROM`. A name without a dot has no records: in development letters stay on the machine."""
    if not is_first(bench):
        return
    settings = bench.workshop.settings
    domain = domain_of(settings.mail_from)
    if "." not in domain:
        if not settings.allow_loopback:
            yield Fault("sender_local", "sender", {"address": settings.mail_from})
        return
    host = urlsplit(settings.smtp_url.get_secret_value()).hostname or ""
    for flaw in flaws(domain, host.lower(), Names(settings.name_server).published(domain)):
        gaps = {"domain": domain, "name": flaw.name, "record": flaw.record}
        yield Fault(flaw.rule, domain[:200], gaps)


CHECK = Check("sender", RULES, look)
