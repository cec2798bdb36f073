import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.cases import actions
from amends.cases.models import Case
from amends.core import clock
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

MOST_QUERIES = 15


@pytest.fixture
def cases(desk: rows.Desk) -> list[Case]:
    with clock.frozen_at(NOON):
        return case_rows.cases(desk)


def page(client: Client, address: str = "/desk") -> str:
    with clock.frozen_at(NOON):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(text: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<li class="row" data-case="(\d+)"', text)]


def test_a_row_says_who_what_how_long_and_why(at_desk: Client, cases: list[Case]) -> None:
    text = page(at_desk)
    for said in (
        "M. Okafor", "Ceramic planter", "1 h 12 min", "ok. will it be here by sunday", "Damaged", "Leaking",
        "Amazon US", "$53.97", "12 min too late", "小鹿乱撞2020", "Wrong carrier", "CN¥46.90",
    ):  # fmt: skip
        assert said in text


def test_the_most_urgent_is_first(at_desk: Client, cases: list[Case]) -> None:
    by_key = list(Case.objects.order_by("queue_key", "id").values_list("pk", flat=True))
    assert shown(page(at_desk)) == by_key
    assert len(by_key) == len(cases)


@pytest.mark.parametrize("address", ["/desk", "/desk/queue?view=late&type=delayed"])
def test_the_queue_needs_few_queries(
    at_desk: Client, cases: list[Case], django_assert_max_num_queries: Any, address: str
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page(at_desk, address)


def test_views_with_their_counts(at_desk: Client, desk: rows.Desk, cases: list[Case]) -> None:
    with clock.frozen_at(NOON):
        actions.take_case(cases[2], by=people.actor(desk.owner))
        actions.snooze_case(cases[3], until=NOON + timedelta(days=1), by=people.actor(desk.owner))
    text = page(at_desk)
    counts = re.findall(r">([A-Z][a-z ]+)<span>(\d+)</span>", text)
    assert dict(counts) == {
        "Mine": "1", "Unassigned": "5", "All open": "6", "Parcels": "2", "Late": "1", "Snoozed": "1",
        "Waiting": "0", "Solved": "0",
    }  # fmt: skip
    assert shown(text) == [cases[2].pk], "one's own cases come first, while there are any"
    assert shown(page(at_desk, "/desk?view=snoozed")) == [cases[3].pk]
    assert len(shown(page(at_desk, "/desk?view=unassigned"))) == 5
    assert shown(page(at_desk, "/desk?view=nonsense")) == [cases[2].pk]


def test_by_shop_and_issue_type(at_desk: Client, desk: rows.Desk, cases: list[Case]) -> None:
    text = page(at_desk, "/desk?view=open&shop=TB-灯笼家居")
    assert {case.shop_id for case in Case.objects.filter(pk__in=shown(text))} == {desk.taobao.pk}
    assert shown(page(at_desk, "/desk?view=open&type=how_to_use")) == [
        case.pk for case in cases if case.issue_types == ["how_to_use"]
    ]
    assert "No case fits" in page(at_desk, "/desk?view=open&type=invoice")
    assert len(shown(page(at_desk, "/desk?view=open&type=nonsense&shop=nowhere"))) == len(cases)


def test_pages_go_through_all_cases_once(
    at_desk: Client, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.web.desk.PAGE", 3)
    seen: list[int] = []
    address: str | None = "/desk?view=open"
    while address:
        text = page(at_desk, address)
        seen += shown(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else None
    assert seen == list(Case.objects.order_by("queue_key", "id").values_list("pk", flat=True))


def test_an_address_tampered_with_begins_at_the_most_urgent(at_desk: Client, cases: list[Case]) -> None:
    for place in ("x", "2026-01-01_1", "_", f"{NOON.isoformat()}_99999999999999999999", "9" * 5000):
        assert len(shown(page(at_desk, f"/desk?after={place}"))) == len(cases)


def test_only_cases_of_ones_shops(desk: rows.Desk, cases: list[Case], client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    text = page(client)
    assert "小鹿乱撞2020" in text
    assert "Okafor" not in text
    assert "LANTERN-US" not in text


def test_an_empty_desk_says_what_to_do(client: Client, db: None) -> None:
    client.force_login(people.user(people.organisation(), "new", "owner"))
    assert "No cases yet" in page(client)


def test_an_empty_view_is_no_empty_desk(at_desk: Client, cases: list[Case]) -> None:
    assert "Nothing to do here" in page(at_desk, "/desk?view=snoozed")


def test_the_start_is_the_desk_except_for_who_sees_no_cases(desk: rows.Desk, client: Client) -> None:
    client.force_login(desk.owner)
    assert client.get("/").headers["Location"] == "/desk"
    client.force_login(people.user(desk.organisation, "packer", "warehouse"))
    assert client.get("/").headers["Location"] == "/orders"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_the_desk_comes_in_three_languages(
    at_desk: Client, desk: rows.Desk, cases: list[Case], language: str
) -> None:
    desk.owner.language = language
    desk.owner.save()
    text = page(at_desk)
    assert {"en": "Damaged", "zh-Hans": "破损", "fr": "Cassé"}[language] in text
