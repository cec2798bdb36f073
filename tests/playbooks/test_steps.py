"""Steps that wait, fit inside a clock, stop, and are done: pure."""

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.packs import BadPack, Pack, load_pack
from amends.playbooks.assess import assess_by
from amends.playbooks.assessment import Step
from amends.playbooks.facts import BegunStep, CaseFacts
from amends.playbooks.reading import read_playbook
from amends.policies.facts import GivenDeadline
from tests.playbooks.cases import NOW, case

TEXT = {"en": "x", "zh-Hans": "x", "fr": "x"}
H = timedelta(hours=1)
OPENED = NOW - 2 * H


def plan(*steps: dict[str, Any]) -> Pack:
    pack = load_pack("playbooks/damaged")
    body = copy.deepcopy(pack.body)
    body["plans"] = [{"code": "defence", "text": TEXT}]
    body["steps"] = [{"owner": "agent", "verb": "check", "text": TEXT, **step} for step in steps]
    return Pack("playbooks/damaged", body, pack.sha256)


FIRST = {"code": "first", "after": "claim_opened", "within": {"n": 12, "unit": "hours"}, "verb": "reply"}
SECOND = {
    "code": "second",
    "after": "first",
    "on": {"n": 1, "unit": "calendar_days"},
    "within": {"n": 4, "unit": "hours"},
    "moot": {"events": {"has": ["buyer_answered"]}},
}
PAPER = {
    "code": "paper",
    "plan": "defence",
    "after": "claim_opened",
    "before": {"clock": "claim_answer", "n": 8, "unit": "hours"},
    "blocks": True,
}


def steps(facts: CaseFacts, *rows: dict[str, Any]) -> dict[str, Step]:
    found = assess_by(read_playbook(plan(*rows)), facts)
    return {step.code: step for step in found.steps}


def claimed(**more: Any) -> CaseFacts:
    given = {"claim_answer": GivenDeadline(OPENED + 72 * H, NOW)}
    return case(**{"happened": {"claim_opened": OPENED}, "given": given, **more})


def test_a_step_waits_for_its_event_and_counts_from_it() -> None:
    [waiting] = steps(case(), FIRST).values()
    assert (waiting.status, waiting.waits_for, waiting.due_at) == ("waiting", "claim_opened", None)
    [begun] = steps(claimed(), FIRST).values()
    assert (begun.status, begun.due_at, begun.began_at) == ("now", OPENED + 12 * H, OPENED)


def test_a_step_waits_for_another_and_then_for_its_day() -> None:
    assert steps(claimed(), FIRST, SECOND)["second"].waits_for == "first"
    done = claimed(replied_at=NOW - H)
    found = steps(done, SECOND, FIRST)
    assert found["first"].status == "done"
    second = found["second"]
    assert (second.status, second.waits_for, second.opens_at) == ("waiting", "moment", NOW + 23 * H)
    assert second.due_at == NOW + 27 * H
    later = replace(done, as_of=NOW + 24 * H)
    assert steps(later, FIRST, SECOND)["second"].status == "now"


def test_what_the_buyer_answers_makes_it_moot_and_it_stays_so() -> None:
    answered = claimed(replied_at=NOW - H, heard_at=NOW)
    assert steps(answered, FIRST, SECOND)["second"].status == "moot"
    again = replace(answered, replied_at=NOW, steps={"second": BegunStep("moot", OPENED, NOW)})
    assert steps(again, FIRST, SECOND)["second"].status == "moot"


def test_it_is_fitted_inside_the_platforms_clock() -> None:
    paper = steps(claimed(), PAPER)["paper"]
    assert (paper.due_at, paper.is_blocking, paper.plan) == (OPENED + 64 * H, True, "defence")
    short = claimed(given={"claim_answer": GivenDeadline(NOW + 3 * H, NOW)})
    assert steps(short, PAPER)["paper"].due_at == OPENED
    unknown = steps(claimed(given={}), PAPER)["paper"]
    assert (unknown.status, unknown.due_at, unknown.waits_for) == ("now", None, "clock:claim_answer")


