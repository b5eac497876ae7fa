"""The WordPress plugin: its own tests in PHP, its zip, its words, and the offers that it reads."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from babel.messages.mofile import read_mo

from adapters.woocommerce import companion, product_offers, records
from pages.texts import TEXTS
from tests.app.conftest import Command, connector  # noqa: F401
from tests.extensions import offers, words
from tests.extensions.php import HERE, needs_php, php

FILES = sorted(words.PLUGIN.rglob("*.php"))


@needs_php
def test_every_test_in_php_passes() -> None:
    said = php(HERE / "tests" / "run.php").strip().splitlines()
    assert re.fullmatch(r"[1-9]\d* passed, 0 failed", said[-1])


@needs_php
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_php_reads_every_file(path: Path) -> None:
    assert "No syntax errors" in php("-l", path)


@pytest.mark.parametrize(("name", "made"), [("offer", offers.published), ("record", offers.record)])
def test_the_tests_in_php_read_what_the_connector_publishes(
    name: str, made: Callable[[], dict[str, Any]]
) -> None:
    assert (HERE / "tests" / "fixtures" / f"{name}.json").read_text() == offers.as_text(made())


def test_both_sides_keep_an_offer_and_a_record_under_one_name() -> None:
    main = (words.PLUGIN / "backorder-connector.php").read_text()
    assert f"const OFFER_META = '{product_offers.META_KEY}';" in main
    assert f"const RECORD_META = '{records.META_KEY}';" in main


def test_no_file_calls_anybody() -> None:
    calls = re.compile(
        r"wp_(?:safe_)?remote_|fsockopen|stream_socket|curl_|download_url|WP_Http|wp_mail|SoapClient|setcookie"
        r"|(?:file_get_contents|fopen|copy|readfile)\s*\(|\beval\s*\(|\bunserialize\s*\("
    )
    assert {path.name: found for path in FILES if (found := calls.findall(path.read_text()))} == {}


def test_no_file_can_be_opened_by_its_address() -> None:
    guard = re.compile(r"defined\( '(?:ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;")
    assert [path.name for path in FILES if not guard.search(path.read_text())] == []


def test_a_zip_made_twice_is_the_same_and_holds_all_that_wordpress_needs() -> None:
    whole = companion.archive()
    assert whole == companion.archive()
    with ZipFile(BytesIO(whole)) as file:
        names = file.namelist()
        assert file.testzip() is None
        assert {about.date_time for about in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == sorted(names)
    assert {name.partition("/")[0] for name in names} == {"backorder-connector"}
    for wanted in (*FILES, words.PO, words.MO, words.PLUGIN / "readme.txt"):
        assert f"backorder-connector/{wanted.relative_to(words.PLUGIN)}" in names
    assert not [name for name in names if "test" in name]


def test_the_command_writes_the_zip(tmp_path: Path, connector: Command) -> None:  # noqa: F811
    made = connector("plugin", "--to", str(tmp_path / "new" / "plugin.zip"))
    assert made.code == 0
    assert (tmp_path / "new" / "plugin.zip").read_bytes() == companion.archive()


def test_every_word_is_there_in_japanese_and_compiled() -> None:
    catalog = words.known()
    told = {str(one.id): one.string for one in catalog if one.id}
    assert set(told) == set(words.said()), "python -m tests.extensions.words"
    assert [text for text, string in told.items() if not string] == []
    gaps = re.compile(r"%(?:\d\$)?[ds]")
    assert [
        text for text in told if sorted(gaps.findall(text)) != sorted(gaps.findall(str(told[text])))
    ] == []
    with words.MO.open("rb") as file:
        compiled = {str(one.id): one.string for one in read_mo(file) if one.id}
    assert compiled == told, "python -m tests.extensions.words"


def test_the_plugin_calls_the_switch_by_the_name_that_it_has_on_the_board() -> None:
    told = {str(one.id): str(one.string) for one in words.known() if "switch" in str(one.id)}
    assert len(told) == 1
    for text, language in zip(next(iter(told.items())), ("en", "ja"), strict=True):
        assert TEXTS[language]["effect.offers"] in text


def test_the_readme_and_the_plugin_name_one_version_and_the_same_needs() -> None:
    main = (words.PLUGIN / "backorder-connector.php").read_text()
    readme = (words.PLUGIN / "readme.txt").read_text()
    for ours, theirs in (
        (r"Version: (.+)", r"Stable tag: (.+)"),
        (r"Requires at least: (.+)", r"Requires at least: (.+)"),
        (r"Requires PHP: (.+)", r"Requires PHP: (.+)"),
    ):
        assert re.findall(rf" \* {ours}", main) == re.findall(rf"^{theirs}", readme, re.MULTILINE)
    version = re.findall(r" \* Version: (.+)", main)[0]
    assert f"= {version} =" in readme
