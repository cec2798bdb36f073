"""Judging facts and cases, and answering what is asked, through the API."""

from typing import Any

import pytest
from django.test import Client

from amends.cases.models import Case
from tests.api.test_cases import ask
from tests.web import case_rows, rows

FACTS = {
    "issue_types": ["damaged"],
    "marketplace": "amazon",
    "zone": "America/Chicago",
    "country": "US",
    "as_of": "2026-11-20T15:07:00Z",
    "fulfilment": "seller",
    "paid": {"amount": "40.00", "currency": "USD"},
}


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


@pytest.fixture
def case(desk: rows.Desk) -> Any:
    return case_rows.broken_planters(desk)


def test_facts_are_judged(desk: rows.Desk, client: Client) -> None:
    status, told = ask(client, desk.owner, "POST", "/assess?language=fr", FACTS)
    assert (status, told["outcome"], told["facts"]["paid"]) == (200, "judged", FACTS["paid"])
    status, refused = ask(client, desk.owner, "POST", "/assess", {**FACTS, "mood": "sour"})
    assert (status >= 400, refused["code"]) == (True, "facts_bad")


def test_an_answer_changes_the_assessment_and_is_taken_back(
    desk: rows.Desk, case: Case, client: Client
) -> None:
    path = f"/cases/{case.pk}"
    status, told = ask(client, desk.owner, "POST", f"{path}/facts", {"name": "still_usable", "value": False})
    assert (status, told["facts"]["still_usable"]) == (200, False)
    assert ask(client, desk.owner, "GET", f"{path}/assessment")[1]["facts"]["still_usable"] is False
    status, told = ask(client, desk.owner, "POST", f"{path}/facts", {"name": "still_usable"})
    assert "still_usable" not in told["facts"]
    status, refused = ask(client, desk.owner, "POST", f"{path}/facts", {"name": "mood", "value": True})
    assert (status >= 400, refused["code"]) == (True, "facts_bad")


def test_a_key_that_only_sees_answers_nothing(desk: rows.Desk, case: Case, client: Client) -> None:
    answer = {"name": "still_usable", "value": False}
    status, _ = ask(client, desk.owner, "POST", f"/cases/{case.pk}/facts", answer, verbs=("see_cases",))
    assert status in (403, 404)
    assert Case.objects.get(pk=case.pk).answers == {}
