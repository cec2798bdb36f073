"""A question, its tables, and a verdict that is the one of `decide`."""

from datetime import date

import pytest

from amends.core.errors import NotFound
from amends.insights.table_question import findings_of, question_named, questions, verdict_of
from amends.policies.facts import BadFacts
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.judging import decide
from amends.policies.tables.known import read_facts


def test_every_example_comes_out_as_decide_has_it() -> None:
    tried = 0
    for question in questions():
        for example in question.book.examples:
            facts = read_facts(question.book.facts, example.facts)
            wanted = verdict_document(decide(question.book, facts, question.name))
            assert verdict_of(question, example.facts) == wanted
            tried += 1
    assert tried > 10


def test_our_tables_have_no_errors() -> None:
    for question in questions():
        for found in findings_of(question, date(2026, 11, 22)).values():
            assert [each for each in found if each.level == "error" and each.code != "undecided"] == []


def test_only_facts_that_matter_are_asked() -> None:
    asked = question_named("refund_approval").facts
    assert {"refund", "asked_by"} <= set(asked)
    assert "country" not in asked


def test_what_is_no_question_or_no_fact() -> None:
    with pytest.raises(NotFound):
        question_named("nonsense")
    with pytest.raises(BadFacts, match="received_on"):
        verdict_of(question_named("may_return"), {"received_on": "soon"})
