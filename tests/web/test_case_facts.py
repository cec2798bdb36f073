"""Answering what a case needs to know, typing a deadline in, doing steps: by form."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases.models import Case, Clock, WorkItem
from amends.core import clock
from amends.playbooks.runner import review_case
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.usefixtures("at_noon")
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def at_noon() -> Any:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def case(desk: rows.Desk, at_noon: Any) -> Case:
    made = case_rows.broken_planters(desk)
    review_case(made.pk)
    return made


def panel(client: Client, case: Case) -> str:
    answer = client.get(f"/desk/{case.pk}/panel", headers=IN_PLACE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_question_is_answered_with_one_click_and_taken_back(at_desk: Client, case: Case) -> None:
    assert 'value="still_usable"' in panel(at_desk, case)
    at_desk.post(f"/desk/{case.pk}/fact", {"name": "still_usable", "value": "false"})
    assert Case.objects.get(pk=case.pk).answers["still_usable"]["value"] is False
    assert "<b>No</b>" in panel(at_desk, case)
    at_desk.post(f"/desk/{case.pk}/fact", {"name": "still_usable", "forget": "1"})
    assert Case.objects.get(pk=case.pk).answers == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("still_usable", "perhaps"), ("stock_good", "many"), ("duties", "x"), ("restock_on", "soon")],
)
def test_what_does_not_fit_is_said_and_not_kept(at_desk: Client, case: Case, name: str, value: str) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/fact", {"name": name, "value": value, "currency": "USD"})
    assert 400 <= answer.status_code < 500
    assert Case.objects.get(pk=case.pk).answers == {}


def test_a_number_a_day_and_money_are_read(at_desk: Client, case: Case) -> None:
    currency = case.shop.currency
    for name, value in (("stock_good", "3"), ("restock_on", "2026-12-01"), ("duties", "3,50")):
        at_desk.post(f"/desk/{case.pk}/fact", {"name": name, "value": value, "currency": currency})
    kept = {name: said["value"] for name, said in Case.objects.get(pk=case.pk).answers.items()}
    money = {"amount": "3.50", "currency": currency}
    assert kept == {"stock_good": 3, "restock_on": "2026-12-01", "duties": money}


def test_a_countdown_is_typed_in_and_taken_back(at_desk: Client, case: Case) -> None:
    at_desk.post(f"/desk/{case.pk}/deadline", {"kind": "answer", "left": "还剩0天2小时"})
    typed = Clock.objects.get(case=case, kind="answer", side="platform", state="running")
    assert typed.due_at == NOON + timedelta(hours=2)
    assert "typed in" in panel(at_desk, case)
    at_desk.post(f"/desk/{case.pk}/deadline", {"kind": "answer", "forget": "1"})
    assert Case.objects.get(pk=case.pk).given == {}


def test_what_happened_is_noted_and_taken_back(at_desk: Client, case: Case) -> None:
    assert at_desk.post(f"/desk/{case.pk}/event", {"event": "claim_opened"}).status_code == 302
    assert "claim_opened" in Case.objects.get(pk=case.pk).happened
    assert "the claim being opened" in panel(at_desk, case)
    assert at_desk.post(f"/desk/{case.pk}/event", {"event": "claim_closed", "at": "x"}).status_code == 400
    at_desk.post(f"/desk/{case.pk}/event", {"event": "claim_opened", "forget": "1"})
    assert {said["of"] for said in Case.objects.get(pk=case.pk).happened.values()} == {"return", "feedback"}


def test_a_step_is_done_and_taken_up_again(at_desk: Client, case: Case) -> None:
    item = WorkItem.objects.filter(case=case, step="tell_carrier").get()
    for act, state in (("done", "done"), ("again", "open")):
        at_desk.post(f"/desk/{case.pk}/step", {"item": item.pk, "act": act})
        item.refresh_from_db()
        assert item.state == state
    assert at_desk.post(f"/desk/{case.pk}/step", {"item": "0"}).status_code == 404


def test_each_role_sees_its_own_steps(at_desk: Client, case: Case, client: Client) -> None:
    assert "My steps" in at_desk.get("/desk/steps").content.decode()
    hand = people.user(case.organisation, "wei", "warehouse")
    client.force_login(hand)
    item = WorkItem.objects.filter(case=case, step="tell_carrier").get()
    assert f'value="{item.pk}"' not in client.get("/desk/steps").content.decode()
    WorkItem.objects.filter(pk=item.pk).update(role="warehouse")
    text = client.get("/desk/steps").content.decode()
    assert f'value="{item.pk}"' in text
    assert f"/desk/{case.pk}" not in text, "who may not see cases gets no link to one"
    assert client.post("/desk/steps", {"item": item.pk, "act": "done"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.done_by_id) == ("done", hand.pk)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This answer cannot be kept as it is written."),
        ("zh-Hans", "这个回答这样填存不了。"),
        ("fr", "Cette réponse ne peut pas être gardée telle qu’elle est écrite."),
    ],
)
def test_what_does_not_fit_is_said_without_the_name_of_a_field(
    at_desk: Client, case: Case, language: str, sentence: str
) -> None:
    User.objects.update(language=language)
    answer = at_desk.post(f"/desk/{case.pk}/fact", {"name": "stock_good", "value": "-1"})
    assert sentence in answer.content.decode()
    assert "stock_good" not in answer.content.decode()
