"""Packs: business knowledge as YAML files beside their JSON Schema, with source and examples.

A pack named `file_kinds/amazon.all_orders` is `packs/file_kinds/amazon.all_orders.yaml`, checked against
`packs/schema/file_kinds.json` (the first part of its name). A pack at the top level, `currencies`, is
checked against `packs/schema/currencies.json`.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from amends.core.errors import AmendsError
from amends.core.pack_sets import SHIPPED, packs_in_force

PACKS = Path(__file__).parent.parent / "packs"
_NAME = re.compile(r"\w+(?:[.-]\w+)*(?:/\w+(?:[.-]\w+)*)*", re.ASCII)


class BadPack(AmendsError):
    """A pack file that does not say what its schema asks for."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A checked pack: its name, its content, and the hash that verdicts cite."""

    name: str
    body: dict[str, Any]
    sha256: str


def load_pack(name: str) -> Pack:
    """Read and check one pack as it is in force. Raises BadPack, naming the file and the place in it."""
    packs = packs_in_force()
    kept = packs.kept if name in packs.files else SHIPPED.kept
    if (load_pack, name) not in kept:
        raw = pack_bytes(name)
        kept[load_pack, name] = Pack(name, read_pack(raw, name=name), hashlib.sha256(raw).hexdigest())
    found: Pack = kept[load_pack, name]
    return found


def pack_bytes(name: str) -> bytes:
    """The YAML of a pack as it is in force, unchecked. Raises BadPack where there is none."""
    files = packs_in_force().files
    if name in files:
        return files[name]
    try:
        raw = (PACKS / f"{name}.yaml").read_bytes() if _NAME.fullmatch(name) else None
    except OSError:
        raw = None
    if raw is None:
        raise BadPack("pack_missing", f"There is no pack {name!r}.", mend=f"Packs are under {PACKS}.")
    return raw


def load_packs(family: str) -> Iterator[Pack]:
    """Every pack of a family (a folder under packs/) that is in force, in the order of their names."""
    return (load_pack(name) for name in pack_names(family))


def pack_names(family: str = "") -> list[str]:
    """The names of all packs in force, or of those in one folder, checked or not."""
    shipped = (
        path.relative_to(PACKS).with_suffix("").as_posix() for path in (PACKS / family).glob("**/*.yaml")
    )
    laid_over = (name for name in packs_in_force().files if not family or name.startswith(f"{family}/"))
    return sorted({*shipped, *laid_over})


def read_pack(raw: bytes, *, name: str) -> dict[str, Any]:
    """Parse YAML and check it against the schema of its family. Raises BadPack."""
    try:
        body = yaml.load(raw, Loader=StrictLoader)
    except yaml.YAMLError as error:
        raise BadPack("pack_unreadable", f"Pack {name} is not valid YAML: {error}") from error
    problem = next(iter(schema_validator(name.split("/")[0]).iter_errors(body)), None)
    if problem is not None:
        place = "/".join(str(step) for step in problem.absolute_path) or "the top level"
        raise BadPack("pack_invalid", f"Pack {name}, at {place}: {problem.message}")
    result: dict[str, Any] = body
    return result


@cache
def schema_validator(family: str) -> Draft202012Validator:
    """What packs of a family are checked by. Raises BadPack where the family has no schema."""
    schema = _schema(family)
    Draft202012Validator.check_schema(schema)
    # `source.json` is the part that all schemas share.
    shared = Resource[Any].from_contents(_schema("source"))
    registry = Registry[Any]().with_resource("source.json", shared)
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _schema(family: str) -> dict[str, Any]:
    try:
        schema: dict[str, Any] = json.loads((PACKS / "schema" / f"{family}.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise BadPack("schema_missing", f"Packs of the kind {family} have no schema.") from error
    return schema


class StrictLoader(yaml.CSafeLoader):
    """YAML with what JSON knows and no more, so that nothing is read as something else.

    Only null, true, false and plain numbers are not text: NO stays Norway, a date and a time stay as written.
    A key that stands twice in one mapping is refused: YAML would silently keep the last.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            problem = "is not text" if not isinstance(key, str) else "stands twice" if key in seen else None
            if problem:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping",
                    node.start_mark,
                    f"the key {key!r} {problem}",
                    key_node.start_mark,
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


StrictLoader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
):
    StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_form), _first)
