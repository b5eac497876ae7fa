"""The recorded WooCommerce, replayed: the sandbox answers as the real store did."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.woocommerce_fill_ins import FILL_INS
from tests.sandbox.woocommerce_replay import Recording, Replay, recordings

REPLAYED = 192
NOT_REPLAYED = {
    "a buyer's Store API: the fill-ins buy with store.place_order": 26,
    "plain HTTP with OAuth 1.0a: the sandbox speaks HTTPS only": 15,
    "mails and receipts, which no adapter asks for": 3,
    "served in part: compared value by value in their own test": 2,
    "an old version of the API that no adapter calls": 1,
}


def _play_all(replay: Replay) -> list[str]:
    wrong: list[str] = []
    last = 0
    for recording in recordings():
        for number in range(last + 1, recording.number + 1):
            if number in FILL_INS:
                FILL_INS[number](replay)
        last = recording.number
        if recording.why_not is None:
            wrong += [f"{recording.number} {recording.step}: {d}" for d in replay.play(recording)]
    return wrong


def test_the_sandbox_answers_every_recorded_request_as_the_real_store_did(tmp_path: Path) -> None:
    replay = Replay(tmp_path)
    try:
        wrong = _play_all(replay)
    finally:
        replay.stop()
    assert not wrong, "\n".join(wrong)


def test_no_recording_is_left_out_without_a_reason() -> None:
    counted = Counter(recording.why_not for recording in recordings())
    assert counted.pop(None) == REPLAYED
    assert counted == NOT_REPLAYED


@pytest.mark.parametrize("number", [1, 157])
def test_settings_and_system_status_serve_recorded_values(number: int, tmp_path: Path) -> None:
    recording = next(r for r in recordings() if r.number == number)
    replay = Replay(tmp_path)
    try:
        served = replay.send("GET", recording.path, None).json()
    finally:
        replay.stop()
    recorded = _values(recording, recording.body)
    shown = _values(recording, served)
    assert shown
    assert {name: recorded[name] for name in shown} == shown


def _values(recording: Recording, body: Any) -> dict[str, Any]:
    """Every value that is not an address of the store or a list, by name."""
    if isinstance(body, list):
        return {row["id"]: row["value"] for row in body}
    both = body["environment"] | body["settings"]
    return {
        name: v for name, v in both.items() if not name.endswith("_url") and not isinstance(v, list | dict)
    }
