"""A name server on the loopback that answers TXT questions from a table, over real UDP."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[str, Sequence[str]]
"""TXT records by name. What lies above a name is there too, and has none (RFC 8020)."""


def answer(zone: Mapping[str, Sequence[str]], raw: bytes) -> bytes:
    asked = dns.message.from_wire(raw)
    told = dns.message.make_response(asked)
    told.flags |= dns.flags.RA
    name = asked.question[0].name.to_text(omit_final_dot=True).lower()
    texts = zone.get(name)
    if texts:
        quoted = [f'"{text}"' for text in texts]
        told.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", "TXT", *quoted))
    elif texts is None and not any(one.endswith(f".{name}") for one in zone):
        told.set_rcode(dns.rcode.NXDOMAIN)
    return told.to_wire()


@contextmanager
def name_server(zone: Zone) -> Iterator[str]:
    """Its "host:port". What the table holds may be changed meanwhile."""
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            raw, caller = door.recvfrom(4096)
            if not raw:
                return
            door.sendto(answer(zone, raw), caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    host, port = door.getsockname()
    try:
        yield f"{host}:{port}"
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (host, port))
        thread.join()
        door.close()
