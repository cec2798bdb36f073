"""What a case is about: chosen from a list on the case, and what triage learns of it on the settings page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import RoleGrant, User
from amends.cases.models import Case, WorkItem
from amends.core import clock
from amends.inbox.models import CaseMessage, TriageExample, TriageLesson, TriageSetting
from amends.triage.codes import CODES
from amends.triage.own import Own, written
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    with clock.frozen_at(NOON):
        made = case_rows.broken_planters(desk)
    CaseMessage.objects.filter(case=made, message__direction="in").update(
        issue_types=[["delayed", 0.41], ["invoice", 0.2]]
    )
    Case.objects.filter(pk=made.pk).update(issue_types=["delayed", "leaking"], is_unsure=True)
    return made


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with clock.frozen_at(NOON):
        yield


def test_now_then_the_guesses_then_the_others(at_desk: Client, case: Case) -> None:
    text = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert "Not sure what it is about" in text
    assert "Delayed 41%, Invoice 20%" in text
    places = [
        text.index(f'name="to" value="{code}"') for code in ("delayed", "invoice", "leaking", "not_shipped")
    ]
    assert places == sorted(places)
    assert text.count('name="to" value="') == len(CODES)
    assert 'data-words="damaged · Damaged · ' in text
    assert "破损" in text
    assert "Cassé" in text


def test_chosen_it_is_that_with_its_steps(at_desk: Client, case: Case) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/correct", {"to": "damaged", "instead_of": "delayed"})
    assert answer.status_code == 302
    text = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert "Damaged · Ceramic planter" in text
    assert "Not sure what it is about" not in text
    assert "A person said what the case is about" in text
    assert WorkItem.objects.filter(case=case, issue_type="damaged", state="open").exists()
    assert TriageExample.objects.get().code == "damaged"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"to": "nonsense"}, 400), ({}, 400), ({"to": "damaged\0"}, 400),
        ({"to": "damaged", "instead_of": "lost"}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen(at_desk: Client, case: Case, given: dict[str, str], status: int) -> None:
    assert at_desk.post(f"/desk/{case.pk}/correct", given).status_code == status
    assert Case.objects.get(pk=case.pk).issue_types == ["delayed", "leaking"]


def test_who_only_looks_on_chooses_nothing(client: Client, desk: rows.Desk, case: Case) -> None:
    client.force_login(people.user(desk.organisation, "fin", "finance"))
    assert "It is about…" not in client.get(f"/desk/{case.pk}").content.decode()
    assert client.post(f"/desk/{case.pk}/correct", {"to": "damaged"}).status_code == 403
    stranger = people.user(people.organisation("Other"), "eve", "owner")
    client.force_login(stranger)
    assert client.post(f"/desk/{case.pk}/correct", {"to": "damaged"}).status_code == 404


class TestSettings:
    @pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
    def test_what_was_taken_for_what(
        self, at_desk: Client, desk: rows.Desk, case: Case, language: str
    ) -> None:
        assert at_desk.get("/settings/triage").status_code == 200
        at_desk.post(f"/desk/{case.pk}/correct", {"to": "damaged"})
        TriageExample.objects.update(text="<script>alert(1)</script>")
        User.objects.filter(pk=desk.owner.pk).update(language=language)
        answer = at_desk.get("/settings/triage")
        assert answer["Content-Language"] == language
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
        if language == "en":
            for said in (
                "Delayed",
                "Damaged",
                "41%",
                "Triage does not learn from the corrections.",
                "What was taken for what",
            ):
                assert said in text

    def test_switched_on_and_off_and_one_forgotten(self, at_desk: Client, case: Case) -> None:
        at_desk.post(f"/desk/{case.pk}/correct", {"to": "damaged"})
        at_desk.post("/settings/triage/learn", {"learns": "1"})
        assert TriageSetting.objects.get().learns
        assert "Triage learns from the corrections." in at_desk.get("/settings/triage").content.decode()
        at_desk.post("/settings/triage/learn", {"learns": "0"})
        assert not TriageSetting.objects.get().learns
        forget = f"/settings/triage/{TriageExample.objects.get().pk}/forget"
        assert at_desk.post(forget).status_code == 302
        assert at_desk.post(forget).status_code == 404
        assert not TriageExample.objects.exists()

    @pytest.mark.parametrize(("role", "of_a_shop"), [("agent", False), ("lead", True)])
    def test_only_for_who_leads_all(
        self, client: Client, desk: rows.Desk, role: str, of_a_shop: bool
    ) -> None:
        person = people.user(desk.organisation, "ana", role, shop=desk.amazon if of_a_shop else None)
        client.force_login(person)
        assert client.get("/settings/triage").status_code == 403
        assert client.post("/settings/triage/learn", {"learns": "1"}).status_code == 403
        assert 'href="/settings/triage"' not in client.get("/settings/shops").content.decode()
        RoleGrant.objects.filter(user=person).update(role="lead", shop=None)
        assert 'href="/settings/triage"' in client.get("/settings/shops").content.decode()


class TestLesson:
    @pytest.fixture
    def lesson(self, desk: rows.Desk) -> TriageLesson:
        TriageSetting.objects.create(organisation=desk.organisation, learns=True, changed_at=NOON)
        shares = {"first": 0.4, "among_three": 0.6}
        figures = {
            "held_back": {"before": shares, "after": {**shares, "first": 0.6}},
            "trials": {"en": {"before": 0.9, "after": 0.897}},
        }
        own = written(Own({}, {}))
        return TriageLesson.objects.create(
            organisation=desk.organisation,
            made_at=NOON,
            newest_example_id=1,
            weights=own,
            figures=figures,
            verdict="better",
        )

    def test_shown_used_and_left(self, at_desk: Client, lesson: TriageLesson) -> None:
        text = at_desk.get("/settings/triage").content.decode()
        assert "40.0%" in text
        assert '<b class="bad">89.7%</b>' in text
        assert "Messages are judged by what was learnt too." not in text
        at_desk.post("/settings/triage/lesson", {"do": "use", "lesson": str(lesson.pk)})
        assert "Judge as shipped again" in at_desk.get("/settings/triage").content.decode()
        at_desk.post("/settings/triage/lesson", {"do": "leave"})
        assert TriageLesson.objects.get().used_since is None

    def test_worse_there_is_no_button_and_no_way(self, at_desk: Client, lesson: TriageLesson) -> None:
        TriageLesson.objects.update(verdict="worse")
        assert 'value="use"' not in at_desk.get("/settings/triage").content.decode()
        given = {"do": "use", "lesson": str(lesson.pk)}
        assert at_desk.post("/settings/triage/lesson", given).status_code == 400
        assert TriageLesson.objects.get().used_since is None

    @pytest.mark.parametrize("lesson_id", ["", "0", "x", "9" * 40])
    def test_another_is_not_found(self, at_desk: Client, lesson: TriageLesson, lesson_id: str) -> None:
        given = {"do": "use", "lesson": lesson_id}
        assert at_desk.post("/settings/triage/lesson", given).status_code == 404

    def test_too_few_corrections_are_told(self, at_desk: Client, lesson: TriageLesson) -> None:
        assert at_desk.post("/settings/triage/lesson", {"do": "learn"}).status_code == 400
