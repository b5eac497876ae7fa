"""The board in a real browser: narrow, dark, by keyboard, without JavaScript, and with a quiet console."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from connector.ledger import inbox
from connector.ledger.board_items import expected_matching
from tests.desk.shop import ShopKeeper
from tests.pages.conftest import app_of
from tests.pages.seeded import seed

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = ("/", "/items", "/items/1", "/expected", "/letters", "/letters/1", "/waiting", "/stores", "/stores/1")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium with its driver on this machine"),
]


@pytest.fixture
def address(mine: ShopKeeper) -> Iterator[str]:
    seed(mine)
    server = make_server("127.0.0.1", 0, app_of(mine.ledger, mine.account_id), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """An empty profile that talks to nobody but us."""
    options = Options()
    options.binary_location = str(CHROMIUM)
    for argument in (*QUIET, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


def narrow(chromium: webdriver.Chrome) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_page_is_wider_than_a_phone_and_the_console_stays_quiet(
    chromium: webdriver.Chrome, address: str, language: str
) -> None:
    narrow(chromium)
    for page in (*PAGES, "/orders/2"):
        chromium.get(f"{address}{page}?lang={language}")
        assert chromium.execute_script("return document.documentElement.scrollWidth") <= 390, page
        assert chromium.get_log("browser") == [], page


def test_j_and_k_walk_the_rows_and_a_slash_goes_to_the_search(
    chromium: webdriver.Chrome, address: str
) -> None:
    chromium.get(address)
    rows = [link.text for link in chromium.find_elements(By.CSS_SELECTOR, "table a.go")]
    body = chromium.find_element(By.TAG_NAME, "body")
    body.send_keys("j")
    assert chromium.switch_to.active_element.text == rows[0]
    chromium.switch_to.active_element.send_keys("j")
    assert chromium.switch_to.active_element.text == rows[1]
    chromium.switch_to.active_element.send_keys("k")
    assert chromium.switch_to.active_element.text == rows[0]
    chromium.switch_to.active_element.send_keys("/")
    assert chromium.switch_to.active_element.get_attribute("id") == "search"
    chromium.switch_to.active_element.send_keys("jk")
    assert chromium.switch_to.active_element.get_attribute("value") == "jk"


def test_a_question_mark_opens_the_list_of_keys(chromium: webdriver.Chrome, address: str) -> None:
    chromium.get(address)
    chromium.find_element(By.TAG_NAME, "body").send_keys("?")
    assert chromium.find_element(By.ID, "keys").get_attribute("open") is not None


def test_everything_works_without_javascript(chromium: webdriver.Chrome, address: str) -> None:
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    chromium.get(f"{address}/waiting")
    chromium.find_element(By.CSS_SELECTOR, "#tasks form button").click()
    assert "It is tried again now." in chromium.find_element(By.TAG_NAME, "main").text
    chromium.get(f"{address}/?show=person")
    assert len(chromium.find_elements(By.CSS_SELECTOR, "table a.go")) == 2


def test_the_counts_refresh_in_place(chromium: webdriver.Chrome, address: str, mine: ShopKeeper) -> None:
    chromium.get(address)
    before = chromium.find_element(By.CSS_SELECTOR, ".health").text
    chromium.find_element(By.ID, "search").send_keys("typed meanwhile")
    with mine.ledger.writing() as unit:
        inbox.get(unit, mine.account_id, 1).unreadable = False
    chromium.execute_script("htmx.ajax('GET', '/', {target: '#live', select: '#live', swap: 'outerHTML'})")
    chromium.implicitly_wait(5)
    assert chromium.find_element(By.XPATH, "//*[@class='health'][contains(., 'unreadable: 0')]")
    assert "unreadable: 1" in before
    assert chromium.find_element(By.ID, "search").get_attribute("value") == "typed meanwhile"


def test_a_button_pressed_twice_presses_once(
    chromium: webdriver.Chrome, address: str, mine: ShopKeeper
) -> None:
    with mine.ledger.reading() as unit:
        before = expected_matching(unit, mine.account_id, "")
    chromium.get(f"{address}/expected?item=Chair%20in%20oiled%20oak")
    chromium.execute_script(
        "const form = document.querySelector('#add form');"
        "form.quantity.value = 4; form.date.value = '2026-12-24';"
        "form.requestSubmit(); form.requestSubmit();"
    )
    WebDriverWait(chromium, 10).until(lambda seen: seen.find_elements(By.CSS_SELECTOR, ".notice.good"))
    with mine.ledger.reading() as unit:
        assert expected_matching(unit, mine.account_id, "") == before + 1


def test_a_letter_is_seen_in_its_frame(chromium: webdriver.Chrome, address: str) -> None:
    chromium.get(f"{address}/letters/1")
    chromium.switch_to.frame(chromium.find_element(By.TAG_NAME, "iframe"))
    assert chromium.find_element(By.TAG_NAME, "h1").text == "Dear Mia"
