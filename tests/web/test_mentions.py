"""Colleagues named in notes: told once, unread until they open the case."""

from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import RoleGrant, Shop, User
from amends.cases import actions
from amends.cases.models import Case, Mention, Note
from amends.core import clock
from amends.inbox.merging import merge_cases
from tests import people
from tests.web import case_rows, rows

IN_PLACE = {"HX-Request": "true"}
NEW = {**IN_PLACE, "HX-Trigger": "refresh"}


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.frozen_at(rows.NOON):
        yield


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


@pytest.fixture
def lea(desk: rows.Desk) -> User:
    person = people.user(desk.organisation, "lea", "agent")
    person.name = "Léa"
    person.save()
    return person


@pytest.fixture
def at_lea(lea: User) -> Client:
    client = Client()
    client.force_login(lea)
    return client


def note(case: Case, desk: rows.Desk, text: str) -> Note:
    return actions.write_note(case, text, by=people.actor(desk.owner))


def unread(client: Client) -> int:
    return int(client.get("/help").context["unread_mentions"])


def test_told_and_unread_until_the_case_is_opened(at_lea: Client, desk: rows.Desk, case: Case) -> None:
    note(case, desk, "@Léa is this one yours?")
    assert unread(at_lea) == 1
    page = at_lea.get("/desk/mentions").content.decode()
    assert "is this one yours?" in page
    assert "M. Okafor" in page
    assert case.shop.code in page
    Shop.objects.filter(pk=case.shop_id).update(name="Lantern House")
    assert "<bdi>Lantern House</bdi>" in at_lea.get("/desk/mentions").content.decode()
    assert unread(at_lea) == 1, "looking at the list is not opening the case"
    assert at_lea.get(f"/desk/{case.pk}").status_code == 200
    assert unread(at_lea) == 0
    assert "is this one yours?" in at_lea.get("/desk/mentions").content.decode()


def test_a_page_that_is_open_reads_nothing_by_itself(at_lea: Client, desk: rows.Desk, case: Case) -> None:
    at_lea.get(f"/desk/{case.pk}")
    note(case, desk, "@lea look")
    at_lea.get(f"/desk/{case.pk}/open", headers=NEW)
    assert unread(at_lea) == 1
    at_lea.get(f"/desk/{case.pk}/open", headers=IN_PLACE)
    assert unread(at_lea) == 0


def test_the_mark_comes_with_the_queue(at_lea: Client, desk: rows.Desk, case: Case) -> None:
    note(case, desk, "@lea look")
    queue = at_lea.get("/desk/queue", headers=IN_PLACE).content.decode()
    assert 'id="unread-mentions" hx-swap-oob="true"><span' in queue
    assert "unread-mentions" not in at_lea.get("/desk/queue").content.decode()


def test_a_note_of_a_case_that_was_merged_is_read_with_the_other(
    at_lea: Client, desk: rows.Desk, case: Case
) -> None:
    other = case_rows.case_of(desk.amazon, None, ["other"], 9, [("in", 9, "hello")], "en")
    note(other, desk, "@lea look")
    merge_cases(case, other, by=people.actor(desk.owner))
    merged = Case.objects.get(pk=other.pk).merged_into_id or other.pk
    at_lea.get(f"/desk/{merged}")
    assert unread(at_lea) == 0


def test_who_does_not_see_the_shop_is_neither_offered_nor_told(
    at_desk: Client, desk: rows.Desk, case: Case, lea: User
) -> None:
    RoleGrant.objects.filter(user=lea).update(shop=desk.taobao)
    people.user(desk.organisation, "walt", "warehouse")
    people.user(people.organisation("Other"), "lena", "agent")
    offered = at_desk.get(f"/desk/{case.pk}/names").json()["people"]
    assert offered == []
    answer = at_desk.post(f"/desk/{case.pk}/note", {"text": "@lea @walt @lena look"}, headers=IN_PLACE)
    page = answer.content.decode()
    assert "@lea, @walt, @lena" in page
    assert "Nobody was told" in page
    assert Note.objects.get().text == "@lea @walt @lena look"
    assert not Mention.objects.exists()


def test_those_who_see_it_are_offered(at_desk: Client, desk: rows.Desk, case: Case, lea: User) -> None:
    assert at_desk.get(f"/desk/{case.pk}/names").json()["people"] == [{"login": "lea", "name": "Léa"}]


def test_who_loses_the_shop_sees_the_note_no_more(
    at_lea: Client, desk: rows.Desk, case: Case, lea: User
) -> None:
    note(case, desk, "@lea secret words")
    RoleGrant.objects.filter(user=lea).update(shop=desk.taobao)
    assert "secret words" not in at_lea.get("/desk/mentions").content.decode()
    assert unread(at_lea) == 0


def test_a_name_that_nobody_has_is_said_without_script_too(at_desk: Client, case: Case) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/note", {"text": "@zoe <b>look</b>"}, follow=True)
    page = answer.content.decode()
    assert "Nobody who sees this case is called @zoe" in page
    assert "<b>look" not in page


def test_naming_oneself_tells_nobody(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    note(case, desk, "@limin remember")
    assert not Mention.objects.exists()


def test_the_note_says_whom_it_told(at_desk: Client, desk: rows.Desk, case: Case, lea: User) -> None:
    note(case, desk, "@lea look")
    assert "told: Léa" in at_desk.get(f"/desk/{case.pk}").content.decode()


def test_all_read_at_once(at_lea: Client, desk: rows.Desk, case: Case) -> None:
    note(case, desk, "@lea one")
    note(case, desk, "@lea two")
    assert at_lea.post("/desk/mentions/read").status_code == 302
    assert unread(at_lea) == 0


def test_few_queries(at_lea: Client, desk: rows.Desk, case: Case, django_assert_max_num_queries: Any) -> None:
    for n in range(5):
        note(case, desk, f"@lea {n}")
    with django_assert_max_num_queries(8):
        at_lea.get("/desk/mentions")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Notes that name you"), ("zh-hans", "提到您的备注"), ("fr", "Notes qui vous nomment")],
)
def test_in_three_languages(at_lea: Client, language: str, said: str) -> None:
    User.objects.update(language=language)
    assert said in at_lea.get("/desk/mentions").content.decode()
