"""The board as a person reads it: signed in by the link that they were sent."""

import re
from typing import Final

import requests

from app.demo.stage import Stage
from app.demo.teller import Otherwise
from app.play import let_owner_in

TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS: Final = 5.0


class Board:
    """Raises Otherwise when the link lets nobody in."""

    def __init__(self, stage: Stage) -> None:
        self.url = stage.workshop.settings.public_url
        self._browser = requests.Session()
        link = let_owner_in(stage.workshop)
        token = TOKEN.search(self._browser.get(link, timeout=SECONDS).text)
        if token is None:
            raise Otherwise("the page of the sign-in link", "a button", "none")
        self._browser.post(link, data={"csrf_token": token[1]}, timeout=SECONDS).raise_for_status()

    def rows(self, address: str) -> int:
        """Rows of the queue at an address of the board. Raises requests.HTTPError."""
        answer = self._browser.get(f"{self.url}{address}", timeout=SECONDS)
        answer.raise_for_status()
        return answer.text.count('<tr id="row-')
