"""`amends assess`: causes, resolutions with costs, steps and a draft, for a case or for a set of facts."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.options import AsJson
from amends.core.errors import Refused
from amends.playbooks.assess import assess as assessed
from amends.playbooks.assessment_document import assessment_document
from amends.playbooks.drafting import Draft, draft_reply
from amends.playbooks.facts_document import clocks_document, facts_document
from amends.playbooks.facts_reading import facts_from_json
from amends.policies.rulebook import LOCALES

MOST_BYTES = 1_000_000
CHANNELS = ("email", "chat", "platform")
AS_LOGIN = Annotated[str | None, typer.Option("--as", help="Act as this person.")]


def assess(
    ref: Annotated[str | None, typer.Argument(help="The case's number.")] = None,
    facts: Annotated[
        str | None, typer.Option(help="A JSON file with facts instead, or - for standard input.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of sentences and draft: en, zh-Hans or fr.")] = "en",
    channel: Annotated[str, typer.Option(help="Of the draft: email, chat or platform.")] = "platform",
    as_login: AS_LOGIN = None,
    as_json: AsJson = False,
) -> None:
    """Assess a case, or one set of facts: causes, ways out with costs, the recommended one, steps, draft."""
    if (ref is None) is (facts is None):
        raise Refused(
            "assess_what", "Name a case, or facts.", mend="Write amends assess 12, or --facts FILE."
        )
    if facts is not None:
        assess_facts(facts, language=language, channel=channel, as_json=as_json)
        return
    _check(language, channel)
    document = _case_document(str(ref), as_login)
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else assessment_text(document))


def assess_facts(place: str, *, language: str, channel: str, as_json: bool) -> None:
    """Assess the facts in a file. No database."""
    _check(language, channel)
    known_facts = facts_from_json(read_json(place))
    assessment = assessed(known_facts)
    document = assessment_document(assessment, language)
    document |= {"facts": facts_document(known_facts), "clocks": clocks_document(known_facts)}
    draft = draft_reply(known_facts, assessment, locale=language, channel=channel)
    document["draft"] = draft_document(draft)
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else assessment_text(document))


def draft_document(draft: Draft) -> dict[str, Any]:
    """A draft as every face tells it."""
    return {
        "template": draft.template,
        "text": draft.text,
        "missing": list(draft.missing),
        "forbidden": draft.forbidden,
    }


def read_json(place: str) -> object:
    """One JSON document from a file, or standard input for -. Raises Refused."""
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


def _case_document(ref: str, as_login: str | None) -> dict[str, Any]:
    from amends.cli.database import desk_database

    with desk_database():
        from amends.accounts.queries import acting_as, visible_shops
        from amends.cases.queries import find_case
        from amends.insights.case_document import case_document

        actor = acting_as(as_login, via="cli")
        shops = list(visible_shops(actor, "see_cases").values_list("id", flat=True))
        document = case_document(find_case(ref, shops))
    told: dict[str, Any] = {"ref": document["ref"], **document["assessment"]}
    return told


def _check(language: str, channel: str) -> None:
    for name, chosen, known in (("language", language, LOCALES), ("channel", channel, CHANNELS)):
        if chosen not in known:
            raise Refused(
                f"{name}_unknown", f"{chosen!r} is no {name} here.", mend=f"Write {', '.join(known)}."
            )


def assessment_text(document: dict[str, Any]) -> str:
    """An assessment as lines for a terminal."""
    lines = [f"{document['outcome']}: {document['issue_type']} ({document['playbook'] or 'no playbook yet'})"]
    lines += [f"ask {ask['of']}: {ask['fact']}{' (needed)' * ask['blocking']}" for ask in document["asks"]]
    lines += [f"evidence {one['status']}: {one['text']}" for one in document["evidence"]]
    lines += [f"cause {one['status']}: {one['text']} ({one['owner']})" for one in document["causes"]]
    if document["liable"]:
        lines.append(f"liable: {document['liable']['party']}. {document['liable']['text']}")
    lines += [_resolution_text(one, document["recommended"]) for one in document["resolutions"]]
    lines += [_step_text(one) for one in document["steps"]]
    lines += [
        f"clock {one['side']} {one['kind']}: {one['due_at'] or 'not known'}" for one in document["clocks"]
    ]
    lines += [f"warning: {one['text']}" for one in document["warnings"]]
    draft = document.get("draft", {"text": "", "missing": []})
    if draft["text"]:
        lines += ["", draft["text"]]
    elif draft["missing"]:
        lines.append(f"draft {draft['template']} still needs: {', '.join(draft['missing'])}")
    return "\n".join(lines)


def _step_text(one: dict[str, Any]) -> str:
    until = f", until {one['due_at']}" if one["due_at"] else ""
    waits = f", waits for {one['waits_for']}" if one["waits_for"] else ""
    return f"step {one['status']}: {one['text']} ({one['owner']}{until}{waits})"


def _resolution_text(one: dict[str, Any], recommended: str | None) -> str:
    cost = one["cost"] and one["cost"]["cost"]
    price = f", costs {cost['amount']} {cost['currency']}" if cost else ""
    why = f": {one['why']} ({one['rule']})" if one["why"] else ""
    mark = "> " if one["code"] == recommended else "  "
    return f"{mark}{one['text']}: {one['verdict']}{price}{why}"
