"""Liquid as Shopify speaks it, as far as a plain theme and a theme app extension need it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TextIO

from liquid import DictLoader, Environment, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin.expressions import parse_primitive
from liquid.expression import Expression
from liquid.filter import with_context
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EOF, TOKEN_TAG, TOKEN_WORD, Token
from liquid.undefined import Undefined
from markupsafe import escape

SCHEMA: Final = re.compile(r"{%-?\s*schema\s*-?%}(.*?){%-?\s*endschema\s*-?%}", re.S)
UNSAFE: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
NOW: Final = "_now"
"""The page's variable that holds the shop's local time."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of Liquid: what is rendered, and what its schema says."""

    text: str
    schema: Mapping[str, Any]


def read(path: Path) -> Source:
    """One file, its schema taken out."""
    text = path.read_text(encoding="utf-8")
    found = SCHEMA.search(text)
    return Source(SCHEMA.sub("", text), json.loads(found[1]) if found else {})


@cache
def environment(folder: Path, parts: str, assets: str) -> Environment:
    """The language for the files of a folder. `parts`: where `render` looks; `assets`: their address."""
    sources = {path.stem: read(path).text for path in (folder / parts).glob("*.liquid")}
    made = Environment(loader=DictLoader(sources))
    made.add_tag(Paginate)
    words = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in locales(folder)}
    made.add_filter("t", translator(words))
    made.add_filter("json", as_json)
    made.add_filter("date", shop_date)
    made.add_filter("money", money)
    made.add_filter("asset_url", lambda name: f"{assets}/{name}")
    made.add_filter("stylesheet_tag", stylesheet_tag)
    return made


def locales(folder: Path) -> list[Path]:
    """The words for buyers, a file for each language."""
    return [path for path in (folder / "locales").glob("*.json") if not path.name.endswith(".schema.json")]


def translator(words: Mapping[str, Mapping[str, Any]]) -> Any:
    """The filter `t`: the page's language, else English; what is put in is escaped."""

    @with_context
    def translate(key: str, *, context: RenderContext, **values: object) -> str:
        language = context.resolve("request")["locale"]["iso_code"]
        text = spoken(words.get(language, {}), key) or spoken(words["en"], key)
        if text is None:
            return f"Translation missing: {language}.{key}"
        for name, value in values.items():
            text = text.replace(f"{{{{ {name} }}}}", escape(value))
        return text

    return translate


def spoken(words: Mapping[str, Any], key: str) -> str | None:
    """The words under a dotted key."""
    found: Any = words
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def as_json(value: object) -> str:
    """The filter `json`: safe inside a script element."""
    plain = None if isinstance(value, Undefined) else value
    return json.dumps(plain, ensure_ascii=False).translate(UNSAFE)


@with_context
def shop_date(value: object, form: str, *, context: RenderContext) -> str:
    """The filter `date`: "now" is the shop's local time."""
    if value == "now":
        local: datetime = context.resolve(NOW)
        return local.strftime(form)
    return datetime.fromisoformat(str(value)).strftime(form) if value else ""


@with_context
def money(cents: int, *, context: RenderContext) -> str:
    """The filter `money`."""
    return f"{cents / 100:,.2f} {context.resolve('shop')['currency']}"


def stylesheet_tag(address: str) -> str:
    """The filter `stylesheet_tag`."""
    return f'<link href="{escape(address)}" rel="stylesheet" media="all">'


class PaginateNode(Node):
    """`{% paginate collection.products by 24 %}`: within it the collection has the products of one page."""

    def __init__(self, token: Token, size: Expression, block: BlockNode) -> None:
        super().__init__(token)
        self.size, self.block, self.blank = size, block, False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """The products of the page that the address asks for."""
        size, page = int(str(self.size.evaluate(context))), context.resolve("current_page")
        whole = context.resolve("collection")
        first = (page - 1) * size
        shown = {**whole, "products": whole["all_products"][first : first + size]}
        with context.extend({"collection": shown}):
            return self.block.render(context, buffer)


class Paginate(Tag):
    """The tag `paginate`, for a collection's products."""

    name, end, block = "paginate", "endpaginate", True

    def parse(self, stream: TokenStream) -> Node:
        """What is paged, and by how many."""
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token)
        parse_primitive(self.env, inner)
        inner.eat(TOKEN_WORD)
        size = parse_primitive(self.env, inner)
        inner.expect_eos()
        block = get_parser(self.env).parse_block(stream, (self.end, TOKEN_EOF))
        stream.expect(TOKEN_TAG, value=self.end)
        return PaginateNode(token, size, block)
