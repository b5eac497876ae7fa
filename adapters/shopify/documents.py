"""The GraphQL documents beside this module; each file holds one operation of its own name."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """`changes`: a mutation, which must not be repeated blindly after an answer that never came."""

    name: str
    text: str
    changes: bool


@cache
def document(name: str) -> Document:
    """The document of that name; FileNotFoundError for a name that no file has."""
    raw = (files(__package__) / "operations" / f"{name}.graphql").read_text(encoding="utf-8")
    text = COMMENT.sub("", raw).strip()
    return Document(name, text, text.startswith("mutation"))
