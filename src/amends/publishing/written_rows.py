"""Rows of a list in a pack, changed where they stand: everything around them stays as it was written. Pure.

A row is a YAML mapping in a list; `way` leads to the list, as in ("tables", 0, "rows") or ("prices",).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from amends.core.errors import Refused
from amends.core.packs import StrictLoader

Way = tuple[str | int, ...]
WIDTH = 110


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row: what it says, and from where to where it stands (characters), its dash included."""

    body: dict[str, Any]
    start: int
    end: int


def rows_at(text: str, way: Way) -> list[WrittenRow]:
    """The rows of the list at `way`. Raises Refused for text that is no YAML or has no such list."""
    listed = _list_at(text, way)
    return [_row(text, node) for node in listed.value]


def change_row(text: str, way: Way, position: int, body: Mapping[str, Any]) -> str:
    """The text with the row at that position saying `body`. Raises Refused."""
    row = _nth(rows_at(text, way), position)
    return text[: row.start] + _written(body, _indent(text, row.start)) + text[row.end :]


def add_row(text: str, way: Way, position: int, body: Mapping[str, Any]) -> str:
    """The text with a new row before that position; at the end where there is none. Raises Refused."""
    rows = rows_at(text, way)
    if not rows:
        raise Refused("no_rows", "This list has no row yet.", mend="Write its first row in the text.")
    at = rows[position].start if position < len(rows) else rows[-1].end
    return text[:at] + _written(body, _indent(text, rows[0].start)) + text[at:]


def remove_row(text: str, way: Way, position: int) -> str:
    """The text without that row. Raises Refused, also for the only one."""
    rows = rows_at(text, way)
    row = _nth(rows, position)
    if len(rows) == 1:
        raise Refused(
            "last_row", "The only row cannot be taken away.", mend="Change it, or take the pack away."
        )
    return text[: row.start] + text[row.end :]


def move_row(text: str, way: Way, position: int, to: int) -> str:
    """The text with that row at another place, as it was written. Raises Refused."""
    row = _nth(rows_at(text, way), position)
    moved, without = text[row.start : row.end], text[: row.start] + text[row.end :]
    rows = rows_at(without, way)
    at = rows[to].start if to < len(rows) else rows[-1].end
    return without[:at] + moved + without[at:]


def node_at(text: str, way: Way) -> yaml.Node | None:
    """What stands at `way`, with its marks; None where nothing does. Raises Refused for what is no YAML."""
    try:
        node = yaml.compose(text, Loader=StrictLoader)
    except (yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())[:300]
        raise Refused(
            "pack_unreadable", f"This is no valid YAML: {told}.", mend="Mend the text first."
        ) from error
    for step in way:
        node = _below(node, step)
    return node


def _list_at(text: str, way: Way) -> yaml.SequenceNode:
    node = node_at(text, way)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        place = "/".join(map(str, way))
        raise Refused("no_rows", f"There is no list of rows at {place}.", mend="Write each row with a dash.")
    return node


def _below(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        below: yaml.Node = node.value[step]
        return below
    return None


def _row(text: str, node: yaml.Node) -> WrittenRow:
    """From its line's beginning to the beginning of the line after it."""
    start = text.rfind("\n", 0, text.rfind("-", 0, node.start_mark.index + 1)) + 1
    end = text.find("\n", last_of(node).end_mark.index)
    body = yaml.load(yaml.serialize(node), Loader=StrictLoader)
    if not isinstance(body, dict):
        raise Refused("no_rows", "A row is no mapping.", mend="Write it as id: …, when: …, then: ….")
    return WrittenRow(body, start, len(text) if end < 0 else end + 1)


def last_of(node: yaml.Node) -> yaml.Node:
    """The last thing written in a node: a block's own end lies behind the comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _nth(rows: Sequence[WrittenRow], position: int) -> WrittenRow:
    if not 0 <= position < len(rows):
        raise Refused("row_unknown", f"There is no row {position + 1}.", mend="Load the page again.")
    return rows[position]


def _indent(text: str, start: int) -> str:
    line = text[start : text.find("\n", start)]
    return line[: len(line) - len(line.lstrip(" "))]


def _written(body: Mapping[str, Any], indent: str) -> str:
    lines = [f"{key}: {value}" for key, value in _parts(body)]
    return "".join(f"{indent}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def _parts(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in body.items():
        yield key, in_one_line(value)


def in_one_line(value: Any) -> str:
    """A value as packs have it in one line."""
    told = yaml.dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6, Dumper=_Dumper
    )
    return told.removesuffix("...\n").strip()


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our own YAML would read as something else, and writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.yaml_implicit_resolvers = StrictLoader.yaml_implicit_resolvers
