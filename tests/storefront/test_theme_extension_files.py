"""The files of the Shopify theme app extension: what can be said of them without a browser."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

EXTENSIONS = Path(__file__).parents[2] / "extensions"
FOLDER = EXTENSIONS / "shopify" / "backorder-dates"
MOST_SCRIPT = 3_000
"""Bytes of a script, as it lies here."""


def keys(told: dict[str, Any], before: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in told.items():
        name = f"{before}{key}"
        found |= keys(value, f"{name}.") if isinstance(value, dict) else {name}
    return found


def read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / "locales" / name).read_text())


@pytest.mark.parametrize("end", ["json", "schema.json"])
def test_both_languages_say_the_same_things(end: str) -> None:
    assert keys(read(f"en.default.{end}")) == keys(read(f"ja.{end}"))


def test_the_key_of_the_visible_property_is_the_one_that_the_orders_are_read_by() -> None:
    assert (read("en.default.json")["line"]["ships"], read("ja.json")["line"]["ships"]) == (
        "Ships",
        "発送予定",
    )


@pytest.mark.parametrize("script", sorted((FOLDER / "assets").glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_small_and_asks_nobody_but_the_shop(script: Path) -> None:
    assert script.stat().st_size < MOST_SCRIPT
    forbidden = r"XMLHttp|sendBeacon|https?:|cookie|Storage|innerHTML|eval"
    assert not re.search(forbidden, script.read_text())
    # The cart's asks the shop itself, for the section that it stands in.
    asked = re.findall(r"fetch\(`?(.{30})", script.read_text())
    assert asked == (["${location.pathname}?section_i"] if script.stem == "backorder-cart" else [])


@pytest.mark.parametrize("sheet", sorted((FOLDER / "assets").glob("*.css")), ids=lambda path: path.name)
def test_a_theme_can_overrule_every_style(sheet: Path) -> None:
    assert "!important" not in sheet.read_text()
    assert not re.search(r"#[\w-]+\s*[{,]", sheet.read_text()), "no rule is by id"


def test_every_block_says_where_it_may_stand() -> None:
    places = {}
    for block in (FOLDER / "blocks").glob("*.liquid"):
        schema = json.loads(block.read_text().split("{% schema %}")[1].split("{% endschema %}")[0])
        places[block.stem] = (schema["target"], schema["enabled_on"]["templates"])
    assert places == {
        "product_date": ("section", ["product"]),
        "cart_dates": ("section", ["cart"]),
        "collection_badge": ("body", ["collection"]),
    }


def test_the_lock_of_the_tools_names_no_registry() -> None:
    assert '"resolved"' not in (EXTENSIONS / "package-lock.json").read_text()


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash on this machine")
def test_the_check_says_what_it_skips_where_node_is_missing(tmp_path: Path) -> None:
    for tool in ("dirname", "id"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    here = {"PATH": str(tmp_path)}
    bash = str(shutil.which("bash"))
    told = subprocess.run([bash, EXTENSIONS / "check"], env=here, capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert "no 'node' on this machine: its checks are skipped" in told.stdout
    strict = subprocess.run(
        [bash, EXTENSIONS / "check"], env={**here, "CI": "1"}, capture_output=True, text=True, check=False
    )
    assert strict.returncode == 1
