"""Everything there is to find in a rulebook before it is used."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from amends.policies.tables.analysis import table_findings
from amends.policies.tables.examples import example_findings
from amends.policies.tables.findings import ERROR, LEVELS, Finding
from amends.policies.tables.floor import floor_findings
from amends.policies.tables.hunting import Budget
from amends.policies.tables.loading import try_rulebook
from amends.policies.tables.rulebook import Rulebook

SECONDS = 10.0


def check_place(
    place: Path, today: date, *, seconds: float = SECONDS
) -> tuple[Rulebook | None, list[Finding]]:
    """A folder or file of packs: what keeps it from loading, else what the analysis finds."""
    book, findings = try_rulebook(place)
    if book is None or findings:
        return None, findings
    return book, check_rulebook(book, today, seconds=seconds)


def check_rulebook(
    book: Rulebook, today: date, *, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
) -> list[Finding]:
    """Gaps, rows out of reach, overlaps, versions, dates, floors and examples; the worst first.

    Each table, and all floors together, have `seconds` until they are `undecided`.
    """
    findings = [
        finding for table in book.tables for finding in table_findings(table, today, Budget(seconds, clock))
    ]
    findings += floor_findings(book, Budget(seconds, clock))
    findings += example_findings(book)
    return sorted(findings, key=lambda one: (LEVELS.index(one.level), one.file, one.line))


def fails(findings: list[Finding]) -> bool:
    """Whether the rulebook must not be used as it is."""
    return any(finding.level == ERROR for finding in findings)
