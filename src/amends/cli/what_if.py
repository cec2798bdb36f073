"""`amends rulebook what-if`: changed packs over a period of real cases, as a report or one JSON document."""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any

import typer

from amends.cli.database import desk_database
from amends.cli.what_if_text import report_text
from amends.core.errors import Refused
from amends.policies.tables.findings import Finding
from amends.releases.folders import BadDraft, Problem, read_draft


def replay(
    draft: Path, from_day: str, until_day: str, *, as_login: str | None, out: Path | None, as_json: bool
) -> None:
    """Read the draft, replay it, print what comes out otherwise. Ends with 1 where the draft is bad."""
    first, last = _day("--from", from_day), _day("--to", until_day)
    try:
        read = read_draft(draft)
    except BadDraft as error:
        _refuse(error.problems, as_json=as_json)
        raise typer.Exit(1) from error
    if out is not None and not out.resolve().parent.is_dir():
        raise Refused("out_unwritable", f"There is no folder for {out}.", mend="Name a file in a folder.")
    with desk_database(), tempfile.TemporaryFile() as lines:
        from amends.accounts.queries import acting_as
        from amends.whatif.actions import replay_packs

        actor = acting_as(as_login, via="cli")
        findings, summary = replay_packs(
            read.packs, read.places, first, last, lines=lines, by=actor, progress=_told
        )
        if summary is not None and out is not None:
            _write(lines, out)
    if summary is None:
        _refuse(findings, as_json=as_json)
        raise typer.Exit(1)
    document = {"draft": str(draft), "findings": [one.as_json() for one in findings], **summary}
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else report_text(document))


def _day(option: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(
            "day_bad", f"{option} {written[:40]}: this is no day.", mend="Write it like 2026-11-21."
        ) from error


def _refuse(findings: Iterable[Problem | Finding], *, as_json: bool) -> None:
    """Every fault of the draft, with file, line and mend."""
    if as_json:
        document = {"draft_ok": False, "findings": [finding.as_json() for finding in findings]}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for finding in findings:
        typer.echo(f"error: {finding}", err=True)


def _write(lines: IO[bytes], out: Path) -> None:
    lines.seek(0)
    try:
        with gzip.open(lines) as unpacked, out.open("wb") as written:
            while piece := unpacked.read(1_000_000):
                written.write(piece)
    except OSError as error:
        raise Refused(
            "out_unwritable", f"{out}: {error.strerror}.", mend="Name a file that can be written."
        ) from error


def _told(what: str, done: int, of: int) -> None:
    """Progress for a person who waits; programs and files get none."""
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r{_WORDS[what]} {done:,} / {of:,} ", end=end, file=sys.stderr, flush=True)


_WORDS: dict[str, str] = {"judged": "cases judged for the first time:", "replayed": "pieces replayed:"}
Document = dict[str, Any]
