"""Which clocks run, for whom, by which rule."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.packs import load_pack
from amends.policies.clocks import ClockDue, clocks_for, read_clocks
from amends.policies.facts import EVENTS, AnswerPromise, BadFacts, ClockFacts, GivenDeadline
from amends.policies.rulebook import rules

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MARKETPLACES = st.sampled_from(
    ["amazon", "ebay", "tmall", "dhgate", "walmart", "tiktok_shop", "shopee", "own"]
)
MOMENTS = st.datetimes(
    datetime.fromisoformat("2026-02-16"), datetime.fromisoformat("2026-10-01"), timezones=st.just(UTC)
)
HAPPENED = st.dictionaries(st.sampled_from(EVENTS), MOMENTS)
COUNTRIES = st.sampled_from([None, "US", "GB", "FR", "CN", "VN"])
ZONES = st.sampled_from(["America/Los_Angeles", "Asia/Shanghai", "Europe/Paris"])


def facts(marketplace: str = "amazon", country: str | None = "US", **more: Any) -> ClockFacts:
    asked = {"zone": "America/New_York", "fulfilment": "seller", **more}
    return ClockFacts(marketplace=marketplace, country=country, **asked)


def by_kind(clocks: list[ClockDue]) -> dict[tuple[str, str], ClockDue]:
    return {(clock.kind, clock.side): clock for clock in clocks}


def test_both_clocks_of_an_unanswered_message_side_by_side() -> None:
    clocks = by_kind(clocks_for(facts(happened={"oldest_unanswered_message": AT})))
    platform, own = clocks["answer", "platform"], clocks["answer", "own"]
    assert platform == ClockDue(
        kind="answer",
        side="platform",
        actor="seller",
        rule="amz.msg.reply",
        rule_version=load_pack("policies/amazon").sha256,
        counts_from="oldest_unanswered_message",
        started_at=AT,
        opens_at=None,
        due_at=AT + timedelta(hours=24),
    )
    assert own.rule == "own.answer"
    assert own.paused == (
        (AT, AT + timedelta(hours=4)),  # 05:00 in New York, staffed from 09:00
    )
    assert own.due_at == AT + timedelta(hours=16)


def test_a_shop_may_promise_otherwise() -> None:
    promise = AnswerPromise(30, time(0), time(0))
    clocks = by_kind(clocks_for(facts(happened={"oldest_unanswered_message": AT}, promise=promise)))
    assert clocks["answer", "own"].due_at == AT + timedelta(minutes=30)


def test_nothing_happened_so_nothing_runs() -> None:
    assert clocks_for(facts()) == []


def test_what_the_platform_says_wins_even_where_it_is_later() -> None:
    given = {"answer": GivenDeadline(AT + timedelta(days=9), AT)}
    clocks = by_kind(clocks_for(facts(happened={"oldest_unanswered_message": AT}, given=given)))
    clock = clocks["answer", "platform"]
    assert (clock.rule, clock.rule_version, clock.counts_from) == ("platform", "", "platform")
    assert clock.due_at == AT + timedelta(days=9)
    assert clocks["answer", "own"].rule == "own.answer"


def test_a_countdown_of_tmall_counts_from_the_request_where_it_is_known() -> None:
    given = {"refund_answer": GivenDeadline(AT + timedelta(days=1), AT)}
    asked_at = AT - timedelta(days=1)
    [clock] = clocks_for(facts("tmall", "CN", happened={"refund_requested": asked_at}, given=given))
    assert (clock.rule, clock.started_at, clock.actor) == ("tb.refund_timeout_api", asked_at, "seller")
    [clock] = clocks_for(facts("tmall", "CN", given=given))
    assert clock.started_at == AT


def test_a_deadline_nobody_knows_is_told_as_such() -> None:
    clocks = read_clocks(facts("taobao", "CN", happened={"refund_requested": AT}))
    assert clocks.due == ()
    [unknown] = clocks.unknown
    assert (unknown.kind, unknown.rule, unknown.reason) == (
        "refund_answer",
        "tb.refund_timeout_api",
        "platform_deadline_not_known",
    )
    assert unknown.started_at == AT


def test_a_country_without_calendar_is_told() -> None:
    [unknown] = read_clocks(facts("ebay", "AU", happened={"claim_opened": AT})).unknown
    assert unknown.reason == "calendar_unknown"


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_all_years_stop_nothing(year: int) -> None:
    moment = datetime(year, 12, 31, 23, tzinfo=UTC)
    clocks = read_clocks(facts(happened={"oldest_unanswered_message": moment, "claim_granted": moment}))
    assert {clock.reason for clock in clocks.unknown} <= {"out_of_calendar"}
    assert len(clocks.due) + len(clocks.unknown) == 4


def test_with_an_unknown_country_the_stricter_row_counts() -> None:
    old = by_kind(clocks_for(facts(country=None, happened={"return_received": AT})))
    assert old["return_refund", "platform"].rule == "amz.ret.refund"  # 4 days: the other has no calendar


def test_of_two_rows_that_may_hold_the_earlier_end_counts() -> None:
    [clock] = clocks_for(facts("tiktok_shop", None, happened={"return_shipped": AT}))
    assert clock.due_at == AT + timedelta(days=8)  # Thailand has 10


def test_a_later_of_waits_for_all_its_events() -> None:
    clocks = by_kind(clocks_for(facts(happened={"platform_refunded": AT})))
    assert ("refund_dispute", "platform") not in clocks


@given(MARKETPLACES, COUNTRIES, ZONES, HAPPENED)
def test_a_clock_ends_after_its_start_and_there_is_one_of_each(
    marketplace: str, country: str | None, zone: str, happened: dict[str, datetime]
) -> None:
    asked = ClockFacts(marketplace=marketplace, zone=zone, country=country, happened=happened)
    clocks = read_clocks(asked)
    keys = [(clock.kind, clock.side) for clock in clocks.due]
    keys += [(clock.kind, clock.side) for clock in clocks.unknown]
    assert len(keys) == len(set(keys))
    assert all(clock.started_at <= clock.due_at for clock in clocks.due)
    assert list(clocks.due) == sorted(clocks.due, key=lambda clock: clock.due_at)
    assert clocks == read_clocks(asked)


@given(MARKETPLACES, ZONES, HAPPENED, st.integers(0, 50))
def test_shifting_all_moments_shifts_every_clock_of_hours(
    marketplace: str, zone: str, happened: dict[str, datetime], minutes: int
) -> None:
    def hours(moved: timedelta) -> dict[str, datetime]:
        shifted = {name: at + moved for name, at in happened.items()}
        asked = ClockFacts(marketplace=marketplace, zone=zone, country="US", happened=shifted)
        kinds = ("answer", "first_answer", "claim_possible", "claim_info_answer")
        return {c.kind: c.due_at - moved for c in clocks_for(asked) if c.kind in kinds and c.side != "own"}

    assert hours(timedelta()) == hours(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"fulfilment": "somebody"}, "fulfilment"),
        ({"happened": {"sneezed": AT}}, "happened.sneezed"),
        ({"happened": {"delivered": AT.replace(tzinfo=None)}}, "happened.delivered"),
        ({"given": {"answer": GivenDeadline(AT.replace(tzinfo=None), AT)}}, "given.answer.due_at"),
        ({"given": {"answer": GivenDeadline(AT, AT.replace(tzinfo=None))}}, "given.answer.noted_at"),
    ],
)
def test_bad_facts_name_their_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as caught:
        facts(**change)
    assert caught.value.code == "facts_bad"
    assert caught.value.field_name == field


@pytest.mark.parametrize(
    "make",
    [
        lambda: AnswerPromise(0, time(9), time(21)),
        lambda: AnswerPromise(10, time(9), time(21), frozenset()),
        lambda: AnswerPromise(10, time(9), time(21), frozenset({7})),
    ],
)
def test_a_promise_that_never_ends_is_refused(make: object) -> None:
    with pytest.raises(BadFacts):
        make()  # type: ignore[operator]


def test_every_rule_has_a_source_and_three_languages() -> None:
    for rule in rules():
        assert set(rule.text) == set(rule.consequence) == {"en", "zh-Hans", "fr"}
        assert rule.source["read_on"]
