"""A case document as a page of text for a terminal."""

from typing import Any


def case_text(case: dict[str, Any]) -> str:
    """The case's facts, a line each."""
    rows = [
        f"Case {case['ref']} · {case['shop']} · {case['state']} · order {case['order'] or 'not known'}",
        f"  {', '.join(case['issue_types'])}",
    ]
    rows += [
        f"  {each['side']} · {each['kind']}: due {each['due_at']} ({each['state']}, {each['rule']})"
        for each in case["clocks"]
    ]
    rows += [
        f"  {each['at']} {'buyer' if each['direction'] == 'in' else 'we'}: {each['text'][:200]}"
        for each in case["messages"]
    ]
    assessment = case["assessment"]
    if assessment["outcome"] == "no_playbook":
        rows.append("  No playbook yet: a person decides.")
    rows += [f"  {each['code']}: {each['verdict']}" for each in assessment["resolutions"]]
    if assessment["recommended"]:
        rows.append(f"  recommended: {assessment['recommended']}")
    return "\n".join(rows)
