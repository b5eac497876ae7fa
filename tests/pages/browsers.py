"""A headless Chromium for tests of pages, and a server to point it at."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = (1280, 900), (390, 844)
SECONDS = 20_000
"""How long a page may take on a busy machine, in milliseconds."""

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """Talks to nobody but us; each context in it begins with an empty profile."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A desk's window."""
    with window(chromium) as context:
        yield context.new_page()


@contextmanager
def window(
    browser: Browser, size: tuple[int, int] = DESK, *, script: bool = True, **how: Any
) -> Iterator[BrowserContext]:
    """A browser of its own: nothing in it but what its pages put there."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        reduced_motion="reduce",
        **how,
    )
    context.set_default_timeout(SECONDS)
    yield context
    context.close()


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The address at which an app answers."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Console:
    """What a page says to its developers: nothing, when all is well."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> "Console":
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return self


def pages_of(rules: list[str], ids: dict[str, int]) -> list[str]:
    """Addresses of routes, with an id of each kind: `<int:order_id>` is `ids["order"]`, or else 1."""
    return [re.sub(r"<int:(\w+)_id>", lambda found: str(ids.get(found[1], 1)), rule) for rule in rules]
