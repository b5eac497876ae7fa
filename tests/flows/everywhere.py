"""A search of all that is kept: every column of every table, and every key of Redis."""

import json
from collections.abc import Iterator
from typing import Any

import redis
from sqlalchemy import select

from connector.ledger.engine import Ledger
from connector.ledger.everything import METADATA
from connector.ledger.tenancy import ACROSS


def found(ledger: Ledger, redis_url: str, *words: str) -> list[str]:
    """Where any of the words stands, in whatever case."""
    wanted = [word.lower() for word in words]
    every = [*cells(ledger), *keys(redis_url)]
    return sorted({where for where, text in every if any(word in text.lower() for word in wanted)})


def cells(ledger: Ledger) -> Iterator[tuple[str, str]]:
    with ledger.reading() as unit:
        for table in METADATA.sorted_tables:
            for row in unit.execute(select(table), execution_options=ACROSS).mappings():
                for name, value in row.items():
                    yield f"{table.name}.{name}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


def keys(redis_url: str) -> Iterator[tuple[str, str]]:
    server = redis.Redis.from_url(redis_url)
    for key in server.scan_iter("*"):
        yield f"redis {key!r}", f"{key!r} {_value(server, key)!r}"
    server.close()


def _value(server: redis.Redis, key: bytes) -> Any:
    kind = server.type(key)
    readers = {b"string": server.get, b"hash": server.hgetall, b"set": server.smembers}
    if kind == b"list":
        return server.lrange(key, 0, -1)
    if kind == b"zset":
        return server.zrange(key, 0, -1)
    return readers[kind](key) if kind in readers else server.dump(key)
