"""What the page of a group answer shows: its texts, each case with its own, and how far it has come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amends.answers.fitting import fits
from amends.answers.models import GroupAnswer
from amends.answers.queries import Outcome, counts_of, newcomers, outcomes_of
from amends.answers.states import OPEN
from amends.compliance.told import rule_said
from amends.inbox.checking import findings_on
from amends.releases.in_force import by_rulebook_of
from amends.replies.values import LOCALES
from amends.web.access import Reader
from amends.web.desk import name_of
from amends.web.group_answer_words import LANGUAGES, OBJECTED, OUTCOMES, STATES, reason_said
from amends.web.language import pack_language

OUTCOMES_IN_ORDER = (
    "ready", "waiting", "handing_over", "sent", "done", "hand_task", "failed", "unknown", "cancelled",
    "left_out",
)  # fmt: skip
PUT_BACK = ("person", "with_other")
MOST_FINDINGS = 2  # of the same text there is rarely more than one


@dataclass(frozen=True, slots=True)
class TextField:
    """One language's text, and how many buyers read it."""

    locale: str
    name: str
    buyers: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the answer as the page shows it."""

    outcome: Outcome
    name: str
    said: str  # what became of it
    reason: str
    may_leave_out: bool
    may_put_back: bool


@dataclass(frozen=True, slots=True)
class Objected:
    """What a rule objects to in the text: the `words`, what the rule asks for, a wording that passes."""

    words: str
    said: str
    suggestion: str


def text_fields(spoken: Iterable[str], texts: Mapping[str, str]) -> list[TextField]:
    """A field for each language that buyers of the group read or a text is there in, the commonest first."""
    counts = Counter(spoken)
    wanted = [locale for locale in LOCALES if counts[locale]] or [*LOCALES]
    wanted.sort(key=lambda locale: -counts[locale])
    return [TextField(each, str(LANGUAGES[each]), counts[each], texts.get(each, "")) for each in wanted]


def answer_context(
    reader: Reader, answer: GroupAnswer, *, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything the page shows; `typed`: texts that were refused and stay in their fields."""
    shops = list(reader.shops("see_cases"))
    outcomes = outcomes_of(answer, shops)
    counts = counts_of(outcomes)
    may = reader.may("work_case")
    in_hand = answer.state in (*OPEN, "sending")
    with by_rulebook_of(answer.organisation_id):
        rows = [_row(each, may=may and in_hand) for each in outcomes]
        objected = _findings(outcomes)
    return {
        "answer": answer,
        "zone": reader.user.time_zone or (outcomes[0].member.case.shop.time_zone if outcomes else "UTC"),
        "state": STATES[answer.state],
        "rows": rows,
        "counts": [(code, OUTCOMES[code], counts[code]) for code in OUTCOMES_IN_ORDER if counts[code]],
        "ready": counts["ready"],
        "written": sum(counts[code] for code in OUTCOMES_IN_ORDER[1:-1]),
        "whole": len(outcomes),
        "wrote_since": counts["wrote_since"],
        "newcomers": newcomers(answer, shops),
        "fields": text_fields((each.member.language for each in outcomes), typed or answer.texts),
        "findings": objected,
        "may_change": may and answer.state in OPEN,
        "may_stop": may and answer.state == "sending",
        "misfit": "" if fits(answer.template, answer.question) else answer.template,
        "error": None,
    }


def _row(each: Outcome, *, may: bool) -> Row:
    member = each.member
    return Row(
        outcome=each,
        name=name_of(member.case),
        said=str(OUTCOMES[each.code]),
        reason=reason_said(member),
        may_leave_out=may and member.state == "ready",
        may_put_back=may and member.state == "left_out" and member.reason in PUT_BACK and bool(member.text),
    )


def _findings(outcomes: Iterable[Outcome]) -> list[Objected]:
    """What stops a text, once for each rule: the same words stop it for every buyer."""
    stopped = {each.member.named: each.member for each in outcomes if each.member.reason in OBJECTED}
    found = []
    for rule, member in sorted(stopped.items())[:MOST_FINDINGS]:
        findings = findings_on(member.case, member.text, language=member.language)
        found += [
            Objected(member.text[each.start : each.end], rule_said(rule, pack_language()), each.suggestion)
            for each in findings
            if each.rule == rule
        ][:1]
    return found
