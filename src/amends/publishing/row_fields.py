"""A row of a table as the fields of a form, and back. Pure.

Fields are texts: `c.<column>` and `o.<outcome>` in the notation of cells, `text.<language>`, and the rest by
the name they have in packs. A field whose text is unchanged leaves what the pack says exactly as it is.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.cells import read_cell
from amends.policies.tables.fact_types import FactType
from amends.publishing.cell_writing import cell_from, value_from, value_written, write_cell
from amends.publishing.editable_tables import EditableTable

LANGUAGES = ("en", "zh-Hans", "fr")
LISTS = ("marketplaces", "countries", "not_countries", "shops")
PLAIN = ("id", "from", "until", "fulfilment", "reason")
PERSON, SILENT, DECIDED, COVERED = "ask_a_person", "silent", "decided", ""
_ORDER = (
    "id",
    *LISTS[:3],
    "fulfilment",
    "shops",
    "from",
    "until",
    "when",
    "then",
    "reason",
    "text",
    "source",
)
_CODE = re.compile(r"[a-z][a-z0-9_]*")
Fields = dict[str, str]


def fields_of(body: Mapping[str, Any], table: EditableTable) -> Fields:
    """Everything of a row that the form shows."""
    when, then, text = (_mapping(body.get(name)) for name in ("when", "then", "text"))
    fields = {name: str(body.get(name, "")) for name in PLAIN}
    fields |= {name: ", ".join(map(str, body.get(name, ()))) for name in LISTS}
    fields |= {f"text.{language}": str(text.get(language, "")).strip() for language in LANGUAGES}
    fields |= {f"c.{name}": write_cell(when.get(name), table.types[name]) for name in table.columns}
    fields |= {
        f"o.{name}": write_outcome(then.get(name), outcome.type) for name, outcome in table.outcomes.items()
    }
    return fields | {"state": PERSON if body.get("then") == PERSON else DECIDED}


def body_from(fields: Mapping[str, str], body: Mapping[str, Any], table: EditableTable) -> dict[str, Any]:
    """The row with what differs in the fields; what cannot be read is kept as it was typed."""
    before = fields_of(body, table)
    changed = {name: text for name, text in fields.items() if name in before and before[name] != text}
    made = dict(body)
    for name in PLAIN:
        if name in changed:
            made = _set(made, name, changed[name])
    for name in LISTS:
        if name in changed:
            made = _set(made, name, [part for part in re.split(r"[,，、\s]+", changed[name]) if part])
    made = _set(made, "when", _cells(changed, _mapping(body.get("when")), table))
    made = _set(made, "text", _texts(changed, _mapping(body.get("text"))))
    made["then"] = _then(fields, changed, body, table)
    return {name: made[name] for name in (*_ORDER, *made) if name in made}


def problems_in(fields: Mapping[str, str], table: EditableTable) -> Iterator[tuple[str, BadFacts]]:
    """Each cell and outcome that cannot be read, with why. The draft keeps them as they were typed."""
    for name in table.columns:
        of = table.types[name]
        try:
            read_cell(of, name, cell_from(fields.get(f"c.{name}", ""), of))
        except BadFacts as error:
            yield f"c.{name}", error
    if fields.get("state") == PERSON:
        return
    for name, outcome in table.outcomes.items():
        raw = outcome_from(fields.get(f"o.{name}", ""), outcome.type)
        try:
            if isinstance(raw, dict) and set(raw) == {"fact"}:
                _check_fact(raw["fact"], table, name)
            elif raw is not None:
                outcome.type.read(name, raw)
        except BadFacts as error:
            yield f"o.{name}", error


def refusals_in(fields: Mapping[str, str], table: EditableTable) -> Iterator[tuple[str, str]]:
    """Each field that no pack can hold, and why: name_bad, day_bad, text_missing or then_missing."""
    for name in ("id", "reason"):
        if (name == "id" or fields.get(name)) and not _CODE.fullmatch(fields.get(name, "")):
            yield name, "name_bad"
    for name in ("from", "until"):
        try:
            if fields.get(name):
                date.fromisoformat(fields[name])
        except ValueError:
            yield name, "day_bad"
    said = [bool(fields.get(f"text.{language}")) for language in LANGUAGES]
    if any(said) and not all(said):
        yield f"text.{LANGUAGES[said.index(False)]}", "text_missing"
    if fields.get("state") != PERSON and not any(fields.get(f"o.{name}") for name in table.outcomes):
        yield "state", "then_missing"


def write_outcome(raw: Any, of: FactType) -> str:
    """An outcome as it is written in a grid: `= paid` says as much as that fact; nothing: it says nothing."""
    if raw is None:
        return ""
    if isinstance(raw, dict) and set(raw) == {"fact"}:
        return f"= {raw['fact']}"
    if isinstance(raw, list):
        return ", ".join(value_written(part, of) for part in raw)
    return value_written(raw, of)


def outcome_from(text: str, of: FactType) -> Any:
    """What a pack says for that text; None for nothing."""
    text = text.strip()
    if not text:
        return None
    if text[0] in "=＝":
        return {"fact": text[1:].strip()}
    if of.kind == "set":
        return [part.strip() for part in re.split(r"[,，、]", text) if part.strip()]
    return value_from(text, of)


def _check_fact(fact: str, table: EditableTable, name: str) -> None:
    if fact not in table.book.facts and fact not in table.book.derived:
        known = ", ".join(sorted({*table.book.facts, *table.book.derived}))
        raise BadFacts(name, f"{fact!r} is no fact", f"Known: {known}.")


def _then(
    fields: Mapping[str, str], changed: Mapping[str, str], body: Mapping[str, Any], table: EditableTable
) -> Any:
    if fields.get("state") == PERSON:
        return PERSON
    then = dict(_mapping(body.get("then")))
    for name, outcome in table.outcomes.items():
        if f"o.{name}" in changed or (body.get("then") == PERSON and f"o.{name}" in fields):
            raw = outcome_from(fields[f"o.{name}"], outcome.type)
            then.pop(name, None)
            then |= {} if raw is None else {name: raw}
    return then


def _cells(changed: Mapping[str, str], when: Mapping[str, Any], table: EditableTable) -> dict[str, Any]:
    cells = dict(when)
    for name in table.columns:
        if f"c.{name}" not in changed:
            continue
        raw = _kept_as_typed(changed[f"c.{name}"], table.types[name], name)
        if raw == "any":
            cells.pop(name, None)
        else:
            cells[name] = raw
    return cells


def _kept_as_typed(text: str, of: FactType, name: str) -> Any:
    raw = cell_from(text, of)
    try:
        read_cell(of, name, raw)
    except BadFacts:
        return text
    return raw


def _texts(changed: Mapping[str, str], text: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(text)
    for language in LANGUAGES:
        if f"text.{language}" in changed:
            said[language] = changed[f"text.{language}"]
    return said if any(said.values()) else {}


def _set(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    if value in ("", [], {}):
        return {key: one for key, one in body.items() if key != name}
    return body | {name: value}


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
