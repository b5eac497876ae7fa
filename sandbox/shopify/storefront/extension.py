"""The theme app extension in a theme: the blocks that a merchant put there, with their settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import escape

from sandbox.shopify.storefront.liquid_engine import Source, environment, read

FOLDER: Final = Path(__file__).parents[3] / "extensions" / "shopify" / "backorder-dates"
ASSETS: Final = "/cdn/extensions/backorder-dates/assets"
PUT: Final = {"product": ("product_date",), "cart": ("cart_dates",), "collection": ("collection_badge",)}
"""Template -> the blocks that the merchant put into it."""


@dataclass
class Placed:
    """What the merchant did in the theme editor. `settings`: by block; what is not named has its default."""

    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: PUT)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    def sources(self, template: str) -> list[tuple[str, Source]]:
        """The blocks of a template."""
        known = sources()
        return [(name, known[name]) for name in self.blocks.get(template, ()) if name in known]

    def head(self, template: str) -> str:
        """What Shopify puts into the head for the blocks: their styles, and their scripts deferred."""
        tags = []
        for _, source in self.sources(template):
            if sheet := source.schema.get("stylesheet"):
                tags.append(f'<link href="{ASSETS}/{escape(sheet)}" rel="stylesheet" media="all">')
            if script := source.schema.get("javascript"):
                tags.append(f'<script src="{ASSETS}/{escape(script)}" defer></script>')
        return "\n".join(dict.fromkeys(tags))

    def rendered(self, template: str, target: str, page: Mapping[str, Any]) -> str:
        """The blocks for a target: "section" inside the theme's section, "body" at the page's end."""
        return "\n".join(
            self._block(name, source, page)
            for name, source in self.sources(template)
            if source.schema["target"] == target
        )

    def _block(self, name: str, source: Source, page: Mapping[str, Any]) -> str:
        usual = {one["id"]: one.get("default", "") for one in source.schema["settings"] if "id" in one}
        settings = {**usual, **self.settings.get(name, {})}
        block = {"id": name, "settings": settings, "shopify_attributes": ""}
        template = environment(FOLDER, "snippets", ASSETS).from_string(source.text, name=name)
        content = template.render(**page, block=block)
        return f'<div id="shopify-block-{name}" class="shopify-block shopify-app-block">{content}</div>'


@cache
def sources() -> dict[str, Source]:
    """Every block of the extension; none where its folder is not on this machine."""
    return {path.stem: read(path) for path in sorted((FOLDER / "blocks").glob("*.liquid"))}


def asset(name: str) -> Path | None:
    """A file of the extension; None where there is none of that name."""
    found = FOLDER / "assets" / name
    return found if re.fullmatch(r"[\w.-]+", name) and found.is_file() else None
