from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from amends.accounts.models import Organisation
from amends.core.errors import Refused
from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.playbooks.models import Judgement
from amends.whatif.differences import KINDS, difference
from amends.whatif.replaying import judged as verdict_by_hand
from tests.inbox.desk import desk_with_case
from tests.people import organisation, shop
from tests.whatif.drafts import DRAFTS, answer_within, changed, price
from tests.whatif.judged_cases import judged, judged_in, replay, some

pytestmark = pytest.mark.django_db
NOWHERE = "2026-11-22T00:00:00Z"


@pytest.fixture
def seller() -> Organisation:
    return organisation()


def test_an_empty_draft_changes_nothing(seller: Organisation) -> None:
    judged(seller, some(40))
    summary, lines = replay(seller, PackSet({}))
    assert summary["cases_in_period"] == 40
    assert (summary["concerned"], summary["judged"], summary["changed"]) == (0, 0, 0)
    assert (summary["money"], summary["kinds"], summary["cases"], lines) == ({}, {}, [], [])
    assert summary["deadlines"] == {"moved": 0, "missed": 0, "saved": 0}


def test_without_cases_there_is_nothing_to_say(seller: Organisation) -> None:
    shop(seller, "US")
    summary, lines = replay(seller, answer_within(5))
    assert (summary["cases_in_period"], summary["changed"], lines) == (0, 0, [])
    assert [row["row"] for row in summary["changed_rows"]] == ["rules/own.answer"]


@pytest.mark.parametrize("name", ["handling", "grounds of one playbook", "who approves", "what is cheap"])
def test_it_says_what_judging_each_by_hand_says(seller: Organisation, name: str) -> None:
    facts = some(150)
    cases = judged(seller, facts)
    summary, lines = replay(seller, DRAFTS[name])
    found = {}
    for case, one in zip(cases, facts, strict=True):
        with judging_by(SHIPPED):
            before = verdict_by_hand(one) | {"clocks": []}
        with judging_by(DRAFTS[name]):
            after = verdict_by_hand(one) | {"clocks": []}
        other = difference(before, after, NOWHERE)
        if other is not None:
            found[str(case.pk)] = other
    assert {line["case"] for line in lines} == set(found)
    assert summary["changed"] == len(found)
    assert summary["kinds"] == dict(
        sorted(
            Counter(kind for one in found.values() for kind in one.kinds).items(),
            key=lambda each: KINDS.index(each[0]),
        )
    )
    for line in lines:
        assert line["recommended_after"] == (found[line["case"]].after["recommended"] or "")
        assert line["cost_after"] == (found[line["case"]].cost_after or "")


def test_the_sums_are_those_of_the_lines(seller: Organisation) -> None:
    judged(seller, some(200))
    summary, lines = replay(seller, price("claim", 5))
    assert summary["money"]
    for currency, money in summary["money"].items():
        mine = [line for line in lines if line["currency"] == currency and "money" in line["kinds"].split()]
        for side in ("before", "after"):
            assert Decimal(money[side]) == sum(Decimal(line[f"cost_{side}"] or 0) for line in mine)
        assert Decimal(money["difference"]) == sum(Decimal(line["difference"]) for line in mine)
    assert Counter(line["shop"] for line in lines) == Counter(summary["shops"])
    assert Counter(line["issue_type"] for line in lines) == Counter(summary["issue_types"])


def test_deadlines_are_moved_missed_and_saved(seller: Organisation) -> None:
    """The answer came five hours after the question: four are too few, and now it is past all others."""
    judged(seller, some(30))
    for minutes, missed in ((240, True), (600, False)):
        summary, lines = replay(seller, answer_within(minutes))
        deadlines = summary["deadlines"]
        assert deadlines["moved"] == sum(int(line["deadlines_moved"] or 0) for line in lines) > 0
        assert (deadlines["missed"] > 0) is missed
    later, _ = replay(seller, answer_within(24 * 60 * 30))
    assert (later["deadlines"]["missed"], later["deadlines"]["saved"] > 0) == (0, True)


