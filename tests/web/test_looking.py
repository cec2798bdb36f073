"""Who looks at a case and who writes: told to the others, over after a while."""

from datetime import timedelta

import pytest
from django.test import Client

from amends.cases.looking import FRESH
from amends.cases.models import Case, CaseLook
from amends.core import clock
from tests import people
from tests.web import case_rows, rows
from tests.web.asgi_server import served
from tests.web.test_live import Stream, session_of

NOON = rows.NOON


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    with clock.frozen_at(NOON):
        return case_rows.broken_planters(desk)


@pytest.fixture
def lea(desk: rows.Desk) -> Client:
    person = people.user(desk.organisation, "lea", "agent")
    person.name = "Léa"
    person.save()
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, case: Case, after: timedelta = timedelta(), part: str = "") -> str:
    with clock.frozen_at(NOON + after):
        answer = client.get(f"/desk/{case.pk}{part}", headers={"HX-Request": "true"} if part else {})
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_sees_the_other_for_a_while(at_desk: Client, lea: Client, case: Case) -> None:
    assert "looking at this" not in page(at_desk, case)
    assert "Li Min is looking at this" in page(lea, case)
    assert "Léa is looking at this" in page(at_desk, case, part="/open")
    later = FRESH + timedelta(seconds=1)
    assert "looking at this" not in page(at_desk, case, later)
    assert CaseLook.objects.count() == 2


def test_a_page_that_stays_open_goes_on_being_seen(at_desk: Client, lea: Client, case: Case) -> None:
    for minute in range(5):
        page(lea, case, timedelta(minutes=minute), part="/open")
    assert "Léa is looking at this" in page(at_desk, case, timedelta(minutes=5))


def test_who_writes_is_not_said_to_look_only(at_desk: Client, lea: Client, case: Case) -> None:
    page(lea, case)
    with clock.frozen_at(NOON):
        lea.post(f"/desk/{case.pk}/draft", {"text": "We are", "seen": case.newest_message_id})
    said = page(at_desk, case)
    assert "Léa is writing to this buyer too" in said
    assert "looking at this" not in said
    assert "looking at this" not in page(at_desk, case, timedelta(minutes=3))


def test_what_is_over_is_forgotten(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    other = case_rows.case_of(desk.amazon, None, ["other"], 9, [("in", 9, "hello")], "en")
    page(at_desk, case)
    page(at_desk, other, timedelta(hours=2))
    assert [look.case_id for look in CaseLook.objects.all()] == [other.pk]


def test_a_stranger_leaves_no_trace(case: Case) -> None:
    client = Client()
    client.force_login(people.user(people.organisation("Other"), "stranger", "owner"))
    assert client.get(f"/desk/{case.pk}").status_code == 404
    assert not CaseLook.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_those_who_look_already_are_told_and_once(desk: rows.Desk, case: Case, lea: Client) -> None:
    owner = Client()
    owner.force_login(desk.owner)
    with served() as address:
        stream = Stream(address, session_of(desk.owner))
        assert stream.began()
        for client in (owner, lea, lea, owner):
            assert client.get(f"/desk/{case.pk}").status_code == 200
        assert stream.heard() == "looks", "Lea came, and nobody else after her"
        actions_told = owner.post(f"/desk/{case.pk}/take")
        assert actions_told.status_code == 302
        assert stream.heard() == [case.pk]
        stream.connection.close()
