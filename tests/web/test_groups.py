import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.cases.models import Case, CaseGroup
from amends.core import clock
from amends.inbox.grouping import group_cases_of
from tests import people
from tests.web import rows
from tests.web.group_rows import late_parcel
from tests.web.single_rows import NOON
from tests.web.test_desk import MOST_QUERIES, page, shown

TYPHOON = "受台风影响，【湛江中转场】暂停收发，快件将延迟"


@pytest.fixture
def group(desk: rows.Desk) -> CaseGroup:
    """Four parcels in Zhanjiang because of a typhoon, one of the other shop; and three broken lamps."""
    for n in range(3):
        late_parcel(desk.taobao, n, place="湛江中转场", text=TYPHOON, waits=5 + n)
    late_parcel(desk.amazon, 9, place="湛江中转场", text=TYPHOON, waits=30)
    for n in range(20, 23):
        late_parcel(desk.amazon, n, sku="LAMP-7", types=("defective",), words="does not turn on")
    group_cases_of(desk.organisation.pk)
    return CaseGroup.objects.get(kind="place")


@pytest.mark.parametrize(
    ("language", "name", "cause", "other"),
    [
        (
            "en",
            "4 buyers ask where parcels through Zhanjiang are",
            "a typhoon",
            "3 buyers write “Defective”: Lantern LAMP-7",
        ),
        ("zh-Hans", "4 位买家在问途经湛江的包裹", "台风", "3 位买家反映“质量问题”：Lantern LAMP-7"),
        (
            "fr",
            "4 acheteurs demandent où sont les colis passant par Zhanjiang",
            "un typhon",
            "3 acheteurs écrivent «\u00a0Défectueux\u00a0»\u00a0: Lantern LAMP-7",
        ),
    ],
)
def test_one_look_says_who_asks_what(
    at_desk: Client, desk: rows.Desk, group: CaseGroup, language: str, name: str, cause: str, other: str
) -> None:
    desk.owner.language = language
    desk.owner.save()
    for address in ("/desk", "/desk/queue", "/desk/groups"):
        text = page(at_desk, address)
        assert name in text, address
        assert other in text, address
        assert cause in text, address


def test_the_queue_shows_the_group_and_goes_back(at_desk: Client, group: CaseGroup) -> None:
    held = list(
        Case.objects.filter(grouped__group=group).order_by("queue_key", "pk").values_list("pk", flat=True)
    )
    text = page(at_desk)
    assert f"?view=open&amp;group={group.pk}" in text
    assert re.search(r"waiting\s+1 d 6 h", text), "the oldest of them"
    text = page(at_desk, f"/desk?view=open&group={group.pk}")
    assert shown(text) == held
    assert f"/desk/{held[0]}?view=open&amp;group={group.pk}" in text, (
        "the case knows where it was opened from"
    )
    assert "Show all cases again" in text
    assert shown(page(at_desk, f"/desk?view=mine&group={group.pk}")) == []


@pytest.mark.parametrize("said", ["", "x", "-1", "9" * 30, "٣"])
def test_a_group_that_cannot_be_is_as_if_not_said(at_desk: Client, group: CaseGroup, said: str) -> None:
    assert len(shown(page(at_desk, f"/desk?view=open&group={said}"))) == 7


def test_a_group_that_is_gone_shows_no_case_and_a_way_back(at_desk: Client, group: CaseGroup) -> None:
    text = page(at_desk, f"/desk?view=open&group={group.pk + 999}")
    assert shown(text) == []
    assert "Without filters" in text


def test_a_group_stays_while_it_is_worked_through(at_desk: Client, group: CaseGroup) -> None:
    left = Case.objects.filter(grouped__group=group).order_by("pk").first()
    Case.objects.filter(grouped__group=group).exclude(pk=left.pk if left else 0).update(state="waiting_buyer")
    assert "parcel through Zhanjiang" not in page(at_desk)
    text = page(at_desk, f"/desk?view=open&group={group.pk}")
    assert "1 buyer asks where the parcel through Zhanjiang is" in text


@pytest.mark.parametrize("address", ["/desk", "/desk?view=open&group={}", "/desk/groups"])
def test_few_queries_however_many(
    at_desk: Client, desk: rows.Desk, group: CaseGroup, django_assert_max_num_queries: Any, address: str
) -> None:
    for n in range(40, 52):
        late_parcel(desk.taobao, n)
    group_cases_of(desk.organisation.pk)
    with django_assert_max_num_queries(MOST_QUERIES):
        page(at_desk, address.format(group.pk))


def test_groups_of_ones_shops_alone(desk: rows.Desk, group: CaseGroup, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    for address in ("/desk", "/desk/groups", f"/desk?view=open&group={group.pk}"):
        text = page(client, address)
        assert "3 buyers ask where parcels through Zhanjiang are" in text, address
        assert "LAMP-7" not in text, address
        assert "LANTERN-US" not in text, address
        assert not re.search(r"waiting\s+1 d 6 h", text), "nor how long the other shop's buyer waits"
    assert len(shown(page(client, f"/desk?view=open&group={group.pk}"))) == 3
    client.force_login(
        people.user(desk.organisation, "third", "agent", shop=people.shop(desk.organisation, "third"))
    )
    assert "buyers ask where" not in page(client) + page(client, "/desk/groups")


def test_the_page_tells_what_they_have_in_common(at_desk: Client, group: CaseGroup) -> None:
    text = page(at_desk, "/desk/groups")
    section = text[text.index(f'id="group-{group.pk}"') :]
    section = section[: section.index("</section>")]
    for said in (
        "Zhanjiang",
        "a typhoon",
        "圆通速递",
        "TB-灯笼家居",
        "Delayed",
        "next deadline",
        "Lantern 9",
        "4 not taken",
    ):
        assert said in section
    assert section.count('<li class="row"') == 4


def test_the_page_without_any_group_says_so(at_desk: Client) -> None:
    assert "No three buyers ask the same thing" in page(at_desk, "/desk/groups")


def test_taking_all(at_desk: Client, desk: rows.Desk, group: CaseGroup) -> None:
    with clock.frozen_at(NOON + timedelta(minutes=1)):
        answer = at_desk.post(f"/desk/groups/{group.pk}/take", follow=True)
    assert answer.status_code == 200
    assert "4 cases are yours now." in answer.content.decode()
    assert Case.objects.filter(grouped__group=group, assignee=desk.owner).count() == 4
    assert at_desk.get(f"/desk/groups/{group.pk}/take").status_code == 405
    assert at_desk.post(f"/desk/groups/{group.pk + 999}/take").status_code == 404


def test_who_works_no_case_takes_none(desk: rows.Desk, group: CaseGroup, client: Client) -> None:
    client.force_login(people.user(desk.organisation, "payer", "finance"))
    assert "Take all" not in page(client, "/desk/groups")
    assert client.post(f"/desk/groups/{group.pk}/take").status_code == 403
    assert not Case.objects.filter(assignee__isnull=False).exists()
