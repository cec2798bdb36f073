"""One rule by its id, wherever it stands: a row of a table, a dated rule or note, a ground of a playbook."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amends.core.packs import load_packs
from amends.policies.tables.cells import told_cell
from amends.policies.tables.fact_types import tell
from amends.policies.tables.loading import load_rulebook, our_rulebooks
from amends.policies.tables.rulebook import Row, Rulebook, Table

_SECTIONS = ("causes", "liable", "warnings", "evidence", "steps")


def found_rules(rule: str, folder: Path | None = None) -> list[dict[str, Any]]:
    """Every rule of that id, each with its kind, where it stands, what it says and its source."""
    places = [*([folder] if folder else []), *our_rulebooks()]
    return [
        *(found for place in places for found in _of_tables(load_rulebook(place), rule)),
        *_of_policies(rule),
        *_of_playbooks(rule),
    ]


def rule_text(found: dict[str, Any]) -> str:
    """A rule as lines for a terminal."""
    lines = [f"{found['id']} ({found['kind']}, {found['pack']})"]
    for key, value in found.items():
        if key in ("id", "kind", "pack") or value in (None, {}, []):
            continue
        if isinstance(value, dict):
            lines += [f"  {key}"]
            lines += [f"    {name}: {_plain(part)}" for name, part in value.items()]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"  {key}", *(f"    {_plain(part)}" for part in value)]
        else:
            lines.append(f"  {key}: {_plain(value)}")
    return "\n".join(lines)


def _of_tables(book: Rulebook, rule: str) -> Iterator[dict[str, Any]]:
    for table in book.tables:
        if rule == table.id:
            yield _table(book, table)
        for row in table.all_rows:
            if rule in (row.name, row.id):
                yield _row(book, table, row)


def _table(book: Rulebook, table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "kind": "table",
        "pack": table.pack,
        "side": table.side,
        "question": table.question,
        "hit": table.hit,
        "over": table.over,
        "when": {name: told_cell(cell, table.types[name]) for name, cell in table.guard.items()},
        "columns": [name for name in table.columns if not name.startswith("@")],
        "outcomes": list(table.outcomes),
        "rows": [row.name for row in table.all_rows],
        "file": f"{table.file}:{table.line}",
        "sha256": book.sha256,
    }


def _row(book: Rulebook, table: Table, row: Row) -> dict[str, Any]:
    cells = {name: cell for name, cell in row.cells.items() if not name.startswith("@")}
    return {
        "id": row.name,
        "kind": "row",
        "pack": table.pack,
        "side": table.side,
        "question": table.question,
        "concerns": {name: told_cell(cell, table.types[name]) for name, cell in table.guard.items()},
        "when": {name: told_cell(cell, table.types[name]) for name, cell in cells.items()},
        "from": row.from_day.isoformat() if row.from_day else None,
        "until": row.until_day.isoformat() if row.until_day else None,
        "then": {name: _then(book, name, row) for name in row.then} or row.state,
        "reason": row.reason,
        "text": dict(row.text),
        "source": dict(row.source),
        "corrected": _correction(row),
        "file": f"{row.file}:{row.line}",
        "sha256": book.sha256,
    }


def _then(book: Rulebook, name: str, row: Row) -> Any:
    then = row.then[name]
    return {"fact": then.fact} if then.fact else tell(then.value, book.outcomes[name].type)


def _correction(row: Row) -> dict[str, str] | None:
    if row.correction is None:
        return None
    made = row.correction
    return {"corrected_on": made.corrected_on.isoformat(), "by": made.by, "confirmed_by": made.confirmed_by}


def _of_policies(rule: str) -> Iterator[dict[str, Any]]:
    for pack in load_packs("policies"):
        body = pack.body
        shared = {
            "side": body.get("side"),
            "marketplaces": body.get("marketplaces"),
            "countries": body.get("countries"),
        }
        for kind, section in (("rule", "rules"), ("note", "notes")):
            for row in body.get(section, []):
                if row["id"] == rule:
                    told = {key: value for key, value in row.items() if key not in ("id", "kind")}
                    about = {"clock": row["kind"]} if kind == "rule" else {}
                    yield {
                        "id": rule,
                        "kind": kind,
                        "pack": pack.name,
                        **shared,
                        **about,
                        **told,
                        "source": row.get("source", body["source"]),
                        "sha256": pack.sha256,
                    }


def _of_playbooks(rule: str) -> Iterator[dict[str, Any]]:
    for pack in load_packs("playbooks"):
        kind = pack.body["issue_type"]
        for resolution in pack.body["resolutions"]:
            for way in ("refused", "not_advised", "rights"):
                for ground in resolution.get(way, []):
                    names = (
                        ground.get("rule"),
                        f"{pack.name}.{resolution['code']}.{ground['code']}",
                        f"{kind}.{resolution['code']}.{ground['code']}",
                    )
                    if rule in names:
                        yield _ground(pack, f"{kind}.{resolution['code']}.{ground['code']}", way, ground)
        for section in _SECTIONS:
            for row in pack.body[section]:
                if rule in (f"{kind}.{row['code']}", f"{kind}.{section}.{row['code']}"):
                    yield _ground(pack, f"{kind}.{section}.{row['code']}", section, row)


def _ground(pack: Any, name: str, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in row.items() if key != "code"}
    return {
        "id": name,
        "kind": kind,
        "pack": pack.name,
        **told,
        "source": pack.body["source"],
        "sha256": pack.sha256,
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
