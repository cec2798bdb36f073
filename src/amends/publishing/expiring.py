"""Rows past their last day, or in the week before it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from amends.policies.tables.findings import NOTE, WARNING, Finding
from amends.policies.tables.written import Written

WEEK = timedelta(days=7)
MEND = "Write the row that follows it, with from, or take the date away."
FOLLOWED = "Another row of its kind holds now: it stays for cases of that time."


def expiring(name: str, written: Written, today: date) -> Iterator[Finding]:
    """Rows of a policy pack whose `until` is over or within a week. Tables tell their own.

    A row that is over is only noted where another of its kind holds in its place.
    """
    rows = written.body.get("rules", ())
    for n, row in enumerate(rows):
        for m, scope in enumerate(row.get("applies", ())):
            if "until" not in scope:
                continue
            until = date.fromisoformat(scope["until"])
            line = written.line("rules", n, "applies", m, "until")
            if until < today:
                message = f"Row {row['id']} holds no more: its last day was {until}."
                level, mend = (NOTE, FOLLOWED) if _holds_now(rows, row["kind"], today) else (WARNING, MEND)
                yield Finding(level, "row_expired", message, mend, name, line, row=row["id"])
            elif until <= today + WEEK and not _begins_after(rows, row["kind"], until):
                message = f"Row {row['id']} holds until {until} only."
                yield Finding(WARNING, "row_expires", message, MEND, name, line, row=row["id"])


def _holds_now(rows: Any, kind: str, today: date) -> bool:
    return any(
        _day(scope, "from", today) <= today <= _day(scope, "until", today) for scope in _scopes(rows, kind)
    )


def _begins_after(rows: Any, kind: str, until: date) -> bool:
    return any(_day(scope, "from", date.min) > until for scope in _scopes(rows, kind))


def _scopes(rows: Any, kind: str) -> Iterator[Mapping[str, str]]:
    for row in rows:
        if row["kind"] == kind:
            yield from row.get("applies") or ({},)


def _day(scope: Mapping[str, str], name: str, otherwise: date) -> date:
    return date.fromisoformat(scope[name]) if name in scope else otherwise
