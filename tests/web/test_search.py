import json
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases.models import Case, SavedView
from amends.core import clock
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

PLANTERS = "112-8841907-5530612"
MOST_QUERIES = 24


@pytest.fixture
def cases(desk: rows.Desk) -> list[Case]:
    with clock.frozen_at(NOON):
        return case_rows.cases(desk)


def page(client: Client, words: str, address: str = "/search") -> str:
    answer = client.get(address, {"q": words})
    assert answer.status_code == 200, answer.get("Location")
    return answer.content.decode()


def found(client: Client, words: str) -> set[str]:
    """Which of the cases' buyers a search shows."""
    with clock.frozen_at(NOON):
        text = page(client, words).partition("<ol")[2].partition("</ol>")[0]
    return {
        name
        for name in ("M. Okafor", "小鹿乱撞2020", "w**8", "Claire B.", "tony_garage", "阿紫", "D. Laurent")
        if name in text
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("转运中心", {"小鹿乱撞2020"}),
        ("发的中通", {"w**8"}),
        ("gardien", {"Claire B."}),
        ("recu", {"Claire B."}),
        ("driver inst", {"tony_garage"}),
        ('"by sunday"', {"M. Okafor"}),
        ("is:late", {"D. Laurent"}),
        ("est:en-retard", {"D. Laurent"}),
        ("是：逾期", {"D. Laurent"}),
        ("type:delayed", {"小鹿乱撞2020"}),
        ("类型:发错快递 我", {"w**8"}),
        ('type:"Wrong carrier"', {"w**8"}),
        ("shop:LANTERN-US 中通", set()),
        ("平台:淘宝 好的", {"阿紫"}),
        ("from:okafor", {"M. Okafor"}),
        ("tracking:1122", {"M. Okafor"}),
        ("carrier:fedex", {"M. Okafor"}),
        ("carrier:yto", set()),
        ("sku:pl-22", {"M. Okafor"}),
        ("order:112-8841", {"M. Okafor"}),
        ("has:photo", {"M. Okafor"}),
        ("lang:zh", {"小鹿乱撞2020"}),
        ("is:open -lang:zh -from:okafor lang:en", set()),
        ("assigned:nobody is:late", {"D. Laurent"}),
        ("0133", {"M. Okafor"}),
        ("mokafor@marketplace.example", {"M. Okafor"}),
    ],
)
def test_what_is_found(at_desk: Client, cases: list[Case], words: str, names: set[str]) -> None:
    assert found(at_desk, words) == names


def test_found_words_are_marked_and_text_stays_text(desk: rows.Desk, at_desk: Client) -> None:
    text = page(at_desk, "pieces")
    assert "<mark>pieces</mark> &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "&lt;b&gt;" in page(at_desk, "<b>")


def test_a_whole_number_opens_what_bears_it(desk: rows.Desk, at_desk: Client) -> None:
    order = desk.orders["113-2000001-5550001"]
    assert at_desk.get("/search", {"q": "１１３-2000001-5550001"})["Location"] == f"/orders/{order.pk}"
    case = case_rows.broken_planters(desk)
    assert at_desk.get("/search", {"q": PLANTERS})["Location"] == f"/desk/{case.pk}"
    assert at_desk.get("/search", {"q": f"#{case.pk}"})["Location"] == f"/desk/{case.pk}"


def test_what_cannot_be_followed_is_told_with_what_was_meant(at_desk: Client, cases: list[Case]) -> None:
    text = page(at_desk, "gardien carier:yto before:soon")
    assert "Claire B." in text, "the rest of the search goes on"
    assert "There is no such filter" in text
    assert "carrier:yto" in text
    assert "This is no day" in text


