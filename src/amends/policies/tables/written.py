"""A YAML file as written: its content, and the line on which each part of it stands."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from jsonschema.exceptions import ValidationError, best_match

from amends.core.packs import StrictLoader, schema_validator
from amends.policies.tables.findings import ERROR, Finding

MOST_BYTES = 5_000_000
MOST_PARTS = 300_000
DEEPEST = 60
Way = tuple[str | int, ...]


class Unreadable(Exception):
    """A file that is no YAML; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a rulebook."""

    file: str
    body: dict[str, Any]
    sha256: str
    lines: dict[Way, int]

    def line(self, *way: str | int) -> int:
        """The line of a part, or of the nearest part around it that is written."""
        while way and way not in self.lines:
            way = way[:-1]
        return self.lines.get(way, 1)


def read_written(raw: bytes, file: str) -> Written:
    """Parse YAML, remembering lines. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise _unreadable(file, 0, f"The file is over {MOST_BYTES} bytes.", "Split it into several files.")
    try:
        node = yaml.compose(raw, Loader=StrictLoader)
        lines = dict(_lines(node, file)) if node is not None else {}
        body = yaml.load(raw, Loader=StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise _unreadable(file, line, f"This is no valid YAML: {error.problem or error.context}.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        told = " ".join(str(error).split())
        raise _unreadable(file, 0, f"This is no valid YAML: {told}.") from error
    if not isinstance(body, dict):
        raise _unreadable(file, 1, "The file holds no mapping.", "Begin with name:, side: and source:.")
    return Written(file, body, hashlib.sha256(raw).hexdigest(), lines)


def schema_findings(written: Written, family: str = "tables") -> list[Finding]:
    """Where the file does not say what the schema of its family of packs asks for."""
    found = []
    howto = "docs/howto/rulebook.md" if family == "tables" else "docs/howto/packs.md"
    for whole in schema_validator(family).iter_errors(written.body):
        problem = best_match([whole]) or whole  # of several forms it could have, the one that is meant
        way = tuple(problem.absolute_path)
        place = "/".join(map(str, way)) or "the top level"
        told = problem.message if len(problem.message) < 300 else f"{problem.message[:300]} …"
        expected = problem.schema.get("description", "") if isinstance(problem.schema, dict) else ""
        mend = f"Expected: {expected}." if expected else f"{howto} says what can stand here."
        found.append(
            Finding(
                ERROR, "pack_invalid", f"At {place}: {told}.", mend, written.file, _line_of(problem, written)
            )
        )
    return sorted(found, key=lambda one: one.line)


def _line_of(problem: ValidationError, written: Written) -> int:
    """Its place; of a key that is not known, that key's."""
    way = tuple(problem.absolute_path)
    if problem.validator == "additionalProperties" and isinstance(problem.instance, dict):
        known = problem.schema.get("properties", {}) if isinstance(problem.schema, dict) else {}
        unknown = [written.line(*way, key) for key in problem.instance if key not in known]
        return min(unknown, default=written.line(*way))
    return written.line(*way)


def _lines(node: yaml.Node, file: str) -> Iterator[tuple[Way, int]]:
    # Aliases make a small file huge when it is walked: the count stops that.
    left = MOST_PARTS
    waiting: list[tuple[Way, yaml.Node]] = [((), node)]
    while waiting:
        way, part = waiting.pop()
        left -= 1
        if left < 0 or len(way) > DEEPEST:
            line = part.start_mark.line + 1
            raise _unreadable(
                file, line, "The file is too big or too deeply nested.", "Split it; use no aliases."
            )
        if isinstance(part, yaml.MappingNode):
            for key, below in part.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise _unreadable(file, key.start_mark.line + 1, "A key is not text.")
                yield (*way, key.value), key.start_mark.line + 1
                waiting.append(((*way, key.value), below))
        elif isinstance(part, yaml.SequenceNode):
            for n, below in enumerate(part.value):
                yield (*way, n), below.start_mark.line + 1
                waiting.append(((*way, n), below))


def _unreadable(file: str, line: int, message: str, mend: str = "") -> Unreadable:
    mend = mend or "Mend the file there: indentation, quotation marks, a key that stands twice."
    return Unreadable(Finding(ERROR, "pack_unreadable", message, mend, file, line))