def test_pieces_of_any_size_say_the_same(seller: Organisation) -> None:
    judged(seller, some(60))
    wanted = replay(seller, DRAFTS["handling"])
    for size in (1, 7, 1000):
        summary, lines = replay(seller, DRAFTS["handling"], piece=size)
        assert (without_time(summary), lines) == (without_time(wanted[0]), wanted[1])


def test_the_period_is_days_of_the_shops_own_zone(seller: Organisation) -> None:
    facts = some(1)[0]
    at = shop(seller, "LA")  # eight hours behind
    for hour in (7, 8):
        judged_in(at, facts, opened_at=datetime(2026, 11, 20, hour, tzinfo=UTC))
    for day, count in ((19, 1), (20, 1), (21, 0)):
        the_day = date(2026, 11, day)
        summary, _ = replay(seller, PackSet({}), from_day=the_day, until_day=the_day)
        assert summary["cases_in_period"] == count


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 2), date(2026, 2, 1)), (date(1, 1, 1), date(2026, 1, 1))]
)
def test_days_that_are_no_period_are_refused(seller: Organisation, first: date, last: date) -> None:
    with pytest.raises(Refused) as refused:
        replay(seller, PackSet({}), from_day=first, until_day=last)
    assert refused.value.code == "period_bad"


def test_another_organisation_is_not_looked_at(seller: Organisation) -> None:
    judged(organisation("Elsewhere"), some(20))
    summary, lines = replay(seller, answer_within(5))
    assert (summary["cases_in_period"], lines) == (0, [])


def test_a_merged_case_is_counted_with_the_one_it_is_in(seller: Organisation) -> None:
    facts = some(1)[0]
    at = shop(seller, "US")
    living = judged_in(at, facts)
    judged_in(at, facts, merged_into=living)
    summary, lines = replay(seller, answer_within(5))
    assert (summary["cases_in_period"], [line["case"] for line in lines]) == (1, [str(living.pk)])


def test_a_case_that_was_never_judged_is_judged_now() -> None:
    desk = desk_with_case()
    assert not Judgement.objects.exists()
    summary, _ = replay(desk.shop.organisation, answer_within(5))
    assert (summary["cases_in_period"], summary["not_judged"]) == (1, 0)
    assert Judgement.objects.get().case_id == desk.case.pk


def test_facts_of_an_older_kind_are_counted_and_left_out(seller: Organisation) -> None:
    case, *_ = judged(seller, some(10))
    kept = Judgement.objects.get(case=case)
    kept.facts = {**kept.facts, "a_fact_of_old": True}
    kept.save()
    summary, lines = replay(seller, DRAFTS["who approves"])
    assert (summary["unreadable"], summary["judged"]) == (1, 9)
    assert str(case.pk) not in {line["case"] for line in lines}


def test_the_weightiest_cases_stand_first(seller: Organisation) -> None:
    judged(seller, some(120))
    summary, _ = replay(seller, price("claim", 5))
    dollars = [abs(Decimal(one["difference"])) for one in summary["cases"] if one["currency"] == "USD"]
    assert dollars == sorted(dollars, reverse=True)
    assert len(dollars) > 1


def test_a_way_out_that_is_gone_does_not_stop_it(seller: Organisation) -> None:
    chosen = next(one for one in some(10_000) if one.chosen is not None)

    def drop(body: dict[str, Any]) -> None:
        body["resolutions"] = [way for way in body["resolutions"] if way["code"] != chosen.chosen]

    judged(seller, [chosen])
    summary, lines = replay(seller, changed(f"playbooks/{chosen.issue_types[0]}", drop))
    assert summary["kinds"]["outcome"] == 1
    assert lines[0]["outcome_after"] == "facts_bad"


def without_time(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != "at"}
