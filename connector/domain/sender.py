"""What a domain's name servers say of the letters sent from it: SPF, DKIM, DMARC. Read, not asked.

Sources: RFC 7208 (SPF: 3.2 and 4.5, exactly one record), RFC 6376 (DKIM: 3.6.2, keys below _domainkey),
RFC 7489 (DMARC: 6.3 its tags, 6.6.3 where it is looked for).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SELECTORS: Final = (
    "default",
    "dkim",
    "mail",
    "smtp",
    "google",
    "selector1",
    "selector2",
    "s1",
    "s2",
    "k1",
    "k2",
    "k3",
    "fm1",
    "fm2",
    "pm",
    "mandrill",
    "mailjet",
    "mxvault",
    "protonmail",
    "resend",
    "zoho",
)
"""Names under which mail services commonly keep a key; which one a service uses cannot be looked up."""

INCLUDES: Final[Mapping[str, str]] = {
    "amazonaws.com": "include:amazonses.com",
    "brevo.com": "include:spf.brevo.com",
    "gmail.com": "include:_spf.google.com",
    "google.com": "include:_spf.google.com",
    "mailgun.org": "include:mailgun.org",
    "mailjet.com": "include:spf.mailjet.com",
    "office365.com": "include:spf.protection.outlook.com",
    "sendgrid.net": "include:sendgrid.net",
    "zoho.com": "include:zohomail.com",
    "zoho.eu": "include:zohomail.eu",
}
"""What services say must stand in the sender's SPF record, by the host that letters are handed to."""


@dataclass(frozen=True, slots=True)
class Published:
    """TXT records as found. `dmarc` is of the domain itself or of the nearest one above it that has any.

    `keys`: by selector. `may_have_keys`: something lies below _domainkey, perhaps under a name that nobody
    can guess. `exists`: the domain has records at all.
    """

    exists: bool
    spf: Sequence[str]
    dmarc: Sequence[str]
    keys: Mapping[str, str]
    may_have_keys: bool


@dataclass(frozen=True, slots=True)
class Flaw:
    """`rule` names what is missing or wrong; `name` is where in the DNS, `record` what to put there."""

    rule: str
    name: str
    record: str


def domain_of(address: str) -> str:
    """The domain of a mail address, in small letters; a display name before it is passed over."""
    return address.rpartition("@")[2].rstrip("> ").lower()


def is_spf(text: str) -> bool:
    """RFC 7208 4.5: the version stands alone or before a space."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def is_dmarc(text: str) -> bool:
    """RFC 7489 6.6.3: the version is the first tag, and a policy is asked for."""
    tags = tags_of(text)
    return text.strip().startswith("v") and tags.get("v") == "DMARC1" and "p" in tags


def tags_of(text: str) -> dict[str, str]:
    """`name=value` pairs between semicolons, as DKIM and DMARC write them."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def flaws(domain: str, mail_host: str, found: Published) -> list[Flaw]:
    """What is to be added or changed; what cannot be known (a missing include) is not held against it."""
    if not found.exists:
        return [Flaw("sender_unknown", domain, "")]
    judged = (_spf(domain, mail_host, found), _dkim(domain, found), _dmarc(domain, found))
    return [flaw for flaw in judged if flaw is not None]


def _spf(domain: str, mail_host: str, found: Published) -> Flaw | None:
    records = [text for text in found.spf if is_spf(text)]
    if not records:
        return Flaw("spf_missing", domain, f"v=spf1 {_mechanism(mail_host)} ~all")
    if len(records) > 1:
        return Flaw("spf_twice", domain, _joined(records))
    terms = records[0].lower().split()
    return Flaw("spf_open", domain, _closed(records[0])) if {"all", "+all"} & set(terms) else None


def _mechanism(mail_host: str) -> str:
    for suffix, include in INCLUDES.items():
        if mail_host == suffix or mail_host.endswith(f".{suffix}"):
            return include
    return f"a:{mail_host}" if "." in mail_host else "mx"


def _joined(records: Sequence[str]) -> str:
    """One record with the terms of all of them, and one end; name servers tell them in any order."""
    terms = dict.fromkeys(term for text in sorted(records) for term in text.split()[1:])
    kept = [term for term in terms if term.lower().lstrip("+-~?") != "all"]
    return " ".join(["v=spf1", *kept, "~all"])


def _closed(record: str) -> str:
    return " ".join("~all" if term.lower() in ("all", "+all") else term for term in record.split())


def _dkim(domain: str, found: Published) -> Flaw | None:
    if any(tags_of(text).get("p") for text in found.keys.values()) or found.may_have_keys:
        return None
    return Flaw("dkim_missing", f"<selector>._domainkey.{domain}", "")


def _dmarc(domain: str, found: Published) -> Flaw | None:
    """`p=none` is a policy: receivers ask for a record, not for a strict one."""
    records = [text for text in found.dmarc if is_dmarc(text)]
    if len(records) == 1:
        return None
    record = f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
    return Flaw("dmarc_twice" if records else "dmarc_missing", f"_dmarc.{domain}", record)
