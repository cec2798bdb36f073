"""A rule of law, marketplace or carrier put right in a draft: what it says now, and the correction begun."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from amends.accounts.models import User
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.core.packs import StrictLoader, load_packs, schema_validator
from amends.publishing.actions import PREPARE, begin_draft
from amends.publishing.editable_tables import readable
from amends.publishing.queries import newest_release
from amends.publishing.written_rows import add_row, in_one_line, rows_at
from amends.releases.models import RulebookDraft

POLICIES, TABLES = "policies", "tables"
OWN_SIDES = ("own", "seller")
PARTS = {POLICIES: ("due", "opens", "applies"), TABLES: ("when", "then", "from", "until")}
TEXTS = {POLICIES: ("text", "consequence"), TABLES: ("text",)}
WAY = ("corrections",)
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Correctable:
    """A row that can be put right, as it is written. `named` is how a correction names it."""

    family: str
    pack: str
    named: Mapping[str, str]
    body: Mapping[str, Any]
    source: Mapping[str, str]

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be put right of it, but for its sentences."""
        return PARTS[self.family]


def correctable(rule_id: str) -> Correctable:
    """The row of that rule, where it is of law, marketplace or carrier. Raises NotFound."""
    for found in (*_in_policies(rule_id), *_in_tables(rule_id)):
        return found
    raise NotFound("rule_unknown", f"There is no rule {rule_id[:80]!r} that could be corrected.")


def begin_correction(
    rule_id: str, parts: Mapping[str, str], texts: Mapping[str, Mapping[str, str]], source: Mapping[str, str],
    *, by: Actor, title: str,
) -> RulebookDraft:  # fmt: skip
    """A draft that puts the rule right: `parts` as YAML, `source` with address and the day it was read.

    What says the same as now is left out. Whoever releases the draft is the second person. Raises NotAllowed,
    NotFound, Refused.
    """
    require(by, PREPARE)
    row = correctable(rule_id)
    changed = _changed(row, parts) | _changed_texts(row, texts)
    if not changed:
        raise Refused("nothing_changed", "It says the same as now.", mend="Change what is wrong or newer.")
    person = User.objects.get(pk=by.person_id)
    today = clock.now().date().isoformat()
    said = {**row.named, **changed, "source": _source(source), "corrected_on": today, "by": person.login}
    base = newest_release(by.organisation_id)
    name, text = _laid(row, said, base.files if base is not None else {})
    _check(row.family, name, text)
    return begin_draft(title, by=by, files={name: text})


def _in_policies(rule_id: str) -> Iterator[Correctable]:
    for pack in load_packs(POLICIES):
        for row in pack.body.get("rules", ()):
            if row["id"] == rule_id and pack.body["side"] not in OWN_SIDES:
                source = row.get("source", pack.body["source"])
                yield Correctable(POLICIES, pack.name, {"rule": rule_id}, row, source)


def _in_tables(rule_id: str) -> Iterator[Correctable]:
    table_id, _slash, row_id = rule_id.partition("/")
    for pack in load_packs(TABLES):
        for table in pack.body.get("tables", ()):
            rows = [row for row in table["rows"] if row["id"] == row_id]
            # A row with several versions is not told apart by its name.
            if table["id"] == table_id and len(rows) == 1 and pack.body["side"] not in OWN_SIDES:
                source = rows[0].get("source", pack.body["source"])
                yield Correctable(TABLES, pack.name, {"table": table_id, "row": row_id}, rows[0], source)


def _changed(row: Correctable, parts: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name in row.parts:
        typed = parts.get(name, "").strip()
        if not typed or len(typed) > MOST:
            continue
        if readable(f"{name}: {typed}\n", name) is None:
            raise Refused("part_unreadable", f"{name} is no valid YAML.", mend="Write it as it stands now.")
        value = yaml.load(f"{name}: {typed}\n", Loader=StrictLoader)[name]
        if value != row.body.get(name):
            found[name] = value
    return found


def _changed_texts(row: Correctable, texts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    found = {}
    for name in TEXTS[row.family]:
        said = {language: text.strip() for language, text in texts.get(name, {}).items()}
        before = {language: str(text).strip() for language, text in row.body.get(name, {}).items()}
        if any(said.values()) and said != before:
            found[name] = said
    return found


def _source(source: Mapping[str, str]) -> dict[str, str]:
    said = {name: source.get(name, "").strip() for name in ("address", "known_from", "read_on", "confidence")}
    try:
        date.fromisoformat(said["read_on"])
    except ValueError as error:
        raise Refused("source_bad", "The day the source was read is missing.", mend="Choose it.") from error
    if not said["address"] and not said["known_from"]:
        raise Refused("source_bad", "The source is missing.", mend="Give its address.")
    return {name: text for name, text in said.items() if text}


def _laid(row: Correctable, said: Mapping[str, Any], files: Mapping[str, str]) -> tuple[str, str]:
    """The seller's pack of corrections with this one; one of the same rule is replaced."""
    rulebook = row.pack.split("/")[1]
    name = "policies/corrections" if row.family == POLICIES else f"tables/{rulebook}/corrections"
    held = files.get(name)
    source = {"known_from": "Our own corrections", "read_on": said["corrected_on"], "confidence": "B"}
    written = {**said, "confirmed_by": "?"}
    if held is None:
        head = f"side: {'own' if row.family == POLICIES else 'seller'}\nsource: {in_one_line(source)}\n"
        named = "" if row.family == POLICIES else f"name: {rulebook}.corrections\n"
        return name, f"{named}{head}corrections:\n{_row(written)}"
    rows = rows_at(held, WAY)
    for other in rows:
        if all(other.body.get(key) == value for key, value in row.named.items()):
            return name, held[: other.start] + _row(written) + held[other.end :]
    return name, add_row(held, WAY, len(rows), written)


def _row(body: Mapping[str, Any]) -> str:
    lines = [f"{key}: {in_one_line(value)}" for key, value in body.items()]
    return "".join(f"{'  - ' if n == 0 else '    '}{line}\n" for n, line in enumerate(lines))


def _check(family: str, name: str, text: str) -> None:
    problem = next(iter(schema_validator(family).iter_errors(yaml.load(text, Loader=StrictLoader))), None)
    if problem is not None:
        place = "/".join(map(str, list(problem.absolute_path)[2:])) or name
        raise Refused("part_unreadable", f"At {place}: {problem.message[:300]}", mend="Mend that part.")
