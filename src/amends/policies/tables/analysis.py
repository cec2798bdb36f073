"""What a table leaves open or says in vain, exactly: gaps, rows out of reach, overlaps, versions, dates."""

from collections.abc import Iterator
from datetime import date, timedelta

from amends.policies.tables.findings import ERROR, NOTE, WARNING, Finding
from amends.policies.tables.hunting import Budget, OutOfTime
from amends.policies.tables.rulebook import COLLECT, FIRST, Row, Table
from amends.policies.tables.searching import Search, told_box

MOST_GAPS = 10
WARNED_AHEAD = timedelta(days=7)


def table_findings(table: Table, today: date, budget: Budget) -> list[Finding]:
    """Everything the analysis finds in one table; `undecided` where it takes too long."""
    findings = [*_dates(table, today), *_versions(table), *_overlaps(table)]
    try:
        search = Search([table], table.compiled, budget)
        idle = [number for number in range(len(table.all_rows)) if _is_idle(search, table, number)]
        every = search.parts[0].rows
        gaps = search.gaps(every, MOST_GAPS) if table.otherwise is None else []
    except (OutOfTime, RecursionError):
        message = f"Whether table {table.id} has gaps or rows out of reach could not be told in time."
        mend = "Split the table, or name fewer values in a column."
        return [*findings, _finding(WARNING, "undecided", message, mend, table)]
    for number in idle:
        row = table.all_rows[number]
        if row is table.otherwise:
            message = f"What table {table.id} says otherwise is never said: its rows cover everything."
            findings.append(_finding(NOTE, "otherwise_never", message, "It can go.", table, row))
        elif not row.impossible:
            findings.append(_unreachable(table, number, row))
    findings += [
        _finding(
            ERROR,
            "gap",
            f"No row of table {table.id} covers {told_box(gap)}.",
            "Add a row, or declare otherwise: ask_a_person.",
            table,
        )
        for gap in gaps
    ]
    return findings


def _is_idle(search: Search, table: Table, number: int) -> bool:
    """Whether the row can never fire."""
    before = (
        0 if table.hit == COLLECT and table.all_rows[number] is not table.otherwise else (1 << number) - 1
    )
    return search.witness(1 | 1 << (number + 1), before << 1) is None


def _unreachable(table: Table, number: int, row: Row) -> Finding:
    before = [table.all_rows[n] for n in range(number) if _meet(table, n, number)]
    told = ", ".join(one.name for one in before[:5])
    why = (
        f"rows before it take everything: {told}"
        if before
        else "its cells hold for no value the facts can have"
    )
    return _finding(
        ERROR,
        "unreachable",
        f"Row {row.name} can never fire: {why}.",
        "Move it up, narrow the others, or drop it.",
        table,
        row,
    )


def _overlaps(table: Table) -> Iterator[Finding]:
    """Rows that can hold together and say different things: allowed where the first one fires, and told."""
    if table.hit != FIRST:
        return
    for second, row in enumerate(table.rows):
        winners = [
            one.id
            for first, one in enumerate(table.rows[:second])
            if not one.impossible
            and one.id != row.id
            and (one.state, one.then) != (row.state, row.then)
            and _meet(table, first, second)
        ]
        if winners:
            message = (
                f"Row {row.name} can hold together with {', '.join(winners)}, which say otherwise and win."
            )
            yield _finding(NOTE, "overlap", message, "", table, row)


def _versions(table: Table) -> Iterator[Finding]:
    """Rows of one id are versions of one rule: no two may be in force at once."""
    for first, one in enumerate(table.rows):
        for second in range(first + 1, len(table.rows)):
            other = table.rows[second]
            if one.id == other.id and (table.hit == COLLECT or _meet(table, first, second)):
                message = f"Two versions of row {one.name} are in force together."
                mend = "End the older with until: the day before, or name its countries apart."
                yield _finding(ERROR, "versions_overlap", message, mend, table, other)


def _dates(table: Table, today: date) -> Iterator[Finding]:
    newest: dict[str, date] = {}
    for row in table.rows:
        newest[row.id] = max(newest.get(row.id, date.min), row.until_day or date.max)
    for row in table.rows:
        until = row.until_day
        if until is None or newest[row.id] > until:
            continue
        mend = "Add its next version, or leave it for old cases."
        if until < today:
            yield _finding(NOTE, "expired", f"Row {row.name} ended on {until}.", mend, table, row)
        elif until <= today + WARNED_AHEAD:
            yield _finding(WARNING, "expiring", f"Row {row.name} ends on {until}.", mend, table, row)


def _meet(table: Table, first: int, second: int) -> bool:
    """Whether both rows can hold at once, where the table is concerned."""
    bits = 1 | 1 << (first + 1) | 1 << (second + 1)
    return all(
        any(atom.mask & bits == bits for atom in column.atoms) if column.atoms is not None else True
        for column in table.compiled
    )


def _finding(level: str, code: str, message: str, mend: str, table: Table, row: Row | None = None) -> Finding:
    place = row or table
    return Finding(level, code, message, mend, place.file, place.line, table.id, row.id if row else "")
