"""`amends lint eval`: how often the linter is right on a file of messages, by language and rule."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import typer

from amends.compliance.findings import ERROR, BadLint
from amends.compliance.lint import lint
from amends.core.errors import Refused

CLEAN = frozenset(("clean", "G"))
COLUMNS = "language, marketplace, the rule it breaks or clean, text"


@dataclass(slots=True)
class Tally:
    """How many were forbidden and stopped (or warned of), how many allowed and let pass without a word."""

    forbidden: int = 0
    stopped: int = 0
    warned: int = 0
    allowed: int = 0
    passed: int = 0
    found: "Counter[str]" = field(default_factory=Counter)

    def document(self) -> dict[str, object]:
        """As programs get it."""
        named = ("forbidden", "stopped", "warned", "allowed", "passed")
        return {name: getattr(self, name) for name in named} | {"found": dict(self.found.most_common())}


def evaluate(file: str, *, as_json: bool) -> None:
    """Judge every line of a file of four columns and tell the totals."""
    on = datetime.now(UTC).date()
    tallies: dict[str, Tally] = defaultdict(Tally)
    for language, marketplace, label, text in _rows(file):
        found = lint(text, language=language, marketplace=marketplace, on=on)
        stops = any(one.severity == ERROR for one in found)
        for name in (language, label, "all"):
            tally = tallies[name]
            tally.found.update({one.rule for one in found})
            if label in CLEAN:
                tally.allowed += 1
                tally.passed += not found
            else:
                tally.forbidden += 1
                tally.stopped += stops
                tally.warned += bool(found) and not stops
    if as_json:
        print(json.dumps({name: one.document() for name, one in tallies.items()}, ensure_ascii=False))
        return
    for name, one in tallies.items():
        typer.echo(f"{name}: {_told(one)}")


def _told(tally: Tally) -> str:
    told = []
    if tally.forbidden:
        told.append(f"{tally.stopped} of {tally.forbidden} forbidden stopped, {tally.warned} warned of")
    if tally.allowed:
        told.append(f"{tally.passed} of {tally.allowed} allowed pass")
    return "; ".join(told)


def _rows(file: str) -> Iterator[tuple[str, str, str, str]]:
    """Raises Refused, BadLint."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Refused(
            "file_unreadable", f"{file} cannot be read: {error.strerror}.", mend="Check the name."
        ) from error
    except UnicodeDecodeError as error:
        raise Refused(
            "not_utf8", f"{file} is not UTF-8, from byte {error.start} on.", mend="Save the file as UTF-8."
        ) from error
    for number, line in enumerate(lines, 1):
        row = line.split("\t")
        if len(row) != 4:
            raise BadLint(
                "bad_line",
                f"{file}, line {number}: {len(row)} columns instead of 4.",
                mend=f"Write {COLUMNS}.",
            )
        yield row[0], row[1], row[2], row[3]
