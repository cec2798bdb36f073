"""Collects what is wrong with one file while it is read, so that all of it is told at once."""

from collections.abc import Mapping
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables.findings import ERROR, Finding
from amends.policies.tables.written import Written


class Telling:
    """One file with its findings. `reasons`: code → sentences, of the whole rulebook."""

    def __init__(self, written: Written, findings: list[Finding], reasons: Mapping[str, Any]) -> None:
        self.written = written
        self.file = written.file
        self.findings = findings
        self.reasons = reasons

    def error(self, code: str, message: str, mend: str, *way: str | int) -> None:
        """Tell an error at a place of the file."""
        self.findings.append(Finding(ERROR, code, message, mend, self.file, self.written.line(*way)))

    def bad(self, error: BadFacts, *way: str | int) -> None:
        """Tell what a reader refused."""
        code = "currency_without_rate" if "without a rate" in error.message else "value_bad"
        mend = error.mend or "docs/howto/rulebook.md says what can stand here."
        self.error(code, error.message, mend, *way)
