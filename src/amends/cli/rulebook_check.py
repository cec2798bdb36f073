"""`amends rulebook check`: what is found in a folder of packs, or in all packs by which cases are judged."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typer

from amends.policies.tables.checking import check_place
from amends.policies.tables.findings import NOTE, Finding
from amends.policies.tables.rulebook import Rulebook
from amends.publishing.checking import in_order
from amends.publishing.folder_check import check_folder, is_rulebook_alone, read_folder
from amends.publishing.whole import CheckedPack, check_in_force

TABLES = "tables/"


def check_everything(folder: Path | None, today: date, *, seconds: float, notes: bool, as_json: bool) -> bool:
    """Check a folder (None: what comes with the product), tell what is found; whether there is no error."""
    checked = _checked(folder, today, seconds)
    findings = in_order([one for each in checked for one in each.findings])
    if as_json:
        document = {
            "rulebooks": [_rulebook(each) for each in checked if each.name.startswith(TABLES)],
            "packs": [_pack(each) for each in checked if not each.name.startswith(TABLES)],
            "findings": [one.as_json() for one in findings],
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print(checked, findings, notes=notes)
    return all(each.is_sound for each in checked)


def _checked(folder: Path | None, today: date, seconds: float) -> Sequence[CheckedPack]:
    if folder is None:
        return check_in_force(today, seconds=seconds)
    files = read_folder(folder)
    if not files or is_rulebook_alone(files):
        book, found = check_place(folder, today, seconds=seconds)
        return [_of_book(folder, book, found)]
    from amends.cli.pack_examples import problems_of

    return check_folder(files, today, seconds=seconds, problems_in=problems_of)


def _of_book(folder: Path, book: Rulebook | None, found: Iterable[Finding]) -> CheckedPack:
    if book is None:
        return CheckedPack(f"{TABLES}{folder}", None, 0, tuple(found))
    rows = sum(len(table.rows) for table in book.tables)
    return CheckedPack(
        f"{TABLES}{book.name}", book.sha256, len(book.examples), tuple(found), len(book.tables), rows
    )


def _rulebook(each: CheckedPack) -> dict[str, Any]:
    name = each.name.removeprefix(TABLES)
    return {**_pack(each), "name": name, "tables": each.tables, "rows": each.rows}


def _pack(each: CheckedPack) -> dict[str, Any]:
    return {"name": each.name, "sha256": each.sha256, "examples": each.examples, "ok": each.is_sound}


def _print(checked: Sequence[CheckedPack], findings: Sequence[Finding], *, notes: bool) -> None:
    told = [finding for finding in findings if notes or finding.level != NOTE]
    for finding in told:
        typer.echo(f"{finding.level}: {finding}", err=finding.level == "error")
    for each in checked:
        if each.name.startswith(TABLES):
            name = each.name.removeprefix(TABLES)
            verdict = _verdict(each.is_sound)
            typer.echo(f"{name}: {each.tables} tables, {each.rows} rows, {each.examples} examples: {verdict}")
    for family, packs in _by_family(checked).items():
        examples = sum(each.examples for each in packs)
        verdict = _verdict(all(each.is_sound for each in packs))
        typer.echo(f"{family}: {len(packs)} packs, {examples} examples: {verdict}")
    hidden = len(findings) - len(told)
    if hidden:
        typer.echo(f"{hidden} notes: --notes tells them.")


def _by_family(checked: Sequence[CheckedPack]) -> dict[str, list[CheckedPack]]:
    families: dict[str, list[CheckedPack]] = {}
    for each in checked:
        if not each.name.startswith(TABLES):
            families.setdefault(each.name.partition("/")[0], []).append(each)
    return families


def _verdict(is_sound: bool) -> str:
    return "in order" if is_sound else "not usable"
