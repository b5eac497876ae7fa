"""A page of the online store: the theme's template with what it shows, inside the theme's layout."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from liquid import Environment

from sandbox.shopify.shop import Shop
from sandbox.shopify.storefront.extension import Placed
from sandbox.shopify.storefront.liquid_engine import NOW, environment, read

FOLDER: Final = Path(__file__).parent / "theme"
ASSETS: Final = "/cdn/theme/assets"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks, and how: the language by the address, the country as chosen."""

    shop: Shop
    language: str
    country: str
    now: datetime
    page: int = 1
    path: str = "/"

    @property
    def root(self) -> str:
        """What addresses begin with: nothing in the shop's first language."""
        return "" if self.language == "en" else f"/{self.language}"

    def world(self) -> dict[str, Any]:
        """What Liquid finds on every page."""
        return {
            "shop": {"name": self.shop.name, "currency": self.shop.currency, "domain": self.shop.domain},
            "request": {"locale": {"iso_code": self.language}, "design_mode": False, "path": self.path},
            "localization": {"country": {"iso_code": self.country}},
            "routes": {"root_url": self.root or "/", "root": self.root},
            "current_page": self.page,
            NOW: self.now.astimezone(self.shop.timezone),
        }


def show(
    visit: Visit, placed: Placed, template: str, things: Mapping[str, Any], *, alone: bool = False
) -> str:
    """A whole page, or its section `alone`. `things`: what its template shows."""
    section = {"id": f"template--main-{template}"}
    page = {**visit.world(), **things, "section": section}
    page["app_blocks"] = placed.rendered(template, "section", page)
    content = theme().from_string(_source(template)).render(**page)
    return content if alone else laid_out(page, placed, template, content)


def laid_out(page: Mapping[str, Any], placed: Placed, template: str, content: str) -> str:
    """The content in the theme's layout, with what the blocks need in the head and at the end."""
    return (
        theme()
        .from_string(_source("layout"))
        .render(
            **page,
            content_for_header=placed.head(template),
            content_for_layout=content,
            app_embeds=placed.rendered(template, "body", page),
        )
    )


def theme() -> Environment:
    """The theme's Liquid."""
    return environment(FOLDER, "snippets", ASSETS)


@cache
def _source(template: str) -> str:
    return read(FOLDER / "templates" / f"{template}.liquid").text
