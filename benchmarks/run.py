"""`amends bench`: each measured thing beside its yardstick of the same run."""

import json
import sys
from collections.abc import Sequence

from benchmarks import (
    assess,
    case_pages,
    decisions,
    fill_cases,
    grouping,
    growth,
    import_rate,
    intake,
    linter,
    live_screens,
    mailboxes,
    order_pages,
    quality,
    reclocking,
    search,
    start,
    triage,
    what_if,
)
from benchmarks import fill as fill_orders
from benchmarks.desk import bench_desk, tell
from benchmarks.measuring import Finding

BENCHMARKS = {
    "decisions": decisions.run,
    "import": import_rate.run,
    "intake": intake.run,
    "growth": growth.run,
    "orders": order_pages.run,
    "cases": case_pages.run,
    "assess": assess.run,
    "grouping": grouping.run,
    "linter": linter.run,
    "reclocking": reclocking.run,
    "what_if": what_if.run,
    "search": search.run,
    "quality": quality.run,
    "live": live_screens.run,
    "mailboxes": mailboxes.run,
    "start": start.run,
    "triage": triage.run,
}


def run(names: Sequence[str], *, full: bool, as_json: bool) -> int:
    """Run the named benchmarks, or all; 1 when a bar is missed, 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        tell(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    findings: list[Finding] = []
    with bench_desk() as address:
        for name in names or BENCHMARKS:
            tell(f"measuring {name} …")
            findings += BENCHMARKS[name](address, full=full)
    if as_json:
        json.dump({"findings": [finding.as_json() for finding in findings]}, sys.stdout)
        print()
    else:
        for finding in findings:
            print(_sentence(finding))
    return 1 if any(finding.ok is False for finding in findings) else 0


def fill(count: int, *, cases: bool = False) -> None:
    """Build the big set of so many orders, or about so many cases, or find it built."""
    with bench_desk() as address:
        name = fill_cases.filled(address, count) if cases else fill_orders.filled(address, count)
    tell(f"There is a database {name}.")


def _sentence(finding: Finding) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}[finding.ok]
    ratio = "" if finding.ratio is None else f" · ratio {finding.ratio}"
    bar = f" · {finding.bar}: {verdict}" if finding.bar else ""
    yardstick = f" · {finding.yardstick}" if finding.yardstick else ""
    return f"{finding.name}: {finding.measured}{yardstick}{ratio}{bar}"
