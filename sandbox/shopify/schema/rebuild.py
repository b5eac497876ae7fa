"""Rebuild the pruned schema: `python -m sandbox.shopify.schema.rebuild OPERATIONS_DIR...`

Takes the official introspection result out of the npm package @shopify/dev-mcp (ISC), keeps what lies in
the pruned schema already plus what the given documents touch, and writes both files of this folder
again. What the sandbox offers therefore never shrinks; to start afresh, empty the pruned schema first.
"""

import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    UnionTypeDefinitionNode,
    Visitor,
    build_client_schema,
    parse,
    print_ast,
    print_schema,
    visit,
)

from sandbox.shopify.schema.check import IDEMPOTENT, SCHEMA

PACKAGE = "@shopify/dev-mcp@1.16.0"
MEMBER = "package/dist/data/admin_2026-10.json.gz"
HEADER = f"# Pruned by rebuild.py from the Admin introspection (2026-10) in npm {PACKAGE}, ISC licence\n"
DEMAND = "must be provided using the `@idempotent` directive"
FETCH_SECONDS = 300
FIELDED = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

Kept = defaultdict[str, set[str]]


def fetch() -> dict[str, Any]:
    """The introspection result, fetched with npm."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"],
            cwd=folder,
            check=True,
            timeout=FETCH_SECONDS,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile(MEMBER)
            if member is None:
                raise FileNotFoundError(MEMBER)
            return dict(json.loads(gzip.decompress(member.read()))["data"])


def demanded(introspection: dict[str, Any]) -> list[str]:
    """Mutations whose description demands an idempotency key."""
    root = introspection["__schema"]
    mutation = next(one for one in root["types"] if one["name"] == root["mutationType"]["name"])
    told = {one["name"]: " ".join((one["description"] or "").split()) for one in mutation["fields"]}
    return sorted(name for name, text in told.items() if DEMAND in text)


def undescribed(part: Any) -> Any:
    """The same without a word of description: the text is Shopify's, the shape is what we need."""
    if isinstance(part, dict):
        return {key: undescribed(value) for key, value in part.items() if key != "description"}
    return [undescribed(one) for one in part] if isinstance(part, list) else part


def touched(schema: GraphQLSchema, documents: Iterable[DocumentNode], before: DocumentNode) -> Kept:
    """Types, and fields of them, that the documents or the schema before name."""
    kept: Kept = defaultdict(set)
    for document in documents:
        info = TypeInfo(schema)
        visit(document, TypeInfoVisitor(info, _Touch(info, kept)))
    for one in _types(before):
        if isinstance(one, FIELDED):
            kept[one.name.value] |= {field.name.value for field in one.fields or ()}
        else:
            kept[one.name.value] |= set()
    return kept


class _Touch(Visitor):
    def __init__(self, info: TypeInfo, kept: Kept) -> None:
        super().__init__()
        self._info, self._kept = info, kept

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self._info.get_parent_type()
        if parent is not None and not node.name.value.startswith("__"):
            self._kept[parent.name].add(node.name.value)

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        self._kept[node.name.value] |= set()


def prune(official: DocumentNode, kept: Kept) -> str:
    """The official definitions cut down to `kept` and to what that leads to."""
    by_name = {one.name.value: one for one in _types(official)}
    waiting = [name for name in kept if name in by_name]
    done: dict[str, TypeDefinitionNode] = {}
    while waiting:
        name = waiting.pop()
        one = done[name] = _cut(by_name[name], kept, by_name)
        waiting += [other for other in _named(one) if other in by_name and other not in done]
    slim = [_without_absent(done[name], done) for name in sorted(done)]
    rest = [one for one in official.definitions if not isinstance(one, TypeDefinitionNode)]
    return "\n\n".join(print_ast(one) for one in [*rest, *slim]) + "\n"


def _cut(one: TypeDefinitionNode, kept: Kept, by_name: dict[str, TypeDefinitionNode]) -> TypeDefinitionNode:
    if isinstance(one, FIELDED):
        wanted = set(kept[one.name.value])
        for interface in one.interfaces or ():
            wanted |= kept.get(interface.name.value, set())
        names = [field.name.value for field in one.fields or ()]
        wanted &= set(names)
        wanted = wanted or {"id" if "id" in names else names[0]}
        return replace(one, fields=tuple(field for field in one.fields or () if field.name.value in wanted))
    return one


def _named(one: Node) -> Iterator[str]:
    """The types that a definition leads to; not its interfaces and not a union's members."""
    if isinstance(one, FIELDED | InputObjectTypeDefinitionNode):
        for field in one.fields or ():
            for part in (field, *(getattr(field, "arguments", None) or ())):
                yield _bare(part.type)


def _bare(node: Any) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type
    return node.name.value


def _without_absent(one: TypeDefinitionNode, done: Container[str]) -> TypeDefinitionNode:
    """Interfaces and union members that nobody asked for go."""
    if isinstance(one, FIELDED):
        return replace(one, interfaces=tuple(i for i in one.interfaces or () if i.name.value in done))
    if isinstance(one, UnionTypeDefinitionNode):
        return replace(one, types=tuple(member for member in one.types or () if member.name.value in done))
    return one


def _types(document: DocumentNode) -> list[TypeDefinitionNode]:
    return [one for one in document.definitions if isinstance(one, TypeDefinitionNode)]


def main(folders: Iterable[str]) -> int:
    """Write the schema and the list again, and say how large they are."""
    introspection = fetch()
    names = demanded(introspection)
    schema = build_client_schema(undescribed(introspection), assume_valid=True)
    files = [file for folder in folders for file in Path(folder).rglob("*.graphql")]
    documents = [parse(file.read_text(encoding="utf-8")) for file in files]
    before = SCHEMA.read_text(encoding="utf-8").strip() if SCHEMA.exists() else ""
    kept = touched(schema, documents, parse(before) if before else DocumentNode(definitions=()))
    text = prune(parse(print_schema(schema)), kept)
    SCHEMA.write_text(HEADER + text, encoding="utf-8")
    IDEMPOTENT.write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
    print(f"{len(_types(parse(text)))} types, {len(names)} mutations that demand a key")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
