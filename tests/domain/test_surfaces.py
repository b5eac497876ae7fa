"""Whether a place says what the ledger says: compared without anybody being asked."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain import surfaces
from connector.domain.offered import UNKNOWN, to_buyer
from connector.domain.storefront import OwedLine
from connector.letters import offer as words
from connector.letters.language import TEXTS, Voice
from jobs.surfaces.ground import FORMS
from jobs.surfaces.owed import HEADINGS
from jobs.surfaces.visible import lines_of

TODAY = date(2026, 11, 25)
days = st.dates(TODAY, TODAY + timedelta(days=500))


def body(*steps: tuple[int | None, date, bool], note: str = "") -> dict[str, Any]:
    told = [
        {"reach": reach, "on": day.isoformat(), "now": now, **words.on(day, TODAY)}
        for reach, day, now in steps
    ]
    for step in told:
        step["text"] = {} if step["now"] else step["text"]
    return {"regions": {"": {"most": None, "end": {}, "steps": told}}, "note": note}


def as_php(value: Any) -> Any:
    """One array for both: an empty object comes back as a list."""
    if isinstance(value, dict):
        return {name: as_php(one) for name, one in value.items()} or []
    return [as_php(one) for one in value] if isinstance(value, list) else value


@given(st.lists(days, min_size=1, max_size=4))
def test_what_was_kept_says_the_same_also_when_it_comes_back_as_the_platforms_keep_it(
    on: list[date],
) -> None:
    wanted = body(*((n + 1, day, n == 0) for n, day in enumerate(on)))
    for kept in (wanted, json.loads(json.dumps(wanted)), as_php(wanted)):
        assert list(surfaces.of_offer(kept, wanted)) == []


@given(st.lists(days, min_size=1, max_size=4), st.data())
def test_another_day_in_any_step_is_named_with_both_days(on: list[date], data: st.DataObject) -> None:
    wanted = body(*((n + 1, day, False) for n, day in enumerate(on)))
    at = data.draw(st.integers(0, len(on) - 1))
    other = data.draw(days.filter(lambda day: day != on[at]))
    kept = body(*((n + 1, other if n == at else day, False) for n, day in enumerate(on)))
    (gap,) = surfaces.of_offer(kept, wanted)
    assert other.isoformat() in gap.says
    assert on[at].isoformat() in gap.ledger


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_other_words_for_the_same_day_are_a_disagreement_in_either_language(language: str) -> None:
    wanted = body((None, TODAY, False))
    for part in ("day", "text"):
        kept = deepcopy(wanted)
        kept["regions"][""]["steps"][0][part][language] = "soon"
        (gap,) = surfaces.of_offer(kept, wanted)
        assert "soon" in gap.says


@pytest.mark.parametrize("kept", [None, "text", [], {}, {"regions": []}, {"regions": {"": {"steps": 4}}}])
def test_what_is_no_offer_is_told_as_nothing_and_breaks_nothing(kept: object) -> None:
    (gap,) = surfaces.of_offer(kept, body((None, TODAY, False)))
    assert gap.says == "nothing"


def test_a_region_that_only_one_of_them_knows_is_named() -> None:
    wanted = body((None, TODAY, False))
    kept = deepcopy(wanted)
    kept["regions"]["JP"] = kept["regions"][""]
    (gap,) = surfaces.of_offer(kept, wanted)
    assert gap.says.startswith("JP: ")
    assert gap.ledger == "JP: nothing"


@given(days, days)
def test_an_answer_agrees_exactly_when_it_says_the_same_day(ours: date, theirs: date) -> None:
    wanted = to_buyer(body((None, ours, False)), 1, "", TODAY)
    told = json.loads(json.dumps(to_buyer(body((None, theirs, False)), 1, "", TODAY)._asdict()))
    assert (list(surfaces.of_answer(told, wanted)) == []) == (ours == theirs)
    assert list(surfaces.of_answer({"orderable": None}, UNKNOWN)) == []
    assert len(list(surfaces.of_answer({"orderable": None}, wanted))) == 1


@given(st.sampled_from(sorted(TEXTS)), days, days)
def test_a_page_must_say_one_of_our_sentences_where_it_says_any(
    language: str, ours: date, theirs: date
) -> None:
    said, other = (words.on(day, TODAY)["text"] for day in (ours, theirs))
    html = f"<title>x</title><main><h1>Lamp</h1><p>\n <b>{other[language]}</b>&nbsp;\n</p><p>In 3 Farben</p>"
    found = list(surfaces.on_page(lines_of(html), {name: [text] for name, text in said.items()}, FORMS))
    assert (found == []) == (said[language] == other[language])
    assert list(surfaces.on_page(["Lamp", "Ships soon"], {}, FORMS)) == []


def test_what_nobody_sees_on_a_page_is_not_read() -> None:
    html = (
        "<head><title>t</title></head><script>var a = 'On backorder: ships on Mon'</script>"
        "<div hidden>On <div>backorder</div></div><input hidden><template>x</template>"
        "<p>a <span>b</span>c<br>d</p><!-- e -->"
    )
    assert lines_of(html) == ["a bc", "d"]


def test_on_a_page_of_many_the_sentence_below_the_title_counts() -> None:
    first, second = (words.on(TODAY + timedelta(days=n), TODAY)["text"]["en"] for n in (5, 9))
    rows = ["Lamp", "Price", "€ 4", "Delivery", first, "Chair", second]
    assert list(surfaces.below_title(rows, "Lamp", [first], FORMS)) == []
    assert list(surfaces.below_title(rows, "Table", [first], FORMS)) == []
    (gap,) = surfaces.below_title(rows, "Lamp", [second], FORMS)
    assert gap == (first, second)
    twice = [*rows, "Lamp", second]
    assert list(surfaces.below_title(twice, "Lamp", [second], FORMS)) == []


@pytest.mark.parametrize(
    ("language", "day", "stands"),
    [
        ("ja", date(2026, 11, 3), date(2026, 1, 3)),
        ("en", date(2027, 12, 3), date(2026, 12, 3)),
        ("en", date(2026, 12, 13), date(2026, 12, 3)),
    ],
)
def test_a_day_that_is_a_part_of_another_is_not_in_a_letter(language: str, day: date, stands: date) -> None:
    voice = Voice(language, TODAY)  # type: ignore[arg-type]
    text = f"Hallo\n\n{voice.say('ships_on', day=voice.day(day))}\n1 × Lamp\n"
    assert list(surfaces.in_letter(text, [voice.day(day)], HEADINGS[language])) == []
    (gap,) = surfaces.in_letter(text, [voice.day(stands)], HEADINGS[language])
    assert voice.day(day) in gap.says
    assert gap.ledger == voice.day(stands)


def test_a_record_must_have_the_line_with_its_day_and_its_words() -> None:
    day, text = {"en": "Thu 3 December"}, {"en": "On backorder: ships on Thu 3 December"}
    wanted = OwedLine("44", "Lamp", "L", 1, 0, date(2026, 12, 3), "", day, text)
    older = OwedLine("44", "Lamp", "L", 1, 0, date(2026, 12, 3), "")
    other = OwedLine("44", "Lamp", "L", 1, 0, date(2026, 12, 4), "", day, text)
    assert list(surfaces.of_record([wanted], wanted)) == list(surfaces.of_record([older], wanted)) == []
    assert [gap.says for gap in surfaces.of_record([], wanted)] == ["nothing"]
    assert [gap.says[:10] for gap in surfaces.of_record([other], wanted)] == ["2026-12-04"]


def test_what_is_young_owed_or_has_just_moved_is_on_its_way() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    old, young = now - timedelta(minutes=5), now - timedelta(seconds=29)
    assert not surfaces.is_on_its_way(old, now, owed=False)
    assert surfaces.is_on_its_way(young, now, owed=False)
    assert surfaces.is_on_its_way(old, now, owed=True)
    assert surfaces.is_on_its_way(old, now, owed=False, moved=True)


def test_only_an_offer_with_a_day_or_an_end_waits() -> None:
    here = body((3, TODAY, True))
    assert not surfaces.waits(here)
    assert surfaces.waits(body((3, TODAY, True), (None, TODAY, False)))
    here["regions"][""]["end"] = words.end(3, TODAY)
    assert surfaces.waits(here)
