"""`amends triage learn`: what your own corrections teach, measured before it is used."""

import json
from typing import Any

import typer

from amends.cli.database import desk_database
from amends.core.errors import Refused


def learn(switch: str, *, as_login: str | None, as_json: bool) -> None:
    """Learn and tell how good it is; `on` uses what was learnt last, `off` nothing of it. Raises Refused."""
    if switch not in ("", "on", "off"):
        raise Refused(
            "switch_unknown", f"{switch!r} is neither on nor off.", mend="See amends triage --help."
        )
    with desk_database():
        from amends.accounts.queries import acting_as
        from amends.inbox.triage_learning import learn_triage, leave_lesson, use_lesson
        from amends.inbox.triage_lessons import lesson_in_use, newest_lesson

        by = acting_as(as_login, via="cli")
        if switch == "off":
            leave_lesson(by=by)
        elif switch == "on":
            newest = newest_lesson(by.organisation_id)
            use_lesson(newest.pk if newest is not None else 0, by=by)
        else:
            learn_triage(by=by)
        lesson, used = newest_lesson(by.organisation_id), lesson_in_use(by.organisation_id)
    document: dict[str, Any] = {
        "verdict": lesson.verdict if lesson is not None else None,
        "figures": lesson.figures if lesson is not None else None,
        "used_since": used.used_since.isoformat() if used is not None and used.used_since else None,
    }
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in _lines(document):
        typer.echo(line)


def _lines(document: dict[str, Any]) -> list[str]:
    lines = []
    if document["figures"] is not None:
        held = document["figures"]["held_back"]
        lines.append(
            f"{document['figures']['corrections']} corrections, each judged by what the others teach: "
            f"first guess {held['before']['first']:.1%} → {held['after']['first']:.1%}"
        )
        for language, shares in document["figures"]["trials"].items():
            lines.append(f"Trials, {language}: {shares['before']:.1%} → {shares['after']:.1%}")
        lines.append(
            {"better": "Better.", "no_better": "No better.", "worse": "Worse: it cannot be used."}[
                document["verdict"]
            ]
        )
    lines.append(
        f"Used since {document['used_since']}."
        if document["used_since"]
        else "Not used: amends triage learn on."
    )
    return lines