def test_little_time_left_takes_another_branch_and_keeps_to_it() -> None:
    calm = {**FIRST, "code": "calm", "when": {"hours_left_claim_answer": {"min": 71}}}
    hasty = {
        **FIRST,
        "code": "hasty",
        "when": {"hours_left_claim_answer": {"max": 70}, "steps_begun": {"lacks": ["calm"]}},
    }
    begun = claimed(as_of=OPENED + H)
    assert set(steps(begun, calm, hasty)) == {"calm"}
    assert set(steps(replace(begun, as_of=OPENED + 9 * H), calm, hasty)) == {"hasty"}
    kept = replace(begun, as_of=OPENED + 9 * H, steps={"calm": BegunStep("open", OPENED)})
    assert set(steps(kept, calm, hasty)) == {"calm"}


def test_a_step_keeps_the_moment_it_began() -> None:
    row = {"code": "look", "within_minutes": 60}
    assert steps(case(), row)["look"].due_at == NOW + H
    begun = case(steps={"look": BegunStep("open", NOW - 3 * H)})
    assert steps(begun, row)["look"].due_at == NOW - 2 * H


def test_a_step_is_done_by_itself() -> None:
    row = {"code": "tell", "today": True, "done": {"evidence": {"has": ["carrier_report"]}}}
    assert steps(case(), row)["tell"].status == "now"
    assert steps(case(evidence=frozenset({"carrier_report"})), row)["tell"].status == "done"


def test_an_answer_is_to_be_given_again_once_the_buyer_writes_anew() -> None:
    row = {"code": "answer", "within_minutes": 60, "verb": "reply"}
    before = BegunStep("done", NOW - 9 * H, NOW - 8 * H)
    answered = case(heard_at=NOW - 9 * H, replied_at=NOW - 8 * H)
    assert steps(answered, row)["answer"].status == "done"
    wrote = replace(answered, heard_at=NOW - H, steps={"answer": before})
    assert (steps(wrote, row)["answer"].status, steps(wrote, row)["answer"].due_at) == ("now", NOW)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{**FIRST, "after": "second"}, SECOND], "ring: "),
        ([{**FIRST, "after": "moonrise"}], "waits for 'moonrise', which is neither event nor step"),
        ([{**FIRST, "plan": "conquest"}], "'conquest', which is no plan"),
        ([{**PAPER, "before": {"clock": "doom", "n": 1, "unit": "hours"}}], "'doom' is no kind of clock"),
        ([{**FIRST, "code": "delivered"}], "named as an event"),
    ],
)
def test_steps_that_cannot_be_are_refused(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(BadPack, match=said):
        read_playbook(plan(*rows))


def test_a_bad_step_of_a_file_names_its_line() -> None:
    pack = load_pack("playbooks/damaged")
    body = copy.deepcopy(pack.body)
    body["steps"][0]["after"] = "moonrise"
    with pytest.raises(BadPack, match=r"playbooks/damaged, line \d+: step answer waits"):
        read_playbook(Pack(pack.name, body, pack.sha256))


def test_an_unknown_verb_is_refused_by_the_schema() -> None:
    from amends.core.packs import schema_validator

    assert not schema_validator("playbooks").is_valid(plan({**FIRST, "verb": "pray"}).body)
    assert schema_validator("playbooks").is_valid(plan(FIRST, SECOND, PAPER).body)


MOMENTS = st.none() | st.integers(-200, 0).map(lambda hours: NOW + hours * H)


@given(st.integers(-60, 60), MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_shifting_all_dates_shifts_all_due_times(
    days: int,
    opened: datetime | None,
    heard: datetime | None,
    replied: datetime | None,
    given_at: datetime | None,
) -> None:
    def at(shift: timedelta) -> dict[str, tuple[str, datetime | None]]:
        def moved(moment: datetime | None) -> datetime | None:
            return None if moment is None else moment + shift

        happened = {} if opened is None else {"claim_opened": opened + shift}
        given = (
            {}
            if given_at is None
            else {"claim_answer": GivenDeadline(given_at + 80 * H + shift, NOW + shift)}
        )
        facts = case(
            zone="UTC",
            as_of=NOW.astimezone(UTC) + shift,
            happened=happened,
            given=given,
            heard_at=moved(heard),
            replied_at=moved(replied),
        )
        found = steps(facts, FIRST, SECOND, PAPER)
        return {code: (step.status, step.due_at and step.due_at - shift) for code, step in found.items()}

    assert at(timedelta(days=days)) == at(timedelta())
