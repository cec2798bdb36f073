"""How long buyers waited, what was in time, which promises were kept: counted from messages and clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers, sampled_from

from amends.accounts.models import User
from amends.cases.announcing import announce
from amends.cases.models import Case, CaseToCount, Clock
from amends.core import clock
from amends.inbox.models import CaseMessage, Conversation, OutgoingMessage, PlatformEvent
from amends.insights.quality import counting
from amends.insights.quality.answers import Period
from amends.insights.quality.document import names_for, quality_document, quality_table
from amends.insights.quality.report import Report, quality_of
from tests import people
from tests.insights.counted import changed, kept
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db
NOW = rows.NOON
MAY = NOW - timedelta(days=2)
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk() -> rows.Desk:
    with clock.frozen_at(NOW):
        return rows.desk()


@pytest.fixture
def lea(desk: rows.Desk) -> User:
    return people.user(desk.organisation, "lea", "agent")


def case_said(desk: rows.Desk, said: list[tuple[str, float]], **columns: Any) -> Case:
    """A case with messages at so many hours after MAY."""
    hours = [(way, (NOW - MAY).total_seconds() / 3600 - after, "words") for way, after in said]
    case = case_rows.case_of(desk.amazon, None, ["delayed"], 5, hours, "en")
    Clock.objects.filter(case=case).delete()
    for name, value in columns.items():
        setattr(case, name, value)
    case.save()
    return case


def clock_of(
    case: Case, kind: str, started: datetime, due: float, met: float | None, side: str = "own"
) -> None:
    Clock.objects.create(
        organisation_id=case.organisation_id, case=case, kind=kind, side=side, actor="seller", rule="own.x",
        counts_from="x", started_at=started, due_at=started + timedelta(hours=due),
        state="missed" if met is None else "met",
        met_at=None if met is None else started + timedelta(hours=met),
    )  # fmt: skip


def written_by(case: Case, person: User, template: str = "") -> None:
    """Every answer of the case was written by this person, at this desk."""
    for link in CaseMessage.objects.filter(case=case, message__direction="out"):
        OutgoingMessage.objects.create(
            organisation=case.organisation, case=case, conversation=link.message.conversation,
            idempotency_key=f"key-{link.message_id}", channel="email", state="sent", by=person, text="words",
            template=template, message=link.message, written_at=link.message.received_at,
            leaves_at=link.message.received_at, handed_over_at=link.message.received_at,
        )  # fmt: skip


def found(desk: rows.Desk, **other: Any) -> Report:
    """The report, the same whether the cases have been counted or have just changed."""
    changed()
    now = quality_of([desk.amazon.pk], days=7, now=NOW, **other)
    kept()
    report = quality_of([desk.amazon.pk], days=7, now=NOW, **other)
    assert report == now
    return report


def test_nobody_wrote(desk: rows.Desk) -> None:
    report = found(desk)
    assert (report.cases, report.total.every.count) == (0, 0)
    assert report.total.every.median_s is None
    assert report.total.own.share is None
    assert report.total.promises.share is None


def test_an_answer_answers_everything_before_it(desk: rows.Desk) -> None:
    case_said(desk, [("in", 0), ("in", 1), ("out", 3), ("out", 4), ("in", 10), ("out", 11)])
    report = found(desk)
    assert report.total.first.count == 1
    assert report.total.first.median_s == 3 * 3600
    assert report.total.every.count == 2, "what followed an answer of ours answered nothing"
    assert report.total.every.median_s == 2 * 3600
    assert report.total.every.is_few


def test_what_waits_is_no_answer_and_what_machines_say_neither(desk: rows.Desk) -> None:
    case = case_said(desk, [("in", 0), ("out", 1), ("in", 2)])
    told = Conversation.objects.get(case=case).messages.get(direction="out")
    PlatformEvent.objects.create(
        organisation=desk.organisation, message=told, case=case, kind="automatic", order_number=""
    )
    assert found(desk).total.every.count == 0


def test_thanks_wait_for_no_answer(desk: rows.Desk) -> None:
    case = case_said(desk, [("in", 0), ("out", 1), ("in", 2), ("in", 8), ("out", 9)])
    second = CaseMessage.objects.filter(case=case, message__direction="in").order_by("message__sent_at")[1]
    CaseMessage.objects.filter(pk=second.pk).update(issue_types=[["thanks", 0.9]])
    assert found(desk).total.every.median_s == 3600


def test_in_time_by_the_clock_that_this_answer_met(desk: rows.Desk) -> None:
    case = case_said(desk, [("in", 0), ("out", 3), ("in", 10), ("out", 15), ("in", 20), ("out", 21)])
    clock_of(case, "answer", MAY, 4, 3)
    clock_of(case, "answer", MAY, 2, 3, side="platform")
    clock_of(case, "answer", MAY + timedelta(hours=10), 4, 5)
    total = found(desk).total
    assert (total.own.count, total.own.in_time, total.own.share) == (2, 1, 0.5)
    assert (total.platform.count, total.platform.in_time) == (1, 0)


def test_promises_kept_broken_and_running(desk: rows.Desk, lea: User) -> None:
    case = case_said(desk, [("in", 0), ("out", 1), ("out", 5)])
    written_by(case, lea)
    clock_of(case, "promise", MAY + timedelta(hours=1), 5, 4)
    clock_of(case, "promise", MAY + timedelta(hours=5), 2, 3)
    clock_of(case, "promise", MAY + timedelta(hours=5), 2, None)
    clock_of(case, "promise", MAY + timedelta(hours=5), 600, None)
    with clock.frozen_at(NOW):
        report = found(desk)
    assert (report.total.promises.kept, report.total.promises.broken, report.total.promises.running) == (
        1,
        2,
        1,
    )
    (hers,) = [each for each in report.by["agent"] if each.key == lea.pk]
    assert hers.promises == report.total.promises


def test_by_each_view(desk: rows.Desk, lea: User) -> None:
    case = case_said(desk, [("in", 0), ("out", 2)])
    written_by(case, lea, "lost@3")
    case_said(desk, [("in", 0), ("out", 6)])
    report = found(desk)
    agents = {each.key: each.every.median_s for each in report.by["agent"]}
    assert agents == {lea.pk: 2 * 3600, None: 6 * 3600}
    assert {each.key for each in report.by["template"]} == {"lost@3", None}
    assert [(each.key, each.every.count) for each in report.by["channel"]] == [("email", 2)]
    assert [(each.key, each.every.count) for each in report.by["shop"]] == [(desk.amazon.pk, 2)]
    assert [(each.key, each.every.count) for each in report.by["issue_type"]] == [("delayed", 2)]
    assert sum(each.every.count for each in report.over_time) == 2


def test_other_shops_and_other_times_are_left_out(desk: rows.Desk) -> None:
    case_said(desk, [("in", 0), ("out", 2)])
    assert quality_of([desk.taobao.pk], days=7, now=NOW).total.every.count == 0
    assert quality_of([], days=7, now=NOW).total.every.count == 0
    assert quality_of([desk.amazon.pk], days=1, now=NOW).total.every.count == 0


def test_as_many_queries_however_many(desk: rows.Desk, lea: User, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        written_by(case_said(desk, [("in", 0), ("out", 2)]), lea)
    kept()
    with django_assert_num_queries(5):
        quality_of([desk.amazon.pk], days=7, now=NOW)


def test_as_a_document_and_as_a_table(desk: rows.Desk, lea: User) -> None:
    written_by(case_said(desk, [("in", 0), ("out", 2)]), lea)
    report = found(desk)
    names = names_for(report, {desk.amazon.pk: desk.amazon})
    document = quality_document(report, names, [])
    assert document["shops"] == ["LANTERN-US"]
    assert document["total"]["first_answer"] == {"count": 1, "median_s": 7200, "p90_s": 7200}
    assert document["by"]["agent"][0]["name"] == "lea"
    assert document["by"]["template"][0]["name"] is None
    lines = [[*row] for row in quality_table(report, names)]
    assert lines[0][:3] == ["by", "name", "first_answers"]
    assert ["agent", "lea", 1, 7200, 7200, 1, 7200, 7200, *([0] * 7)] in lines


def test_a_name_is_no_formula(desk: rows.Desk) -> None:
    person = people.user(desk.organisation, "=cmd", "agent")
    written_by(case_said(desk, [("in", 0), ("out", 2)]), person)
    report = found(desk)
    assert ["agent", "'=cmd"] in [[*row][:2] for row in quality_table(report, names_for(report, {}))]


def test_more_than_anybody_reads_at_once(desk: rows.Desk, lea: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """In batches, in any order of waiting, by week: the exact figures, by hand."""
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    waits = [7.0, 1.0, 5.0, 3.0, 30.0, 2.0, 11.0]
    for number, waited in enumerate(waits):
        case = case_said(desk, [("in", 0), ("out", waited), ("in", 31), ("out", 33)])
        if number % 2:
            written_by(case, lea, "lost@1")
    report = found(desk, zone="Asia/Shanghai")
    ordered = sorted(waits)
    assert report.total.first.count == len(waits)
    assert report.total.first.median_s == ordered[3] * 3600
    assert report.total.first.p90_s == pytest.approx((ordered[5] + 0.4 * (ordered[6] - ordered[5])) * 3600)
    every = sorted([*waits, *[2.0] * len(waits)])
    assert report.total.every.median_s == pytest.approx((every[6] + every[7]) / 2 * 3600)
    (hers,) = [each for each in report.by["agent"] if each.key == lea.pk]
    assert hers.first.median_s == 2 * 3600
    assert sum(each.every.count for each in report.over_time) == report.total.every.count
    assert {each.key.astimezone(ZoneInfo("Asia/Shanghai")).hour for each in report.over_time} == {0}


def test_what_changes_after_counting_is_counted_at_once(desk: rows.Desk, lea: User) -> None:
    case = case_said(desk, [("in", 0), ("out", 2)])
    other = case_said(desk, [("in", 0), ("out", 4)])
    kept()
    assert quality_of([desk.amazon.pk], days=7, now=NOW).total.every.count == 2
    written_by(case, lea, "lost@1")
    CaseMessage.objects.filter(case=other).delete()
    announce([case.pk, other.pk])
    for _ in range(2):
        report = quality_of([desk.amazon.pk], days=7, now=NOW)
        assert [(each.key, each.every.count) for each in report.by["template"]] == [("lost@1", 1)]
        counting.count_changed_cases()
    assert not CaseToCount.objects.exists()


def test_a_merged_case_is_no_case_of_its_own(desk: rows.Desk) -> None:
    case, other = (case_said(desk, [("in", 0), ("out", hours)]) for hours in (2, 4))
    kept()
    Case.objects.filter(pk=other.pk).update(merged_into=case)
    announce([other.pk])
    assert found(desk).total.every.median_s == 2 * 3600


@given(
    since=integers(0, 3 * 365 * 24 * 60).map(lambda minutes: BEGUN + timedelta(minutes=minutes)),
    days=integers(1, 200),
    unit=sampled_from(["day", "week"]),
    zone=sampled_from(["UTC", "Europe/Paris", "America/Los_Angeles", "Asia/Shanghai", "Africa/Cairo"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_slots_begin_where_the_database_says(since: datetime, days: int, unit: str, zone: str) -> None:
    period = Period([], since, since + timedelta(days=days), unit, zone)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT date_trunc(%s, at, %s) "
            "FROM generate_series(%s::timestamptz, %s, '6 hours') AS at ORDER BY 1",
            [unit, zone, period.since, period.until - timedelta(microseconds=1)],
        )
        told = [row[0] for row in cursor.fetchall()]
    assert [each.astimezone(UTC) for each in period.slots()][: len(told)] == [
        each.astimezone(UTC) for each in told
    ]
