"""docs/events.md is true: its examples are what is sent, and its code accepts it and nothing else."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.receivers import signature
from adapters.receivers.post import raw
from connector.ledger import orders
from connector.ledger.events import KINDS
from jobs import carrying, happening
from jobs.desk import endpoints
from jobs.pegging import peg_item
from tests.desk.shop import LAMP, NOW
from tests.events.conftest import Teller, told
from tests.events.receiver import Receiver
from tests.events.test_what_is_told import FRI, THU, slips

TEXT = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
EXAMPLES: Mapping[str, dict[str, Any]] = {
    one["type"]: one for one in map(json.loads, re.findall(r"```json\n(.*?)\n```", TEXT, re.DOTALL))
}
BODY = raw(EXAMPLES["backorder.moved"])
KEY = signature.new_key()
HEADERS = signature.headers(KEY, "evt_51f0c2", NOW, BODY)
STAMP = NOW.timestamp()


def code(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)\n```", TEXT, re.DOTALL)
    return str(found)


def test_every_kind_has_its_example() -> None:
    assert set(EXAMPLES) == {f"backorder.{kind}" for kind in KINDS}


def test_the_examples_are_what_is_sent(teller: Teller, receiver: Receiver) -> None:
    store = teller.open()
    to = teller.listen(store, receiver.url)
    item_id = teller.mine.stock(store, LAMP, 1)
    coming = teller.mine.expect(item_id, 5, THU)
    made = teller.mine.order(store, "#1", [(LAMP, 3)])
    slips(teller.mine, coming, item_id, FRI)
    teller.mine.stock(store, LAMP, 3, at=NOW + timedelta(minutes=1))
    with teller.mine.ledger.writing() as unit:
        endpoints.try_out(unit, teller.mine.account_id, store.id, to, "Ada", teller.now)
        line = orders.lines_of(unit, teller.mine.account_id, made)[0]
        line.open, line.asks, line.shipped = 0, 0, 3
        unit.flush()
        peg_item(unit, teller.mine.account_id, item_id, NOW)
    other = teller.mine.order(store, "#2", [(LAMP, 9)])
    with teller.mine.ledger.writing() as unit:
        line = orders.lines_of(unit, teller.mine.account_id, other)[0]
        line.open = line.asks = 0
        unit.flush()
        peg_item(unit, teller.mine.account_id, item_id, NOW)
    teller.carry()
    sent = {one["type"]: one for one in reversed(told(receiver))}
    assert set(sent) == set(EXAMPLES)
    for kind, example in EXAMPLES.items():
        assert shape(sent[kind]) == shape(example), kind
    for kind in ("owed", "promised", "moved", "ready", "test"):
        assert {**sent[f"backorder.{kind}"], "id": ""} == {**EXAMPLES[f"backorder.{kind}"], "id": ""}


def shape(said: Any) -> Any:
    """Names and kinds of values, without the values."""
    if isinstance(said, dict):
        return {name: shape(value) for name, value in said.items()}
    return type(said).__name__


def test_the_python_example_accepts_what_we_send_and_nothing_else() -> None:
    room: dict[str, Any] = {}
    exec(code("python"), room)  # noqa: S102  our own document
    is_ours = room["is_ours"]
    assert is_ours(KEY, HEADERS, BODY, STAMP)
    assert is_ours(
        KEY, {**HEADERS, "webhook-signature": f"v1,eA== {HEADERS['webhook-signature']}"}, BODY, STAMP
    )
    assert not is_ours(KEY, HEADERS, BODY + b" ", STAMP)
    assert not is_ours(KEY, {**HEADERS, "webhook-id": "evt_2"}, BODY, STAMP)
    assert not is_ours(signature.new_key(), HEADERS, BODY, STAMP)
    assert not is_ours(KEY, HEADERS, BODY, STAMP + 301)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
def test_the_javascript_example_does_as_well() -> None:
    cases = [
        (KEY, HEADERS, BODY, STAMP),
        (KEY, HEADERS, BODY + b" ", STAMP),
        (KEY, {**HEADERS, "webhook-timestamp": "1"}, BODY, STAMP),
        (signature.new_key(), HEADERS, BODY, STAMP),
        (KEY, HEADERS, BODY, STAMP + 301),
    ]
    told_ = [[key, headers, body.decode(), now] for key, headers, body, now in cases]
    script = (
        f"{code('javascript')}\nconst cases = {json.dumps(told_)};\n"
        "console.log(JSON.stringify(cases.map(([k, h, b, n]) => isOurs(k, h, Buffer.from(b), n))));"
    )
    ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(ran.stdout) == [True, False, False, False, False]


def test_the_pauses_are_the_ones_that_are_told() -> None:
    minutes = [pause.total_seconds() / 60 for pause in carrying.PAUSES]
    assert minutes[1:3] == [5, 30]
    assert [one / 60 for one in minutes[3:]] == [2, 5, 10, 14, 20, 20]
    assert "after 5 seconds, 5 and 30 minutes, then 2, 5,\n10, 14, 20 and 20 hours" in TEXT
    assert happening.TASK == "event"
