"""What a case still needs to know, what people have answered, and its steps: as the panel shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amends.cases.models import Case, WorkItem
from amends.core.money import Money
from amends.playbooks.answers import answers_of
from amends.playbooks.assessment import Assessment
from amends.playbooks.case_facts import WAY, YES_NO, Answer, AskedFact, asked_facts, fact_named
from amends.playbooks.reading import party_name, sentence
from amends.policies.facts import EVENTS
from amends.web.case_words import CASE_EVENT
from amends.web.words import word


@dataclass(frozen=True, slots=True)
class ShownAsk:
    """A question to answer: its type decides the boxes, `choices` are (code, name)."""

    name: str
    text: str
    of: str
    is_blocking: bool
    type: str = ""
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """Something to do: by whom, until when, how it stands. `item` is its work item, where it has begun."""

    text: str
    owner: str
    status: str
    due_at: datetime | None
    opens_at: datetime | None
    waits: str
    plan: str
    is_blocking: bool
    item: int | None


def asked_of(found: Assessment, locale: str) -> list[ShownAsk]:
    """The questions still open, those without whose answer nothing can be judged first."""
    shown = []
    for ask in found.asks:
        fact = asked_facts().get(ask.fact)
        of = party_name(ask.of, locale)
        if fact is None:
            shown.append(ShownAsk(ask.fact, word("case_fact", ask.fact), of, ask.is_blocking))
            continue
        shown.append(
            ShownAsk(
                name=fact.name,
                text=fact.text[locale],
                of=of,
                is_blocking=ask.is_blocking,
                type=fact.type,
                unit=fact.unit,
                least=fact.least,
                most=fact.most,
                choices=_choices(fact, found, locale),
            )
        )
    return sorted(shown, key=lambda each: not each.is_blocking)


def answered_of(case: Case, locale: str) -> list[dict[str, Any]]:
    """What people have answered, the newest first, as sentences."""
    told = sorted(answers_of(case).items(), key=lambda pair: case.answers[pair[0]]["at"], reverse=True)
    return [
        {
            "name": name,
            "text": fact_named(name).text[locale],
            "answer": _answer(fact_named(name), said, locale),
        }
        for name, said in told
    ]


def happened_of(case: Case) -> list[dict[str, Any]]:
    """What was noted to have happened, or what returns and feedback tell (`of`), the newest first."""
    rows = [
        {
            "event": event,
            "text": word("case_event", event),
            "at": datetime.fromisoformat(said["at"]),
            "of": said.get("of", ""),
        }
        for event, said in case.happened.items()
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def events_to_note() -> list[tuple[str, str]]:
    """What a person can say has happened, as codes and words."""
    return [(code, str(name)) for code, name in CASE_EVENT.items() if code in EVENTS]


def items_of(items: Iterable[WorkItem], issue_type: str) -> Mapping[str, int]:
    """The work items of that playbook's steps, by step."""
    return {item.step: item.pk for item in items if item.issue_type == issue_type}


def shown_steps(found: Assessment, items: Mapping[str, int], locale: str) -> list[ShownStep]:
    """The steps: what is to be done now, then what waits, then what is done or moot."""
    order = ("now", "waiting", "done", "moot")
    steps = [
        ShownStep(
            text=sentence(found.issue_type, "steps", step.code, locale),
            owner=party_name(step.owner, locale),
            status=step.status,
            due_at=step.due_at,
            opens_at=step.opens_at if step.waits_for == "moment" else None,
            waits=_waits(step.waits_for, found, locale),
            plan=sentence(found.issue_type, "plans", step.plan, locale) if step.plan else "",
            is_blocking=step.is_blocking,
            item=items.get(step.code),
        )
        for step in found.steps
    ]
    return sorted(steps, key=lambda each: order.index(each.status))


def _waits(waits_for: str | None, found: Assessment, locale: str) -> str:
    if waits_for is None or waits_for == "moment":
        return ""
    if waits_for.startswith("clock:"):
        return word("clock_kind", waits_for.removeprefix("clock:"))
    if any(step.code == waits_for for step in found.steps):
        return sentence(found.issue_type, "steps", waits_for, locale)
    return word("case_event", waits_for)


def _choices(fact: AskedFact, found: Assessment, locale: str) -> list[tuple[str, str]]:
    if fact.type == YES_NO:
        return [("true", _("Yes")), ("false", _("No"))]
    if fact.type == WAY:
        ways = (one.code for one in found.resolutions)
        return [(code, sentence(found.issue_type, "resolutions", code, locale)) for code in ways]
    return [(code, texts[locale]) for code, texts in fact.values.items()]


def _answer(fact: AskedFact, said: Answer, locale: str) -> str:
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, Money):
        told = said.as_json()
        return f"{told['amount']} {told['currency']}"
    if isinstance(said, str) and said in fact.values:
        return fact.values[said][locale]
    return f"{said} {fact.unit}".strip() if isinstance(said, int) else str(said)
