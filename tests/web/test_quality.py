"""The page of how quickly buyers are answered: whose figures, in three languages, in few queries."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import Shop, User
from amends.accounts.tokens import create_token
from amends.core import clock
from amends.insights.quality.figures import Figures, Waited
from amends.web.quality_picture import FLOOR, picture_of
from amends.web.shown import round_span
from tests import people
from tests.insights.counted import changed
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db
PAGE = "/insights/quality"
MOST_QUERIES = 15
ONE = "1 answer<"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(rows.NOON):
        yield


@pytest.fixture
def answered(desk: rows.Desk) -> None:
    """An answer in each shop: one after 40 minutes, one after two hours."""
    case_rows.broken_planters(desk)
    order = desk.orders["2918400011223344556"]
    case_rows.case_of(desk.taobao, order, ["delayed"], 5, [("in", 30, "?"), ("out", 28, "!")], "zh")
    changed()


def test_what_was_counted_stands_on_the_page(at_desk: Client, answered: None) -> None:
    page = at_desk.get(PAGE).content.decode()
    assert "2 answers<" in page
    assert "42 min" in page
    assert "few" in page
    assert "not from this desk" in page


def test_before_the_first_answer(at_desk: Client) -> None:
    assert "No answer left in this time" in at_desk.get(PAGE).content.decode()


@pytest.mark.parametrize("asked", ["?days=7", "?days=x&shop=nowhere", "?shop=LANTERN-US", "?days=90"])
def test_what_an_address_may_ask(at_desk: Client, answered: None, asked: str) -> None:
    assert at_desk.get(PAGE + asked).status_code == 200


def test_only_shops_that_one_leads(client: Client, desk: rows.Desk, answered: None) -> None:
    client.force_login(people.user(desk.organisation, "amy", "lead", shop=desk.taobao))
    page = client.get(PAGE).content.decode()
    assert "2 h 00 min" in page
    assert "LANTERN-US" not in page
    asked = client.get(f"{PAGE}?shop=LANTERN-US").content.decode()
    assert asked.count(ONE) == page.count(ONE) > 0
    assert "LANTERN-US" not in b"".join(client.get(f"{PAGE}.csv")).decode()


@pytest.mark.parametrize("role", ["agent", "warehouse", "finance", "technical_agent"])
def test_who_does_not_lead_does_not_see_it(client: Client, desk: rows.Desk, role: str) -> None:
    client.force_login(people.user(desk.organisation, "otto", role))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}.csv").status_code == 403
    assert PAGE not in client.get("/help").content.decode()


def test_few_queries(at_desk: Client, answered: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        at_desk.get(PAGE)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Every answer"), ("zh-hans", "每次回复"), ("fr", "Chaque réponse")]
)
def test_in_three_languages(at_desk: Client, answered: None, language: str, heading: str) -> None:
    User.objects.update(language=language)
    assert heading in at_desk.get(PAGE).content.decode()


def test_as_a_table(at_desk: Client, answered: None) -> None:
    answer = at_desk.get(f"{PAGE}.csv?days=7")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert "\r\nshop,LANTERN-US,1," in b"".join(answer).decode()
    User.objects.update(language="fr")
    assert "\r\nshop;LANTERN-US;1;" in b"".join(at_desk.get(f"{PAGE}.csv?days=7")).decode()


def test_shops_by_their_names(at_desk: Client, desk: rows.Desk, answered: None) -> None:
    Shop.objects.filter(pk=desk.amazon.pk).update(name="Lantern <House>")
    page = at_desk.get(PAGE).content.decode()
    assert "Lantern &lt;House&gt;" in page
    assert ">LANTERN-US<" not in page
    assert ">TB-灯笼家居<" in page, "a shop without a name goes by its code"
    chosen = at_desk.get(f"{PAGE}?shop=LANTERN-US").content.decode()
    assert '<summary class="button"><bdi>Lantern &lt;House&gt;</bdi>' in chosen


def test_lines_across_stand_for_round_times() -> None:
    lengths = [timedelta(hours=12), timedelta(days=1), timedelta(minutes=90), timedelta(days=1, hours=12)]
    assert [round_span(each) for each in lengths] == ["12 h", "1 d", "1 h 30 min", "1 d 12 h"]
    assert round_span(timedelta(minutes=30)) == "30 min"


def test_for_a_program(desk: rows.Desk, client: Client, answered: None) -> None:
    by = people.actor(desk.owner)
    _, key = create_token(desk.owner, by=by, name="", verbs=["see_quality"], shop=desk.taobao)
    said = client.get("/api/v1/quality?days=7", headers={"Authorization": f"Bearer {key}"})
    assert said.json()["total"]["every_answer"] == {"count": 1, "median_s": 7200, "p90_s": 7200}
    assert said.json()["shops"] == ["TB-灯笼家居"]
    _, other = create_token(desk.owner, by=by, name="", verbs=["see_cases"])
    assert client.get("/api/v1/quality", headers={"Authorization": f"Bearer {other}"}).status_code == 403
    bad = client.get("/api/v1/quality?days=0", headers={"Authorization": f"Bearer {key}"})
    assert bad.status_code == 422


def test_bars_stand_in_their_place_and_never_above_the_picture() -> None:
    days = [
        Figures(rows.NOON - timedelta(days=ago), every=Waited(3, median_s=3000.0, p90_s=9000.0 * (ago + 1)))
        for ago in (6, 3, 0)
    ]
    picture = picture_of(days, days=7, unit="day", since=rows.NOON - timedelta(days=7))
    assert picture is not None
    assert [bar.x for bar in picture.bars] == sorted(bar.x for bar in picture.bars)
    assert all(0 < bar.top < bar.middle < FLOOR for bar in picture.bars)
    assert picture_of(days[:1], days=7, unit="day", since=rows.NOON) is None