def test_while_typing(at_desk: Client, cases: list[Case], django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        text = page(at_desk, "转运", "/search/live")
    assert "<mark>转运</mark>" in text
    assert "<html" not in text
    assert page(at_desk, "", "/search/live").strip() == ""
    with django_assert_max_num_queries(MOST_QUERIES):
        page(at_desk, "will it")


def test_only_in_shops_of_the_reader(desk: rows.Desk, cases: list[Case], client: Client) -> None:
    client.force_login(people.user(desk.organisation, "amy", "agent", shop=desk.taobao))
    for words in (
        "sunday",
        "okafor",
        "from:okafor",
        "is:late",
        "774900112233",
        "tracking:1122",
        f"#{cases[0].pk}",
    ):
        assert found(client, words) <= {"小鹿乱撞2020", "w**8", "阿紫"}
    stranger = people.user(people.organisation("Other"), "eve", "owner")
    client.force_login(stranger)
    for words in ("sunday", "转运中心", PLANTERS, "is:open"):
        assert found(client, words) == set()


def test_who_may_not_read_messages_finds_no_words(desk: rows.Desk, cases: list[Case], client: Client) -> None:
    client.force_login(people.user(desk.organisation, "wu", "warehouse"))
    assert found(client, "sunday") == set()
    assert PLANTERS in page(client, "okafor")


def test_a_search_is_saved_as_a_view_for_the_team(
    desk: rows.Desk, at_desk: Client, cases: list[Case]
) -> None:
    assert "/desk/views?q=sunday" in page(at_desk, "sunday")
    assert 'value="sunday"' in page(at_desk, "sunday", "/desk/views")
    answer = at_desk.post("/desk/views/save", {"name": "Sundays", "q": "sunday is:open", "shared": "1"})
    saved = SavedView.objects.get()
    assert answer["Location"] == f"/search?q=sunday+is%3Aopen&saved={saved.pk}"
    amy = Client()
    amy.force_login(people.user(desk.organisation, "amy", "agent"))
    assert f'href="/search?q=sunday+is%3Aopen&amp;saved={saved.pk}"' in amy.get("/desk").content.decode()


@pytest.mark.parametrize(
    "words", ["\0", "%", "_", "'; DROP TABLE amends_case; --", "\ud800", "١٢٣", "x" * 5000, "::", "-", '"']
)
def test_strange_words(at_desk: Client, words: str) -> None:
    asked: dict[str, str | bytes] = {"q": words.encode("utf-8", "surrogatepass"), "after": "x_y"}
    answer = at_desk.get("/search", asked)
    assert answer.status_code == 200


def test_the_filters_are_told_in_the_readers_language(at_desk: Client, desk: rows.Desk) -> None:
    assert "<code>is:</code>" in page(at_desk, "")
    desk.owner.language = "fr"
    desk.owner.save(update_fields=["language"])
    assert "<code>transporteur:</code>" in page(at_desk, "")


def test_by_the_api(desk: rows.Desk, cases: list[Case], client: Client) -> None:
    from amends.accounts.tokens import create_token

    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=["see_cases"])[1]
    headers = {"Authorization": f"Bearer {key}"}
    answer = json.loads(client.get("/api/v1/search", {"q": "转运中心"}, headers=headers).content)
    (row,) = answer["results"]
    assert (row["case"], row["buyer"], row["found_in"]) == (str(cases[1].pk), "小鹿乱撞2020", "message")
    assert [row["snippet"][start:end] for start, end in row["marks"]] == ["转运中心"]
    refused = client.get("/api/v1/search", {"q": "is:lat"}, headers=headers)
    assert refused.status_code in (400, 409, 422)
    assert json.loads(refused.content)["code"] == "search_value_unknown"
    assert "is:late" in json.loads(refused.content)["mend"]


def test_what_was_followed_stands_above_by_the_readers_names(at_desk: Client, cases: list[Case]) -> None:
    text = page(at_desk, "from:okafor type:nonsense sunday")
    read = text.partition('class="read')[2].partition("</p>")[0]
    assert "from: <b><bdi>okafor</bdi></b>" in read
    assert "nonsense" not in read, "what was set aside was not followed"
    assert "Every word must stand in one message" not in page(at_desk, "type:nonsense")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("late", "Wrong carrier", "me")),
        ("zh-hans", ("已超时", "发错快递", "我")),
        ("fr", ("en-retard", "Mauvais transporteur", "moi")),
    ],
)
def test_values_are_called_as_the_reader_calls_them(
    at_desk: Client, desk: rows.Desk, cases: list[Case], language: str, said: tuple[str, ...]
) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    text = page(at_desk, "is:逾期 type:发错快递 assigned:moi -is:late")
    read = text.partition('class="read')[2].partition("</p>")[0]
    assert [part.partition("</bdi>")[0] for part in read.split("<bdi>")[1:]] == [*said, said[0]]


def test_one_word_alone_is_not_repeated(at_desk: Client, cases: list[Case]) -> None:
    assert 'class="read' not in page(at_desk, "sunday")
    assert 'class="read' in page(at_desk, "sunday -parcel")


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_every_value_that_the_help_names_is_followed(
    at_desk: Client, desk: rows.Desk, cases: list[Case], language: str
) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    told = at_desk.get("/search").context["filters"]
    takes = {each["code"]: [*each["values"], *each["more"]] for each in told}
    for code in ("is", "type", "shop", "marketplace", "carrier", "assigned", "lang", "has"):
        assert takes[code], code
    assert "LANTERN-US" in takes["shop"]
    with clock.frozen_at(NOON):
        for each in told:
            for value in takes[each["code"]]:
                answer = at_desk.get("/search/live", {"q": f"{each['name']}:{value} x"})
                assert answer.context["troubles"] == [], (each["name"], value)
