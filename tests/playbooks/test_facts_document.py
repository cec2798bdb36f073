"""Facts told as JSON are the same facts again."""

import json
from datetime import timedelta

from hypothesis import given

from amends.playbooks.facts import BegunStep, CaseFacts
from amends.playbooks.facts_document import clocks_document, facts_document
from amends.playbooks.facts_reading import facts_from_json
from amends.policies.facts import GivenDeadline
from tests.playbooks.cases import NOW, case, usd
from tests.playbooks.test_assess import CASES


@given(CASES)
def test_what_is_told_can_be_judged_again(facts: CaseFacts) -> None:
    assert facts_from_json(json.loads(json.dumps(facts_document(facts)))) == facts


def test_steps_deadlines_and_answers_are_told_too() -> None:
    facts = case(
        duties=usd("3.00"),
        restock_on=NOW.date(),
        happened={"claim_opened": NOW},
        given={"claim_answer": GivenDeadline(NOW + timedelta(hours=3), NOW)},
        steps={"answer": BegunStep("done", NOW, NOW), "watch": BegunStep("open", NOW)},
    )
    assert facts_from_json(facts_document(facts)) == facts
    [answer] = [each for each in clocks_document(facts) if each["kind"] == "claim_answer"]
    assert answer["due_at"] == "2026-11-20T18:07:00Z"


def test_a_deadline_nobody_typed_in_is_told_as_not_known() -> None:
    told = clocks_document(case(marketplace="taobao", country="CN", happened={"claim_opened": NOW}))
    assert all(("reason" in each) is (each["due_at"] is None) for each in told)
