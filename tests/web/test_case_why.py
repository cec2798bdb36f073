"""Why a case is judged so: on a page of its own, for those who see the case."""

from typing import Any

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.core import clock
from amends.playbooks.noting import note_fact
from amends.playbooks.runner import review_case
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON


@pytest.fixture
def case(desk: rows.Desk) -> Any:
    with clock.frozen_at(NOON):
        made = case_rows.broken_planters(desk)
        review_case(made.pk)
        yield made


def page(client: Client, case: Case, status: int = 200) -> str:
    answer = client.get(f"/desk/{case.pk}/why")
    assert answer.status_code == status
    return answer.content.decode()


def test_the_chain_is_told(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    note_fact(case, "still_usable", False, by=people.actor(desk.owner))
    text = page(at_desk, case)
    assert "Facts, and where each is from" in text
    assert "from the order" in text
    assert "$51.97" in text
    assert "Decimal" not in text
    assert "answered · Li Min" in text
    assert "recommended ·" in text
    assert "Judged by" in text
    assert "playbooks/damaged" in text
    assert "/rulebook/playbooks/damaged#causes-" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Why?"), ("zh-hans", "为什么？"), ("fr", "Pourquoi ?")]
)
def test_in_three_languages(at_desk: Client, desk: rows.Desk, case: Case, language: str, said: str) -> None:
    desk.owner.language = language
    desk.owner.save(update_fields=["language"])
    assert said in page(at_desk, case)


def test_the_panel_leads_there(at_desk: Client, case: Case) -> None:
    panel = at_desk.get(f"/desk/{case.pk}/panel", headers={"HX-Request": "true"}).content.decode()
    assert f"/desk/{case.pk}/why#ways" in panel
    assert f"/desk/{case.pk}/why#clocks" in panel


def test_who_does_not_see_the_case_does_not_see_why(desk: rows.Desk, client: Client, case: Case) -> None:
    client.force_login(people.user(desk.organisation, "packer", "warehouse"))
    page(client, case, status=403)
    client.force_login(people.user(desk.organisation, "chen", "agent", shop=desk.taobao))
    page(client, case, status=404)
    client.force_login(people.user(people.organisation("Other"), "stranger", "owner"))
    page(client, case, status=404)


def test_every_demo_like_case_has_its_page(at_desk: Client, desk: rows.Desk) -> None:
    with clock.frozen_at(NOON):
        for case in case_rows.cases(desk):
            page(at_desk, case)
