"""One key of a mapping in a pack, set or taken away where it stands; everything around it stays. Pure."""

from typing import Any

import yaml

from amends.core.errors import Refused
from amends.publishing.written_rows import Way, in_one_line, last_of, node_at


def set_key(text: str, way: Way, key: str, value: Any) -> str:
    """The text with `key` of the mapping at `way` saying `value`; None takes the key away. Raises Refused."""
    node = node_at(text, way)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        place = "/".join(map(str, way)) or "the top level"
        raise Refused(
            "no_mapping", f"There is no mapping in lines at {place}.", mend="Change it in the text."
        )
    column = node.value[0][0].start_mark.column
    told = "" if value is None else f"{' ' * column}{key}: {in_one_line(value)}\n"
    for at, (name, below) in enumerate(node.value):
        if name.value == key:
            if at == 0:
                raise Refused("first_key", f"{key} stands first.", mend="Change it in the text.")
            start = text.rfind("\n", 0, name.start_mark.index) + 1
            return text[:start] + told + text[_after(text, below) :]
    end = _after(text, node.value[-1][1])
    gap = "" if not end or text[end - 1] == "\n" else "\n"
    return text[:end] + gap + told + text[end:]


def _after(text: str, node: yaml.Node) -> int:
    """Where the line after the last of a node begins."""
    last = last_of(node)
    if isinstance(last, yaml.ScalarNode) and last.style in ("|", ">"):
        return last.end_mark.index
    end = text.find("\n", last.end_mark.index)
    return len(text) if end < 0 else end + 1
