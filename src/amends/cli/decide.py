"""`amends decide`: judge one set of facts. No database."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.options import AsJson
from amends.core.errors import Refused
from amends.playbooks.assess import assess
from amends.playbooks.assessment_document import assessment_document
from amends.playbooks.drafting import Draft, draft_reply
from amends.playbooks.facts_reading import facts_from_json
from amends.policies.rulebook import LOCALES

MOST_BYTES = 1_000_000
CHANNELS = ("email", "chat", "platform")


def decide(
    facts: Annotated[str, typer.Argument(help="A JSON file with the facts, or - for standard input.")],
    language: Annotated[str, typer.Option(help="Of sentences and draft: en, zh-Hans or fr.")] = "en",
    channel: Annotated[str, typer.Option(help="Of the draft: email, chat or platform.")] = "platform",
    as_json: AsJson = False,
) -> None:
    """Judge one set of facts: causes, resolutions with costs, the recommended one, steps, draft."""
    for name, chosen, known in (("language", language, LOCALES), ("channel", channel, CHANNELS)):
        if chosen not in known:
            raise Refused(
                f"{name}_unknown", f"{chosen!r} is no {name} here.", mend=f"Write {', '.join(known)}."
            )
    known_facts = facts_from_json(_read(facts))
    assessment = assess(known_facts)
    document = assessment_document(assessment, language)
    draft = draft_reply(known_facts, assessment, locale=language, channel=channel)
    document["draft"] = draft_document(draft)
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else _text(document))


def draft_document(draft: Draft) -> dict[str, Any]:
    """A draft as every face tells it."""
    return {
        "template": draft.template,
        "text": draft.text,
        "missing": list(draft.missing),
        "forbidden": draft.forbidden,
    }


def _read(place: str) -> object:
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if place == "-" else Path(place).read_bytes()
    except OSError as error:
        reason = error.strerror or "not readable"
        raise Refused("file_unreadable", f"{place}: {reason}.", mend="Name a JSON file.") from error
    if len(raw) > MOST_BYTES:
        raise Refused(
            "file_too_big", f"{place} is over {MOST_BYTES} bytes.", mend="One set of facts is small."
        )
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("json_bad", f"{place} is no JSON: {error}.", mend="Write one JSON object.") from error


def _text(document: dict[str, Any]) -> str:
    lines = [f"{document['outcome']}: {document['issue_type']} ({document['playbook'] or 'no playbook yet'})"]
    lines += [f"ask {ask['of']}: {ask['fact']}{' (needed)' * ask['blocking']}" for ask in document["asks"]]
    lines += [f"cause {one['status']}: {one['text']} ({one['owner']})" for one in document["causes"]]
    if document["liable"]:
        lines.append(f"liable: {document['liable']['party']}. {document['liable']['text']}")
    lines += [_resolution_text(one, document["recommended"]) for one in document["resolutions"]]
    lines += [f"step: {one['text']} ({one['owner']}, {one['due_at']})" for one in document["steps"]]
    lines += [f"warning: {one['text']}" for one in document["warnings"]]
    draft = document["draft"]
    if draft["text"]:
        lines += ["", draft["text"]]
    elif draft["missing"]:
        lines.append(f"draft {draft['template']} still needs: {', '.join(draft['missing'])}")
    return "\n".join(lines)


def _resolution_text(one: dict[str, Any], recommended: str | None) -> str:
    cost = one["cost"] and one["cost"]["cost"]
    price = f", costs {cost['amount']} {cost['currency']}" if cost else ""
    why = f": {one['why']} ({one['rule']})" if one["why"] else ""
    mark = "> " if one["code"] == recommended else "  "
    return f"{mark}{one['text']}: {one['verdict']}{price}{why}"
