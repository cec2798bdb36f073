"""What holds of every judgement: a replay gives the same, and what happens weeks later is due weeks later."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.money import Money
from amends.core.pack_sets import judging_by
from amends.core.packs import load_packs, pack_names
from amends.playbooks.assess import assess
from amends.playbooks.derived import clock_facts_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.facts_document import facts_document
from amends.playbooks.facts_reading import facts_from_json
from amends.policies.clocks import clocks_for
from tests.playbooks.shifting import moved, timeless
from tests.playbooks.test_assess import CASES

EXAMPLES = [
    (f"{pack.body['issue_type']}: {example['name']}", example["facts"])
    for pack in load_packs("playbooks")
    for example in pack.body["examples"]
]


@given(CASES)
def test_a_replay_of_any_case_gives_the_same_verdict(facts: CaseFacts) -> None:
    assert assess(_told_and_read(facts)) == assess(facts)


@pytest.mark.parametrize("playbook", pack_names("playbooks"))
def test_a_replay_of_every_example_gives_the_same_verdict(playbook: str) -> None:
    issue_type = playbook.removeprefix("playbooks/")
    for name, written in EXAMPLES:
        if name.startswith(f"{issue_type}: "):
            facts = facts_from_json(written)
            assert assess(_told_and_read(facts)) == assess(facts), name


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXAMPLES), st.integers(-20, 20).filter(bool))
def test_weeks_later_everything_is_due_weeks_later(example: tuple[str, Any], weeks: int) -> None:
    name, written = example
    with judging_by(timeless()):
        now, later = (facts_from_json(moved(written, by)) for by in (0, weeks))
        apart = timedelta(weeks=weeks)
        assert _shifted(assess(now), apart) == assess(later), name
        clocks = [_shifted(clock, apart) for clock in clocks_for(clock_facts_of(now))]
        assert clocks == clocks_for(clock_facts_of(later)), name


def _told_and_read(facts: CaseFacts) -> CaseFacts:
    return facts_from_json(json.loads(json.dumps(facts_document(facts))))


def _shifted(part: Any, by: timedelta) -> Any:
    """The same judgement with every moment and day in it so much later."""
    if isinstance(part, datetime | date):
        return part + by
    if part is None or isinstance(part, str | int | Decimal | Money | frozenset):
        return part
    if isinstance(part, tuple | list):
        return type(part)(_shifted(one, by) for one in part)
    if isinstance(part, dict):
        return {name: _shifted(one, by) for name, one in part.items()}
    names = part.__dataclass_fields__
    return type(part)(**{name: _shifted(getattr(part, name), by) for name in names})
