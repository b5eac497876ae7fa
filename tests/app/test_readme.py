"""What the README names is there, and what is there it names."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli import connector
from app.saying import variable
from connector.config import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]


def commands(group: click.Group, name: str) -> Iterator[str]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        elif not command.hidden:
            yield f"{name} {word}"


def test_every_setting_is_in_the_table_with_its_default_and_nothing_else_is() -> None:
    told = {row[0].strip("`"): row[1] for row in table("Configuration")}
    assert set(told) == {variable(name) for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        plain = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        shown = str(plain).lower() if isinstance(plain, bool) else str(plain)
        if plain:
            assert told[variable(name)] == f"`{shown}`"


def test_every_command_is_in_the_table_and_nothing_else_is() -> None:
    told = {row[0].strip("`") for row in table("Commands")}
    assert told == set(commands(connector, "connector"))


def test_every_command_of_the_procfile_is_one_of_ours() -> None:
    known = set(commands(connector, "connector"))
    lines = (ROOT / "Procfile").read_text().splitlines()
    started = {" ".join(line.split(": ", 1)[1].split()[:2]) for line in lines}
    assert started <= known
    assert {line.split(":")[0] for line in lines} == {
        "release", "web", "worker-intake", "worker-effects", "clock"
    }  # fmt: skip


def test_every_file_that_a_page_links_to_is_there() -> None:
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
