"""Questions of decision tables that are put to every case, and their answers as facts that conditions name.

`may_return` is decided, ask_a_person or not_concerned; `may_return.allowed` what the outcome `allowed` is.
While the answer hangs on a fact not known, both are not known.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from amends.core.clock import civil_day
from amends.core.pack_sets import kept_by
from amends.playbooks.facts import CaseFacts
from amends.policies.facts import BadFacts
from amends.policies.tables.judging import Verdict, decide
from amends.policies.tables.known import Fact, Facts
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import ASK, DECIDED, NOT_CONCERNED, PERSON, Rulebook

WORDS = frozenset({DECIDED, PERSON, NOT_CONCERNED})
_KINDS = {"yes_no": "flag", "choice": "word", "number": "count"}


@kept_by("tables")
def case_questions() -> Mapping[str, Rulebook]:
    """The questions put to every case, each with the rulebook that answers it."""
    return {question: book for book in rulebooks().values() for question in book.cases}


@kept_by("tables")
def question_kinds() -> Mapping[str, tuple[str, frozenset[str] | None]]:
    """The names that conditions may use of them: the kind of test that fits, and the codes it may name."""
    return dict(_kinds_of_all())


def question_of(name: str) -> str | None:
    """The question that a condition's name belongs to, None where it is another fact."""
    question = name.partition(".")[0]
    return question if question in case_questions() else None


def verdict_on(question: str, facts: CaseFacts, value_of: Callable[[str], Any]) -> Verdict:
    """What the tables say of the case; `value_of` gives its facts by the names that conditions use."""
    book = case_questions()[question]
    told: dict[str, Any] = {}
    for name in book.leaves(question):
        fact = book.facts[name]
        value = _value(fact, facts, value_of)
        if value is None:
            value = fact.default
        if value is not None:
            told[name] = value
    return decide(book, Facts(told), question)


def answer(verdict: Verdict, name: str) -> Any:
    """What the verdict says under that name; None while facts are missing."""
    if verdict.state == ASK:
        return None
    _, _, outcome = name.partition(".")
    if not outcome or verdict.state != DECIDED:
        return verdict.state
    value = verdict.outcomes.get(outcome)
    return int(value) if value is not None and question_kinds()[name][0] == "count" else value


def asked_by(verdict: Verdict) -> Iterator[str]:
    """The facts of a case for which a verdict asks."""
    for ask in verdict.said.asks:
        fact = verdict.said.book.facts.get(ask.declared)
        if fact is not None:
            yield fact.case if isinstance(fact.case, str) else fact.name


def _kinds_of_all() -> Iterator[tuple[str, tuple[str, frozenset[str] | None]]]:
    for question, book in case_questions().items():
        yield question, ("word", WORDS)
        for name in {name for table in book.by_question[question] for name in table.outcomes}:
            outcome = book.outcomes[name].type
            if outcome.kind in _KINDS:
                codes = frozenset(outcome.values or ()) | WORDS if outcome.kind == "choice" else None
                yield f"{question}.{name}", (_KINDS[outcome.kind], codes)


def _value(fact: Fact, facts: CaseFacts, value_of: Callable[[str], Any]) -> Any:
    if isinstance(fact.case, frozenset):
        return bool(fact.case & frozenset(facts.issue_types))
    value = _told(fact.case or fact.name, facts, value_of)
    if value is None or fact.type is None:
        return None
    if fact.type.kind == "date" and isinstance(value, datetime):
        value = civil_day(value, facts.zone)
    try:
        return fact.type.check(fact.name, value)
    except (BadFacts, TypeError):
        return None  # outside what the table was written for: not known to it


def _told(name: str, facts: CaseFacts, value_of: Callable[[str], Any]) -> Any:
    told = facts.answers.get(name, getattr(facts, name, None))
    if told is not None:
        return told
    try:
        return value_of(name)
    except KeyError:
        return None
