"""Why a case is judged so: on a page of its own, for those who see the case."""

from typing import Any

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.core import clock
from amends.core.packs import pack_bytes
from amends.playbooks.noting import note_fact
from amends.playbooks.runner import review_case
from amends.releases.models import RulebookRelease
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
    ("language", "said"), [("en", "Why?"), ("zh-hans", "为什么？"), ("fr", "Pourquoi\u202f?")]
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


def asked_to_return(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(issue_types=["return_request", "damaged"])


def test_the_tables_tell_what_they_say_layer_by_layer(at_desk: Client, case: Case) -> None:
    asked_to_return(case)
    text = page(at_desk, case)
    assert 'id="table-may_return"' in text
    assert "/rulebook/tables/may_return" in text
    assert "may_return" not in page_without_tables(at_desk, case)


def page_without_tables(client: Client, case: Case) -> str:
    """Of an issue type whose playbook asks no table."""
    Case.objects.filter(pk=case.pk).update(issue_types=["damaged"])
    return page(client, case)


ALONE = (
    pack_bytes("tables/refund_approval")
    .decode()
    .replace(
        "one_person_team: {type: yes_no, default: false}", "one_person_team: {type: yes_no, default: true}"
    )
    .replace("150.00 USD", "1.00 USD")
)


def test_a_team_of_one_reads_again_after_a_pause(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    now = clock.now()
    RulebookRelease.objects.create(
        organisation=desk.owner.organisation,
        number=1,
        title="Alone",
        files={"tables/refund_approval": ALONE},
        released_by=desk.owner,
        effective_at=now,
        released_at=now,
    )
    panel = at_desk.get(f"/desk/{case.pk}/panel", headers={"HX-Request": "true"}).content.decode()
    assert "you read it again after a pause" in panel
    assert "you read it again after a pause" in page(at_desk, case)
    assert "second_reading" not in panel
