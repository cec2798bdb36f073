"""Replaying only what is concerned says the same as judging every case by both rulebooks."""

from functools import cache
from typing import Any

import pytest

from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.playbooks.facts import CaseFacts
from amends.playbooks.verdict_document import clock_rows, started_of
from amends.whatif.changes import concerns_of
from amends.whatif.concerns import CaseKey, Concern, concerned
from amends.whatif.differences import difference
from amends.whatif.replaying import judged, rejudged, replayed
from tests.whatif.drafts import DRAFTS, answer_within, examples, started

NOW = "2026-11-22T00:00:00Z"
SAME = ("nothing", "the order of ways out")  # no example has two ways out at one price


@cache
def shipped() -> tuple[tuple[CaseFacts, dict[str, Any]], ...]:
    """Every example with its verdict by the product's packs."""
    return tuple((facts, by_hand(SHIPPED, facts)) for facts in examples())


def by_hand(packs: PackSet, facts: CaseFacts) -> dict[str, Any]:
    with judging_by(packs):
        return judged(facts) | {"clocks": clock_rows(facts, started(facts))}


def key_of(facts: CaseFacts) -> CaseKey:
    currency = facts.paid.currency if facts.paid is not None else None
    return CaseKey(facts.issue_types[0], facts.marketplace, facts.country, currency, facts.shop or "")


def in_order(verdict: dict[str, Any]) -> dict[str, Any]:
    return {**verdict, "clocks": sorted(verdict["clocks"], key=str)}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_case_comes_out_as_if_it_were_judged_by_hand(name: str) -> None:
    draft = DRAFTS[name]
    concerns = concerns_of(SHIPPED, draft)
    differing = 0
    for facts, before in shipped():
        after = by_hand(draft, facts)
        what = concerned(key_of(facts), concerns)
        with judging_by(draft):
            found = replayed(before, facts, what) if what else before
        assert in_order(found) == in_order(after), facts
        differing += difference(before, after, NOW) is not None
    assert bool(differing) is (name not in SAME)


@pytest.mark.parametrize("name", [name for name in DRAFTS if name != "who approves"])
def test_no_change_has_every_case_judged_anew(name: str) -> None:
    concerns = concerns_of(SHIPPED, DRAFTS[name])
    assert not all(concerned(key_of(facts), concerns).whole for facts in examples())


def test_an_empty_draft_concerns_nothing() -> None:
    assert concerns_of(SHIPPED, PackSet({})) == ()
    assert not concerned(CaseKey("delayed", "amazon", "US", "USD", "us"), ())


def test_an_answer_time_is_told_by_clocks_alone() -> None:
    concerns = concerns_of(SHIPPED, answer_within(60))
    assert concerns == (Concern(clocks=frozenset({("answer", "own")})),)


@pytest.mark.parametrize("name", ["an answer time", "handling", "grounds of one playbook"])
def test_a_verdict_by_an_unknown_rulebook_is_judged_anew(name: str) -> None:
    """What is recorded came from elsewhere: the difference is that of the two rulebooks all the same."""
    draft, elsewhere = DRAFTS[name], DRAFTS["what a dispute costs"]
    concerns = concerns_of(SHIPPED, draft)
    for facts, was in shipped()[::5]:
        what = concerned(key_of(facts), concerns)
        if not what:
            continue
        recorded = by_hand(elsewhere, facts)
        with judging_by(SHIPPED):
            before = rejudged(recorded, facts, what)
        with judging_by(draft):
            after = replayed(before, facts, what)
        wanted = difference(was, by_hand(draft, facts), NOW)
        found = difference(before, after, NOW)
        assert (found and (found.kinds, found.money)) == (wanted and (wanted.kinds, wanted.money))


def test_the_clocks_that_ran_are_read_back() -> None:
    for _, verdict in shipped()[:50]:
        assert {each.kind for each in started_of(verdict)} == {"answer", "claim_answer"}
