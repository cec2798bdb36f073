"""A what-if as a short report for a terminal."""

from collections.abc import Iterator
from typing import Any

SHOWN = 20
_KINDS = {
    "outcome": "judged at all",
    "recommended": "another way out recommended",
    "ways": "ways out allowed or refused otherwise",
    "liable": "somebody else liable",
    "steps": "other steps",
    "money": "another cost",
    "deadlines": "other deadlines",
}


def report_text(document: dict[str, Any]) -> str:
    """The summary as lines."""
    return "\n".join(_lines(document))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    yield f"{document['draft']}, cases opened from {document['from']} to {document['to']}"
    for found in document["findings"]:
        if found["level"] != "note":
            yield f"{found['level']}: {found['file']}:{found['line']}: {found['message']} {found['mend']}"
    rows = document["changed_rows"]
    yield "Changed rows: " + (", ".join(map(_row, rows[:SHOWN])) or "none")
    if len(rows) > SHOWN:
        yield f"  and {len(rows) - SHOWN} more"
    yield (
        f"{document['cases_in_period']:,} cases, {document['concerned']:,} concerned, "
        f"{document['changed']:,} come out otherwise"
    )
    for kind, count in document["kinds"].items():
        yield f"  {count:>9,}  {_KINDS[kind]}"
    for title, counts in (("By issue type", document["issue_types"]), ("By shop", document["shops"])):
        if counts:
            yield f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items())
    for currency, money in document["money"].items():
        change = f"{money['before']} → {money['after']} {currency}"
        yield f"Expected cost: {change} ({_signed(money['difference'])})"
    deadlines = document["deadlines"]
    if deadlines["moved"]:
        yield (
            f"Deadlines: {deadlines['moved']:,} moved, of these {deadlines['missed']:,} now missed, "
            f"{deadlines['saved']:,} now kept"
        )
    for name, told in (("not_judged", "could not be judged"), ("unreadable", "have facts of an older kind")):
        if document[name]:
            yield f"{document[name]:,} cases {told} and are left out"
    yield from map(_case, document["cases"][:SHOWN])
    if document["changed"] > SHOWN:
        yield "  … --out FILE.csv writes every one of them"


def _row(row: dict[str, Any]) -> str:
    place = f"{row['pack']} {row['row']}".strip()
    return f"{place} ({row['change']})"


def _case(one: dict[str, Any]) -> str:
    before, after = one["before"], one["after"]
    way = _way(before) if before == after else f"{_way(before)} → {_way(after)}"
    money = f", {_signed(one['difference'])} {one['currency']}" if "money" in one["kinds"] else ""
    moved = "".join(f", {each['kind']} {each['fate']}" for each in one["deadlines"])
    return f"  #{one['case']} {one['shop']} {one['issue_type']}: {way}{money}{moved}"


def _way(told: dict[str, Any]) -> str:
    cost = f" {told['cost']}" if told["cost"] else ""
    return f"{told['recommended'] or told['outcome']}{cost}"


def _signed(amount: str | None) -> str:
    return f"{amount}" if not amount or amount.startswith("-") else f"+{amount}"
