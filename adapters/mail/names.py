"""What the world's name servers say of a domain that letters are sent from."""

from collections.abc import Iterator

import dns.exception
import dns.name
import dns.resolver

from connector.domain.sender import SELECTORS, Published, is_dmarc
from connector.domain.trouble import Trouble

SECONDS = 3.0
"""How long one question may take, over all name servers that are asked it."""
PORT = 53


class Names:
    """`name_server`: "host:port" of the one to ask; empty: this machine's own."""

    def __init__(self, name_server: str = "") -> None:
        self._resolver = dns.resolver.Resolver(configure=not name_server)
        self._resolver.lifetime = self._resolver.timeout = SECONDS
        if name_server:
            host, _, port = name_server.rpartition(":")
            self._resolver.nameservers = [host or port]
            self._resolver.port = int(port) if host else PORT

    def published(self, domain: str) -> Published:
        """Raises Trouble when no name server answers: then nothing is known, good or bad."""
        texts = self._texts(domain)
        if texts is None:
            return Published(False, (), (), {}, may_have_keys=False)
        keys = {name: key for name in SELECTORS if (key := self._key(name, domain))}
        # An empty place in the tree is there and has no records, one that is not is NXDOMAIN (RFC 8020).
        below = bool(keys) or self._texts(f"_domainkey.{domain}") is not None
        return Published(True, tuple(texts), tuple(self._dmarc(domain)), keys, may_have_keys=below)

    def _key(self, selector: str, domain: str) -> str:
        return "".join(self._texts(f"{selector}._domainkey.{domain}") or ())

    def _dmarc(self, domain: str) -> list[str]:
        for place in _upwards(domain):
            records = [text for text in self._texts(f"_dmarc.{place}") or () if is_dmarc(text)]
            if records:
                return records
        return []

    def _texts(self, name: str) -> list[str] | None:
        """TXT records, each in one piece; None: there is no such name."""
        try:
            answer = self._resolver.resolve(name, "TXT")
        except dns.resolver.NXDOMAIN:
            return None
        except dns.resolver.NoAnswer:
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise Trouble(f"name servers do not say what {name} is: {type(error).__name__}") from error
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]


def _upwards(domain: str) -> Iterator[str]:
    """The domain, then each above it that is more than a top-level one."""
    labels = domain.split(".")
    yield from (".".join(labels[at:]) for at in range(len(labels) - 1))
