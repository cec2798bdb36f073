"""Packs: business knowledge as YAML files beside their JSON Schema, with source and examples.

A pack named `file_kinds/amazon.all_orders` is `packs/file_kinds/amazon.all_orders.yaml`, checked against
`packs/schema/file_kinds.json` (the first part of its name). A pack at the top level, `currencies`, is
checked against `packs/schema/currencies.json`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from amends.core.errors import AmendsError

PACKS = Path(__file__).parent.parent / "packs"


class BadPack(AmendsError):
    """A pack file that does not say what its schema asks for."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A checked pack: its name, its content, and the hash that verdicts cite."""

    name: str
    body: dict[str, Any]
    sha256: str


@lru_cache(maxsize=None)
def load_pack(name: str) -> Pack:
    """Read and check one pack. Raises BadPack, naming the file and the place in it."""
    path = PACKS / f"{name}.yaml"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadPack("pack_missing", f"There is no pack {name} ({path}).") from error
    return Pack(name, read_pack(raw, name=name), hashlib.sha256(raw).hexdigest())


def load_packs(family: str) -> Iterator[Pack]:
    """Every pack of a family (a folder under packs/), in the order of their names."""
    for path in sorted((PACKS / family).glob("**/*.yaml")):
        yield load_pack(path.relative_to(PACKS).with_suffix("").as_posix())


def read_pack(raw: bytes, *, name: str) -> dict[str, Any]:
    """Parse YAML and check it against the schema of its family. Raises BadPack."""
    try:
        body = yaml.load(raw, Loader=_StrictLoader)  # noqa: S506  a subclass of the safe loader
    except yaml.YAMLError as error:
        raise BadPack("pack_unreadable", f"Pack {name} is not valid YAML: {error}") from error
    problem = next(iter(_validator(name.split("/")[0]).iter_errors(body)), None)
    if problem is not None:
        place = "/".join(str(step) for step in problem.absolute_path) or "the top level"
        raise BadPack("pack_invalid", f"Pack {name}, at {place}: {problem.message}")
    result: dict[str, Any] = body
    return result


@lru_cache(maxsize=None)
def _validator(family: str) -> Draft202012Validator:
    schema = json.loads((PACKS / "schema" / f"{family}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class _StrictLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice in one mapping: YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping", node.start_mark, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)
