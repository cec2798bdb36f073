"""The steps of a playbook, compiled and checked: what each waits for must exist, and none waits in a ring."""

from collections.abc import Mapping
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Any

import yaml

from amends.core.packs import BadPack, Pack, pack_bytes
from amends.playbooks.conditions import Condition, read_condition
from amends.playbooks.fact_names import STEP_EVENTS, clock_kinds
from amends.playbooks.playbook import BeforeClock, StepRule
from amends.policies.durations import Amount
from amends.policies.facts import EVENTS

_SPANS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "calendar_days": timedelta(days=1)}


def read_steps(pack: Pack) -> tuple[StepRule, ...]:
    """The steps as written. Raises BadPack, naming file and line."""
    rows = {row["code"]: row for row in pack.body["steps"]}
    plans = {row["code"] for row in pack.body.get("plans", [])}
    for row in rows.values():
        _check(row, rows, plans, pack)
    _refuse_rings(rows, pack)
    return tuple(_step(row, pack) for row in pack.body["steps"])


def _check(row: dict[str, Any], rows: Mapping[str, Any], plans: set[str], pack: Pack) -> None:
    after, events = row.get("after"), {*EVENTS, *STEP_EVENTS}
    if row["code"] in events:
        raise _bad(pack, row["code"], f"step {row['code']} is named as an event is")
    if after is not None and after not in rows and after not in events:
        raise _bad(
            pack, row["code"], f"step {row['code']} waits for {after!r}, which is neither event nor step"
        )
    if "plan" in row and row["plan"] not in plans:
        raise _bad(pack, row["code"], f"step {row['code']} belongs to {row['plan']!r}, which is no plan")
    if "before" in row and row["before"]["clock"] not in clock_kinds():
        raise _bad(pack, row["code"], f"step {row['code']}: {row['before']['clock']!r} is no kind of clock")


def _refuse_rings(rows: Mapping[str, dict[str, Any]], pack: Pack) -> None:
    waits = {code: {row["after"]} & set(rows) for code, row in rows.items() if "after" in row}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        ring = error.args[1]
        raise _bad(pack, ring[0], f"steps wait for each other in a ring: {' → '.join(ring)}") from None


def _step(row: dict[str, Any], pack: Pack) -> StepRule:
    def condition(key: str) -> Condition:
        return read_condition(row.get(key, {}), f"Pack {pack.name}, {row['code']}/{key}")

    within = Amount(**row["within"]) if "within" in row else None
    if "within_minutes" in row:
        within = Amount(row["within_minutes"], "minutes")
    before = row.get("before")
    return StepRule(
        code=row["code"],
        owner=row["owner"],
        verb=row["verb"],
        within=within,
        resolutions=frozenset(row.get("resolutions", [])),
        when=condition("when"),
        plan=row.get("plan"),
        after=row.get("after"),
        on=Amount(**row["on"]) if "on" in row else None,
        before=before and BeforeClock(before["clock"], before["n"] * _SPANS[before["unit"]]),
        is_dated=within is not None or "today" in row or "before" not in row,
        moot=condition("moot"),
        done=condition("done"),
        is_blocking=row.get("blocks", False),
    )


def _bad(pack: Pack, code: str, problem: str) -> BadPack:
    return BadPack("pack_invalid", f"Pack {pack.name}{_line(pack, code)}: {problem}.")


def _line(pack: Pack, code: str) -> str:
    """`, line 12` of the step's file; empty for a pack that is no file."""
    try:
        tree: Any = yaml.compose(pack_bytes(pack.name), Loader=yaml.CSafeLoader)
    except BadPack:
        return ""
    steps = next((value for key, value in tree.value if key.value == "steps"), None)
    for row in steps.value if steps is not None else ():
        for key, value in row.value:
            if (key.value, value.value) == ("code", code):
                return f", line {value.start_mark.line + 1}"
    return ""
