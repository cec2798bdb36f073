"""How long buyers waited, what was in time, which promises were kept: counted from messages and clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from amends.accounts.models import User
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.inbox.models import CaseMessage, Conversation, OutgoingMessage, PlatformEvent
from amends.insights.quality.document import names_for, quality_csv, quality_document
from amends.insights.quality.report import Report, quality_of
from tests import people
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db
NOW = rows.NOON
MAY = NOW - timedelta(days=2)


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
    return quality_of([desk.amazon.pk], days=7, now=NOW, **other)


def test_nobody_wrote(desk: rows.Desk) -> None:
    report = found(desk)
    assert (report.cases, report.is_cut, report.total.every.count) == (0, False, 0)
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


def test_of_too_many_the_newest_are_looked_at_and_it_says_so(desk: rows.Desk) -> None:
    for waited in (1, 2, 3):
        case_said(desk, [("in", 0), ("out", waited)])
    report = found(desk, most_cases=2)
    assert (report.cases, report.is_cut, report.total.every.count) == (2, True, 2)
    assert report.total.every.median_s == 2.5 * 3600


def test_three_queries_however_many(desk: rows.Desk, lea: User, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        written_by(case_said(desk, [("in", 0), ("out", 2)]), lea)
    with django_assert_num_queries(3):
        found(desk)


def test_as_a_document_and_as_a_table(desk: rows.Desk, lea: User) -> None:
    written_by(case_said(desk, [("in", 0), ("out", 2)]), lea)
    report = found(desk)
    names = names_for(report, {desk.amazon.pk: desk.amazon})
    document = quality_document(report, names, [])
    assert document["shops"] == ["LANTERN-US"]
    assert document["total"]["first_answer"] == {"count": 1, "median_s": 7200, "p90_s": 7200}
    assert document["by"]["agent"][0]["name"] == "lea"
    assert document["by"]["template"][0]["name"] is None
    lines = "".join(quality_csv(report, names)).splitlines()
    assert lines[0].startswith("\ufeffby,name,first_answers")
    assert "agent,lea,1,7200,7200,1,7200,7200,0,0,0,0,0,0,0" in lines


def test_a_name_is_no_formula(desk: rows.Desk) -> None:
    person = people.user(desk.organisation, "=cmd", "agent")
    written_by(case_said(desk, [("in", 0), ("out", 2)]), person)
    report = found(desk)
    assert "agent,'=cmd,1" in "".join(quality_csv(report, names_for(report, {})))
