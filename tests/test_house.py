"""How the house is built: no file longer than can be read at a sitting, no function longer than a screen."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("adapters", "app", "bench", "connector", "jobs", "pages", "sandbox", "webhooks")
FILE_LINES, FUNCTION_LINES, MEDIAN_LINES = 300, 40, 8


def files(room: str) -> Iterator[Path]:
    """Migrations are left out: each tells one change of the tables, from its beginning to its end."""
    return (path for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)


def functions(room: str) -> Iterator[tuple[str, int]]:
    for path in files(room):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_and_no_function_is_too_long_to_be_read_at_once(room: str) -> None:
    counted = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in files(room)}
    assert {name: lines for name, lines in counted.items() if lines > FILE_LINES} == {}
    assert {name: lines for name, lines in functions(room) if lines > FUNCTION_LINES} == {}


def test_half_of_all_functions_are_a_handful_of_lines() -> None:
    assert median(lines for room in ROOMS for _, lines in functions(room)) <= MEDIAN_LINES


def test_the_decisions_are_numbered_without_a_gap_and_call_themselves_so() -> None:
    told = {path.name: path.read_text() for path in sorted((ROOT / "docs" / "adr").glob("*.md"))}
    assert [name[:4] for name in told] == [f"{number:04}" for number in range(1, len(told) + 1)]
    assert [text.split(" ")[1] for text in told.values()] == [f"{n}." for n in range(1, len(told) + 1)]
    assert [name for name, text in told.items() if "**Revisit**" not in text or "**Why" not in text] == []
