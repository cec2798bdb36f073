"""What somebody typed into the grid of a table, laid over the table as it stands in the draft. Pure.

A row typed into by one person and changed by another meanwhile is a clash: nothing of it is overwritten
unknowingly. Rows that only one of them touched come together by themselves.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amends.core.errors import Refused
from amends.publishing.editable_tables import EditableTable
from amends.publishing.row_fields import COVERED, DECIDED, PERSON, SILENT, Fields, body_from, fields_of
from amends.publishing.written_keys import set_key
from amends.publishing.written_rows import add_row, change_row, move_row, remove_row

OTHERWISE = "otherwise"
ACTS = ("copy", "remove", "up", "down")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the form: which it is (`key`), what it was when the form was made, and what it says now."""

    key: str
    was: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Laid:
    """The pack's text with what was typed, or the rows on which two people clash, by key."""

    text: str
    clashes: Mapping[str, Fields] = field(default_factory=dict)


def keys_of(table: EditableTable) -> list[str]:
    """The name of each row: its id and which of that id it is."""
    seen: dict[str, int] = {}
    keys = []
    for row in table.rows:
        named = str(row.body.get("id", ""))
        seen[named] = seen.get(named, 0) + 1
        keys.append(f"{named}~{seen[named]}")
    return keys


def mark(fields: Mapping[str, str]) -> str:
    """By which a form knows what a row said when it was made."""
    said = json.dumps(dict(sorted(fields.items())), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def otherwise_fields(table: EditableTable) -> Fields:
    """What holds where no row does, as fields: `state` covered, ask_a_person, silent or decided."""
    raw = table.body.get(OTHERWISE)
    if isinstance(raw, dict):
        fields = fields_of(raw, table)
        return {name: fields[name] for name in fields if name.partition(".")[0] in _SAID}
    fields = {name: "" for name in fields_of({}, table) if name.partition(".")[0] in _SAID}
    return fields | {"state": COVERED if raw is None else str(raw)}


def lay_over(table: EditableTable, typed: Sequence[TypedRow], act: str = "", at: str = "") -> Laid:
    """The text with the typed rows, then with one row copied, removed or moved. Raises Refused."""
    keys, text = keys_of(table), table.text
    clashes = dict(_clashes(table, typed, keys))
    if clashes:
        return Laid(table.text, clashes)
    for one in typed:
        if one.key == OTHERWISE:
            text = _lay_otherwise(text, table, one)
        elif one.key in keys and _is_typed(one):
            position = keys.index(one.key)
            body = table.rows[position].body
            if mark(one.fields) != mark(fields_of(body, table)):
                text = _changed(text, table, position, body_from(one.fields, body, table))
    return Laid(_acted(text, table, keys, act, at))


def _changed(text: str, table: EditableTable, position: int, body: Mapping[str, Any]) -> str:
    """The row saying `body`, key by key where it is written in lines; what it says already stays as it is."""
    before, made = table.rows[position].body, text
    try:
        for key in dict.fromkeys((*before, *body)):
            if before.get(key) != body.get(key):
                made = set_key(made, (*table.way, position), key, body.get(key))
    except Refused:
        return change_row(text, table.way, position, body)
    return made


def _clashes(
    table: EditableTable, typed: Sequence[TypedRow], keys: Sequence[str]
) -> Iterator[tuple[str, Fields]]:
    for one in typed:
        if not _is_typed(one):
            continue
        if one.key == OTHERWISE:
            theirs = otherwise_fields(table)
        elif one.key in keys:
            theirs = fields_of(table.rows[keys.index(one.key)].body, table)
        else:
            theirs = {}
        if mark(theirs) not in (one.was, mark(one.fields)):
            yield one.key, theirs


def _is_typed(one: TypedRow) -> bool:
    return mark(one.fields) != one.was


def _lay_otherwise(text: str, table: EditableTable, one: TypedRow) -> str:
    if not _is_typed(one) or mark(otherwise_fields(table)) == mark(one.fields):
        return text
    state = one.fields.get("state", COVERED)
    raw: Any = {COVERED: None, SILENT: SILENT, PERSON: PERSON}.get(state)
    if state == DECIDED:
        before = table.body.get(OTHERWISE)
        raw = body_from(one.fields, before if isinstance(before, dict) else {}, table)
        raw = {name: raw[name] for name in ("then", "reason", "text", "source") if name in raw}
    return set_key(text, table.way[:-1], OTHERWISE, raw)


def _acted(text: str, table: EditableTable, keys: Sequence[str], act: str, at: str) -> str:
    if act not in ACTS:
        return text
    if at not in keys:
        raise Refused("row_unknown", f"There is no row {at[:80]!r}.", mend="Load the page again.")
    position = keys.index(at)
    if act == "remove":
        return remove_row(text, table.way, position)
    if act == "copy":
        return add_row(text, table.way, position + 1, _copy(table, position))
    to = position + (1 if act == "down" else -1)
    return move_row(text, table.way, position, to) if 0 <= to < len(keys) else text


def _copy(table: EditableTable, position: int) -> dict[str, Any]:
    body = table.rows[position].body
    taken = {str(row.body.get("id", "")) for row in table.rows}
    named = next(name for n in range(2, 10_000) if (name := f"{body.get('id', 'row')}_{n}") not in taken)
    return body | {"id": named}


_SAID = ("o", "text", "reason", "state")
