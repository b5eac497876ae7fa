"""Two languages, both whole: what a page asks for is there, with the same gaps in each."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

import pages
from connector.domain.policies import Policy
from connector.domain.promises import Basis
from connector.domain.snapshots import Paid
from connector.ledger.letters import STATES as LETTER_STATES
from connector.ledger.stores import EFFECTS, PLATFORMS
from connector.ledger.supply import SOURCES
from jobs.desk.settings.schema import SECTIONS, StoreSettings
from pages import texts
from pages.texts import SENTENCES, TEXTS, UNITS
from tests.desk.shop import ShopKeeper
from tests.pages.conftest import Browser
from tests.pages.seeded import seed

FOLDER = Path(pages.__file__).parent
ASKED = re.compile(r"""\b(?:t|count|cell|said\.t)\(\s*["']([a-z_.]+[a-z_])["']""")


COUNTED = re.compile(r"""f"\{(?:units|_units\(\w+\))\} ([^"{}]+)\"""")
SETTLED = re.compile(r"""_settle\([^"]+"\w+", \w+, "([^"]+)"\)""")


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts() -> None:
    assert set(TEXTS["en"]) == set(TEXTS["ja"])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_text_is_given_in_two_places(language: str) -> None:
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(texts.__path__):
        if module.name.partition("_")[0] == language:
            for key in getattr(import_module(f"pages.texts.{module.name}"), "TEXTS", {}):
                assert key not in found, (found.get(key), module.name)
                found[key] = module.name


# English says "the queue ... of the shop" in a sentence of the domain; these texts are its Japanese twin.
SAID_BY_THE_DOMAIN = {f"basis.{basis}" for basis in Basis}


def test_every_text_has_the_same_gaps_in_both_languages() -> None:
    english, japanese = TEXTS["en"], TEXTS["ja"]
    keys = set(english) - SAID_BY_THE_DOMAIN
    assert [key for key in sorted(keys) if gaps(english[key]) != gaps(japanese[key])] == []


def test_every_sentence_that_an_orders_history_has_without_a_name_is_said_in_both_languages() -> None:
    jobs = "".join(path.read_text() for path in (FOLDER.parent / "jobs").rglob("*.py"))
    counted, settled = set(COUNTED.findall(jobs)), set(SETTLED.findall(jobs))
    assert (len(counted), len(settled)) == (7, 3)
    assert counted == set(UNITS["en"]) == set(UNITS["ja"])
    assert settled == set(SENTENCES["ja"])


def test_every_text_that_a_template_names_is_there() -> None:
    asked = {key for page in (FOLDER / "templates").glob("*.html") for key in ASKED.findall(page.read_text())}
    assert len(asked) > 150
    assert asked - set(TEXTS["en"]) == set()


def test_every_word_that_the_ledger_keeps_can_be_said() -> None:
    kept = (
        [f"effect.{one}" for one in EFFECTS]
        + [f"effect.{one}.what" for one in EFFECTS]
        + [f"platform.{one}" for one in PLATFORMS]
        + [f"from.{one}" for one in SOURCES]
        + [f"letter.{one}" for one in LETTER_STATES]
        + [f"letter_state.{one}" for one in LETTER_STATES]
        + [f"paid.{one}" for one in Paid]
        + [f"basis.{one}" for one in Basis]
        + [f"field.{one}" for one in StoreSettings.model_fields]
        + [f"setting.{one}" for one in StoreSettings.model_fields]
        + [f"section.{one}{what}" for one in SECTIONS for what in ("", ".what")]
        + [f"policy.{one}" for one in Policy]
    )
    assert [key for key in kept if key not in TEXTS["ja"]] == []


def test_the_board_speaks_the_browsers_language(browser: Browser) -> None:
    page = browser.read("/", **{"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.5"})
    assert '<html lang="ja">' in page
    assert "いま対応すること" in page


def test_a_chosen_language_stays_chosen_and_another_is_english(browser: Browser) -> None:
    assert '<html lang="ja">' in browser.read("/?lang=ja")
    assert '<html lang="ja">' in browser.read("/items")
    assert '<html lang="en">' in browser.read("/items?lang=en")
    assert '<html lang="en">' in browser.read("/?lang=xx", **{"Accept-Language": "fr"})


def test_no_english_sentence_is_left_on_a_japanese_order(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    page = browser.read(f"/orders/{ids['order']}?lang=ja")
    body = re.sub(r"<[^>]+>", " ", page.split("<h1>", 1)[1].split("</main>", 1)[0])
    words = set(re.findall(r"\b[a-z]{3,}\b", body))
    assert words <= {"brass", "com", "example", "mia", "order", "later", "mail", "shopify"}, words


def test_dates_and_money_follow_the_language(mine: ShopKeeper, browser: Browser) -> None:
    ids = seed(mine)
    assert "12月4日(金)" in browser.read(f"/orders/{ids['order']}?lang=ja")
    page = browser.read(f"/orders/{ids['order']}?lang=en")
    assert "Fri 4 December" in page
    assert "€120.00" in page
