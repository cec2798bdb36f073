"""The verbs of a case, by token: the same rules as on the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.cases.actions import take_case
from amends.cases.models import Case, Note
from amends.core import clock
from tests import people
from tests.api.test_cases import ask
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> rows.Desk:
    return rows.desk()


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


def test_taken_snoozed_and_woken(client: Client, desk: rows.Desk, case: Case) -> None:
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/take")
    assert (status, Case.objects.get().assignee_id) == (200, desk.owner.pk)
    until = (clock.now() + timedelta(days=2)).isoformat()
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/snooze", {"until": until})
    assert (status, told["state"]) == (200, "snoozed")
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/wake")
    assert (status, told["state"]) == (200, "open")


def test_no_answer_needed_and_needed_after_all(client: Client, desk: rows.Desk, case: Case) -> None:
    assert ask(client, desk.owner, "POST", f"/cases/{case.pk}/no_response")[0] == 200
    assert Case.objects.get().unanswered_since is None
    assert ask(client, desk.owner, "POST", f"/cases/{case.pk}/answer_needed")[0] == 200
    assert Case.objects.get().unanswered_since == case.unanswered_since


def test_a_note_is_kept(client: Client, desk: rows.Desk, case: Case) -> None:
    status, _ = ask(client, desk.owner, "POST", f"/cases/{case.pk}/notes", {"text": "Call them at 5."})
    assert (status, Note.objects.get().text) == (200, "Call them at 5.")


def test_it_is_said_what_it_is_about(client: Client, desk: rows.Desk, case: Case) -> None:
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/issue_type", {"to": "leaking"})
    assert (status, told["issue_types"][0]) == (200, "leaking")
    saw = {"to": "lost", "instead_of": "customs"}
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/issue_type", saw)
    assert (status, told["code"]) == (409, "issue_type_changed")


@pytest.mark.parametrize(
    ("path", "content", "status", "code"),
    [
        ("issue_type", {"to": "nonsense"}, 400, "issue_type_unknown"),
        ("solve", None, 409, "clocks_running"),
        ("snooze", {"until": "2026-11-30T09:00:00"}, 400, "moment_bad"),
        ("snooze", {"until": "soon"}, 422, "request_bad"),
        ("notes", {"text": "  "}, 409, "note_empty"),
    ],
)
def test_what_cannot_be_is_told(
    client: Client, desk: rows.Desk, case: Case, path: str, content: Any, status: int, code: str
) -> None:
    got, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/{path}", content)
    assert (got, told["code"]) == (status, code)


def test_somebody_quicker_keeps_the_case(client: Client, desk: rows.Desk, case: Case) -> None:
    other = people.user(desk.owner.organisation, "sun", "agent")
    take_case(case, by=people.actor(other))
    status, told = ask(client, desk.owner, "POST", f"/cases/{case.pk}/take")
    assert (status, told["code"]) == (409, "case_taken")


def test_rights_and_other_organisations(client: Client, desk: rows.Desk, case: Case) -> None:
    status, _ = ask(client, desk.owner, "POST", f"/cases/{case.pk}/take", verbs=("see_cases",))
    assert status == 403
    stranger = people.user(people.organisation("Elsewhere"), "qian", "owner")
    assert ask(client, stranger, "POST", f"/cases/{case.pk}/take")[0] == 404
    assert Case.objects.get().assignee_id is None
