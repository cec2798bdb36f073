"""One rule by its id, wherever it stands: a row of a table, a dated rule or note, a ground of a playbook."""

from collections.abc import Iterable, Iterator
from typing import Any

from amends.core.packs import Pack, load_packs
from amends.insights.rule_filter import from_day, until_day
from amends.insights.rule_uses import issue_types_of
from amends.insights.rulebook_index import Entry
from amends.policies.tables.cells import told_cell
from amends.policies.tables.fact_types import tell
from amends.policies.tables.rulebook import Row, Rulebook, Table

_SECTIONS = ("causes", "liable", "warnings", "evidence", "steps")


def found_rules(rule: str, books: Iterable[Rulebook]) -> list[dict[str, Any]]:
    """Every rule of that id in these tables and in the packs in force: its kind, place, words and source."""
    return [
        *(found for book in books for found in _of_tables(book, rule)),
        *_of_policies(rule),
        *_of_playbooks(rule),
    ]


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


def _ground(pack: Pack, name: str, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in row.items() if key != "code"}
    return {
        "id": name,
        "kind": kind,
        "pack": pack.name,
        **told,
        "source": pack.body["source"],
        "sha256": pack.sha256,
    }


def entry_row(entry: Entry) -> dict[str, Any]:
    """A rule as a list shows it; None where it holds everywhere, or has no first or last day."""
    first, last = from_day(entry), until_day(entry)
    return {
        "id": entry.id,
        "family": entry.family,
        "kind": entry.kind,
        "side": entry.side,
        "pack": entry.pack,
        "marketplaces": _codes(entry.marketplaces),
        "countries": _codes(entry.countries),
        "not_countries": sorted(entry.not_countries),
        "issue_types": sorted(issue_types_of(entry)),
        "from": first.isoformat() if first else None,
        "until": last.isoformat() if last else None,
        "text": dict(entry.text),
        "consequence": dict(entry.consequence) if any(entry.consequence.values()) else None,
        "rests_on": entry.rests_on or None,
        "source": dict(entry.source),
        "sha256": entry.sha256,
    }


def _codes(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)
