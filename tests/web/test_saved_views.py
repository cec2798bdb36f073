from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from amends.accounts.models import Shop
from amends.cases import saved_views
from amends.cases.models import SavedView
from amends.core import clock
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def full(desk: rows.Desk) -> rows.Desk:
    case_rows.cases(desk)
    return desk


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def save(client: Client, name: str, **filters: str) -> str:
    return text_of(client.post("/desk/views/save", {"name": name, **filters}, follow=True))


def test_the_queue_as_it_is_under_a_name_with_its_count(at_desk: Client, full: rows.Desk) -> None:
    text = save(at_desk, " Lamps  US ", view="open", shop="LANTERN-US")
    assert SavedView.objects.get().filters == {"view": "open", "shop": "LANTERN-US"}
    assert "Lamps US" in text
    count = full.amazon.cases.filter(state="open").count()
    assert f"<bdi>Lamps US</bdi><span>{count}</span>" in text
    assert 'aria-current="page"><bdi>Lamps US' in text


def test_one_of_the_team_is_seen_by_all_ones_own_by_nobody_else(
    at_desk: Client, client: Client, full: rows.Desk
) -> None:
    save(at_desk, "Hurry", view="late", shared="1")
    save(at_desk, "My corner", view="mine")
    client.force_login(people.user(full.organisation, "bo", "agent"))
    text = text_of(client.get("/desk"))
    assert "Hurry" in text
    assert "My corner" not in text


def test_an_agent_shares_nothing(client: Client, full: rows.Desk) -> None:
    client.force_login(people.user(full.organisation, "bo", "agent"))
    assert client.post("/desk/views/save", {"name": "Hurry", "shared": "1"}).status_code == 403
    assert "For the whole team" not in text_of(client.get("/desk/views", {"view": "open"}))
    assert not SavedView.objects.exists()


def test_renamed_removed_and_brought_back(at_desk: Client, full: rows.Desk) -> None:
    save(at_desk, "Hurry", view="late")
    saved = SavedView.objects.get()
    at_desk.post(f"/desk/views/{saved.pk}/rename", {"name": "赶紧"})
    assert "赶紧" in text_of(at_desk.get("/desk"))
    at_desk.post(f"/desk/views/{saved.pk}/remove", follow=True)
    assert "赶紧" not in text_of(at_desk.get("/desk"))
    at_desk.post(f"/desk/views/{saved.pk}/restore")
    assert "赶紧" in text_of(at_desk.get("/desk"))


def test_a_name_is_there_once(at_desk: Client, full: rows.Desk) -> None:
    save(at_desk, "Hurry", view="late")
    answer = at_desk.post("/desk/views/save", {"name": "hurry", "view": "open"})
    assert answer.status_code == 409
    assert "There is a view of this name already" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 61])
def test_names_that_are_none(at_desk: Client, full: rows.Desk, name: str) -> None:
    assert at_desk.post("/desk/views/save", {"name": name}).status_code == 400


def test_anothers_view_is_not_to_be_changed(at_desk: Client, client: Client, full: rows.Desk) -> None:
    save(at_desk, "Hurry", view="late", shared="1")
    saved = SavedView.objects.get()
    client.force_login(people.user(full.organisation, "bo", "agent"))
    assert client.post(f"/desk/views/{saved.pk}/remove").status_code == 403
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    client.force_login(stranger)
    assert client.post(f"/desk/views/{saved.pk}/remove").status_code == 404


def test_a_filter_that_is_gone_says_so(at_desk: Client, full: rows.Desk) -> None:
    save(at_desk, "Lamps", view="open", shop="LANTERN-US")
    Shop.objects.filter(code="LANTERN-US").update(code="LANTERN-CA")
    text = text_of(at_desk.get("/desk"))
    assert "a filter is gone" in text
    saved = SavedView.objects.get()
    opened = text_of(at_desk.get("/desk", {"view": "open", "shop": "LANTERN-US", "saved": saved.pk}))
    assert "This view asks for something that is gone" in opened
    assert "the shop" in opened


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_pages_in_three_languages(at_desk: Client, full: rows.Desk, language: str) -> None:
    full.owner.language = language
    full.owner.save()
    save(at_desk, "Hurry", view="late", shared="1")
    text_of(at_desk.get("/desk/views", {"view": "late"}))


def test_few_queries_with_many_views(
    at_desk: Client, full: rows.Desk, django_assert_max_num_queries: Any
) -> None:
    by = people.actor(full.owner)
    for number in range(10):
        saved_views.save_view(f"v{number}", {"view": "open", "type": "damaged"}, shared=False, by=by)
    with django_assert_max_num_queries(15):
        text_of(at_desk.get("/desk/queue"))
