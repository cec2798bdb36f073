"""What the page of a group answer shows: its texts, each case with its own, and how far it has come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amends.answers.models import GroupAnswer
from amends.answers.queries import Outcome, counts_of, newcomers, outcomes_of
from amends.answers.states import OPEN
from amends.compliance.findings import Finding
from amends.inbox.checking import findings_on
from amends.replies.values import LOCALES
from amends.web.access import Reader
from amends.web.desk import name_of
from amends.web.group_answer_words import LANGUAGES, OUTCOMES, STATES, reason_said

OUTCOMES_IN_ORDER = (
    "ready", "waiting", "handing_over", "sent", "done", "hand_task", "failed", "unknown", "cancelled",
    "left_out",
)  # fmt: skip
OBJECTED = ("linter", "warned")
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
    return {
        "answer": answer,
        "zone": reader.user.time_zone or (outcomes[0].member.case.shop.time_zone if outcomes else "UTC"),
        "state": STATES[answer.state],
        "rows": [_row(each, may=may and in_hand) for each in outcomes],
        "counts": [(code, OUTCOMES[code], counts[code]) for code in OUTCOMES_IN_ORDER if counts[code]],
        "ready": counts["ready"],
        "written": sum(counts[code] for code in OUTCOMES_IN_ORDER[1:-1]),
        "whole": len(outcomes),
        "wrote_since": counts["wrote_since"],
        "newcomers": newcomers(answer, shops),
        "fields": text_fields((each.member.language for each in outcomes), typed or answer.texts),
        "findings": _findings(outcomes),
        "may_change": may and answer.state in OPEN,
        "may_stop": may and answer.state == "sending",
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


def _findings(outcomes: Iterable[Outcome]) -> list[Finding]:
    """What stops a text, once for each rule: the same words stop it for every buyer."""
    stopped = {each.member.named: each.member for each in outcomes if each.member.reason in OBJECTED}
    found = []
    for rule, member in sorted(stopped.items())[:MOST_FINDINGS]:
        findings = findings_on(member.case, member.text, language=member.language)
        found += [each for each in findings if each.rule == rule][:1]
    return found
