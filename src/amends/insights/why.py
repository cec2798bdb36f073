"""Why a case is judged as it is: the facts with where each is from, and the grounds that decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.cases.models import Case
from amends.insights.rule_uses import conditions_of
from amends.playbooks.answers import answers_of
from amends.playbooks.assess import assess
from amends.playbooks.assessment import Assessment, Cause, Resolution
from amends.playbooks.case_facts import Answer, asked_facts
from amends.playbooks.conditions import Condition, holds
from amends.playbooks.costs import LineRule
from amends.playbooks.derived import KnownFacts, Value, known_of
from amends.playbooks.facts import FIELDS, CaseFacts
from amends.playbooks.gathering import facts_of
from amends.playbooks.playbook import Ground, Playbook
from amends.playbooks.questions import question_of
from amends.playbooks.reading import GROUNDS, playbooks
from amends.policies.tables.judging import Verdict

ORDER, PARCEL, MESSAGES, SHOP, CLOCKS, CALENDAR, STEPS, ANSWERED, NOTED = ORIGINS = (
    "order", "parcel", "messages", "shop", "clocks", "calendar", "steps", "answered", "noted",
)  # fmt: skip
_BEHIND: Mapping[str, tuple[str, ...]] = {
    "cheap": ("paid",),
    "dear": ("paid",),
    "shipped": ("shipped_at", "parcel_state"),
    "delivered": ("delivered_at", "parcel_state"),
    "paid_extra": ("upgrade_paid",),
    "abroad": ("abroad", "route"),
    "days_since_event": ("last_event_at",),
    "days_past_promise": ("promised_until",),
    "claim_open": ("claim_open", "claim_opened", "claim_closed"),
}
_FROM: Mapping[str, str] = {
    **dict.fromkeys(
        ("country", "ships_to", "fulfilment", "paid", "promised_until", "ordered", "completed", "ship_by"),
        ORDER,
    ),
    **dict.fromkeys(
        ("carrier", "parcel_state", "shipped_at", "shipped", "delivered_at", "delivered", "last_event_at",
         "other_parcels", "parcel_moved"),
        PARCEL,
    ),
    **dict.fromkeys(
        ("wishes", "threats", "issues", "evidence", "events", "first_buyer_message", "replied",
         "buyer_answered", "oldest_unanswered_message"),
        MESSAGES,
    ),
    **dict.fromkeys(("marketplace", "route"), SHOP),
    **dict.fromkeys(
        ("law_window", "law_rule", "return_window", "fault_window", "fault_rule", "hours_to_claim"), CLOCKS
    ),
    **dict.fromkeys(("steps_done", "steps_begun"), STEPS),
    "peak": CALENDAR,
}  # fmt: skip
_STARTS = ("days_since_", "days_until_")


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that the playbook asks of this case: its value (None: not known), and where it is from.

    `by_id` and `at`: who told it, and when, where a person did.
    """

    name: str
    value: Value | Answer
    origin: str
    by_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhyCause:
    """A cause with the condition that made it likely or ruled it out; None where neither surely holds."""

    cause: Cause
    decided: Condition | None


@dataclass(frozen=True, slots=True)
class WhyWay:
    """A way out with the ground that decided; None where it is allowed, or where no row of it decided."""

    resolution: Resolution
    ground: Ground | None
    lines: tuple[LineRule, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The chain of a judgement. `book` None: there is no playbook for it.

    `tables` are the verdicts of the decision tables that its conditions ask, each once.
    """

    facts: CaseFacts
    known: KnownFacts
    found: Assessment
    book: Playbook | None
    used: tuple[FactUsed, ...] = ()
    causes: tuple[WhyCause, ...] = ()
    liable: Condition = ()
    ways: tuple[WhyWay, ...] = ()
    tables: tuple[Verdict, ...] = ()


def why_of(case: Case) -> Why:
    """The judgement of the case as it stands now, with its reasons."""
    facts = facts_of(case)
    found, known = assess(facts), known_of(facts)
    book = playbooks().get(found.issue_type) if found.playbook is not None else None
    if book is None:
        return Why(facts, known, found, None)
    liable = next((row.when for row in book.liable if found.liable and row.code == found.liable.code), ())
    return Why(
        facts=facts,
        known=known,
        found=found,
        book=book,
        used=tuple(_used(case, facts, known, book)),
        causes=tuple(WhyCause(cause, _decided(book, cause, known)) for cause in found.causes),
        liable=liable,
        ways=tuple(_way(book, one) for one in found.resolutions),
        tables=tuple(known.verdict(question) for question in _questions(book)),
    )


def _questions(book: Playbook) -> Iterable[str]:
    """The questions of decision tables that conditions of the playbook ask, in their order."""
    named = (question_of(test.fact) for _, _, condition in conditions_of(book) for test in condition)
    return dict.fromkeys(question for question in named if question is not None)


def _used(case: Case, facts: CaseFacts, known: KnownFacts, book: Playbook) -> Iterator[FactUsed]:
    """Every fact that a condition or a need of the playbook names, the known ones first."""
    names = dict.fromkeys(need.fact for need in book.needs)
    names |= dict.fromkeys(test.fact for _, _, condition in conditions_of(book) for test in condition)
    for told_elsewhere in ("known", "events", "steps_done", "steps_begun"):
        names.pop(told_elsewhere, None)
    shown = [(name, _value(name, facts, known)) for name in names]
    for name, value in sorted(shown, key=lambda pair: pair[1] is None):
        yield _from(name, value, case)
    for event, said in case.happened.items():
        yield _told(event, True, NOTED, said)


def _value(name: str, facts: CaseFacts, known: KnownFacts) -> Value | Answer:
    if name in known:
        return known[name]
    told: Answer | None = getattr(facts, name) if name in FIELDS else facts.answers.get(name)
    return told


def _from(name: str, value: Value | Answer, case: Case) -> FactUsed:
    behind = [name.removeprefix(start) for start in _STARTS if name.startswith(start)]
    names = [*_BEHIND.get(name, behind), name]
    answers = answers_of(case)
    for each in names:
        if value is not None and each in answers:
            return _told(name, value, ANSWERED, case.answers[each])
        if value is not None and each in case.happened:
            return _told(name, value, NOTED, case.happened[each])
    origin = next((_FROM[each] for each in names if each in _FROM), None)
    if origin is None:
        origin = CLOCKS if name.startswith("hours_left_") else ANSWERED if name in asked_facts() else ORDER
    if origin == ORDER and case.order is None:
        origin = SHOP
    return FactUsed(name, value, origin)


def _told(name: str, value: Value | Answer, origin: str, said: Mapping[str, object]) -> FactUsed:
    by, at = said.get("by"), said.get("at")
    return FactUsed(
        name,
        value,
        origin,
        by if isinstance(by, int) else None,
        datetime.fromisoformat(str(at)) if at else None,
    )


def _decided(book: Playbook, cause: Cause, known: KnownFacts) -> Condition | None:
    rule = next(each for each in book.causes if each.code == cause.code)
    conditions = {"likely": rule.likely, "ruled_out": rule.ruled_out}.get(cause.status, ())
    return next((each for each in conditions if holds(each, known)), None)


def _way(book: Playbook, one: Resolution) -> WhyWay:
    rule = next(each for each in book.resolutions if each.code == one.code)
    grounds = (ground for kind in GROUNDS for ground in getattr(rule, kind))
    alike = (each for each in grounds if each.code == one.reason)
    ground = next((each for each in alike if each.question or each.rule == one.rule), None)
    return WhyWay(one, ground, rule.lines)
