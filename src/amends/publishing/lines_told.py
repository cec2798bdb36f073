"""On which line of a pack it stands what a message speaks of, as far as that can be told."""

import re
from typing import Any

from amends.core.errors import AmendsError
from amends.core.packs import pack_bytes
from amends.policies.tables.written import Way, Written
from amends.replies.liquid import BrokenTemplate


def line_told(message: str, written: Written) -> int:
    """The line of the part that a message names; 0 where it names none."""
    best: tuple[int, int] = (0, 0)
    said = message.replace(f"{written.file}.", " ")
    for way, line in written.lines.items():
        named = _name_of(way, written.body)
        if named and re.search(rf"(?<![\w.]){re.escape(named)}(?![\w])", said):
            best = max(best, (len(way) * 1_000 + len(named), line), key=lambda one: one[0])
    return best[1]


def line_of(error: AmendsError, written: Written) -> int:
    """The line on which reading a pack went wrong; of a text in Liquid the very line of it."""
    told = next((way for way in _texts(written) if f"{_place(way, written)} " in f"{error.message} "), None)
    told = told or next((way for way in _texts(written) if f"{_place(way, written)}:" in error.message), None)
    if told is None:
        return line_told(error.message, written)
    lines = pack_bytes(written.file).decode().splitlines()
    begins = written.line(*told)
    if re.search(r"[|>][-+0-9]*\s*$", lines[begins - 1]):
        begins += 1
    if isinstance(error, BrokenTemplate):
        return begins + max(error.line, 1) - 1
    used = re.search(r" uses (\w+)", error.message)
    below = enumerate(lines[begins - 1 :], begins)
    return next((n for n, line in below if used and used[1] in line), begins)


def _texts(written: Written) -> list[Way]:
    variants = [("variants", n, "text") for n in range(len(written.body.get("variants", ())))]
    ways_out = written.body.get("resolutions")
    codes = ways_out if isinstance(ways_out, dict) else {}
    return [*variants, *(("resolutions", code, use) for code, row in codes.items() for use in row)]


def _place(way: Way, written: Written) -> str:
    """As errors of templates call it: pack and variant, or pack, way out and use."""
    if way[0] == "variants":
        return f"{written.file}.{written.body['variants'][way[1]]['name']}"
    return f"{written.file}.{way[1]}.{way[2]}"


def _name_of(way: Way, body: Any) -> str:
    """What a part is called: its code, id or name."""
    part = body
    for step in way:
        part = part[step]
    if isinstance(part, dict):
        for key in ("code", "id", "name"):
            if isinstance(part.get(key), str):
                return str(part[key])
    return ""
