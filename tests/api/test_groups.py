"""Groups by token: listed, an answer prepared once, looked through, sent, stopped and dropped."""

from typing import Any

import pytest
from django.test import Client

from amends.accounts.tokens import create_token
from amends.answers.models import GroupAnswer
from amends.core import clock
from tests import people
from tests.answers.group import NOW, TEXT, Group, group_of
from tests.api.test_cases import with_key

pytestmark = pytest.mark.django_db
EVERY = ("see_cases", "work_case")


@pytest.fixture
def group() -> Group:
    return group_of(3)


@pytest.fixture
def key(group: Group) -> str:
    return token(group)


def token(group: Group, **more: Any) -> str:
    owner = people.user(group.shop.organisation, "limin", "owner")
    return create_token(group.agent, by=people.actor(owner), name="", verbs=EVERY, **more)[1]


def prepared(client: Client, key: str, group: Group, **headers: str) -> tuple[int, Any]:
    with clock.frozen_at(NOW):
        at = f"/groups/{group.group.pk}/answers"
        return with_key(client, key, "POST", at, {"texts": {"en": TEXT}}, **headers)


def test_prepared_looked_through_and_sent(client: Client, group: Group, key: str) -> None:
    status, told = with_key(client, key, "GET", "/groups")
    assert (status, [each["cases"] for each in told["groups"]]) == (200, [3])
    status, told = prepared(client, key, group)
    assert (status, told["state"], told["counts"]["ready"]) == (201, "prepared", 3)
    assert "YT000000000 is held up" in told["cases"][0]["text"]
    at = f"/group-answers/{told['id']}"
    assert with_key(client, key, "GET", "/groups")[1]["groups"][0]["answer"] == told["id"]
    one = {"cases": [group.cases[2].pk]}
    assert with_key(client, key, "POST", f"{at}/leave_out", one)[1]["counts"]["ready"] == 2
    assert with_key(client, key, "POST", f"{at}/put_back", one)[1]["counts"]["ready"] == 3
    told = with_key(client, key, "POST", f"{at}/texts", {"texts": {"en": "We look into it."}})[1]
    assert told["cases"][0]["text"] == "We look into it."
    assert with_key(client, key, "POST", f"{at}/fill")[0] == 200
    assert with_key(client, key, "POST", f"{at}/send")[1]["state"] == "sending"
    assert with_key(client, key, "POST", f"{at}/stop")[1]["state"] == "stopped"
    assert with_key(client, key, "POST", f"{at}/drop")[1]["state"] == "dropped"
    status, told = with_key(client, key, "POST", f"{at}/send")
    assert (status, told["code"]) == (409, "group_answer_over")


def test_prepared_once_under_its_key(client: Client, group: Group, key: str) -> None:
    first = prepared(client, key, group, **{"Idempotency-Key": "a"})
    second = prepared(client, key, group, **{"Idempotency-Key": "a"})
    assert (first[0], second[0], first[1]["id"]) == (201, 200, second[1]["id"])
    assert GroupAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"texts": {"xx": "hello"}}, 400, "language_unknown"),
        ({"texts": {"en": " "}}, 400, "reply_empty"),
        ({"texts": {"en": "{{ nonsense }}"}}, 400, "variable_unknown"),
        ({"texts": {"en": "{% if %}"}}, 400, "template_broken"),
        ({"texts": {}}, 422, "request_bad"),
    ],
)
def test_what_cannot_be_is_told(
    client: Client, group: Group, key: str, content: Any, status: int, code: str
) -> None:
    got, told = with_key(client, key, "POST", f"/groups/{group.group.pk}/answers", content)
    assert (got, told["code"]) == (status, code)
    assert with_key(client, key, "POST", "/groups/999999/answers", {"texts": {"en": "x"}})[0] == 404
    assert not GroupAnswer.objects.exists()


def test_a_token_of_another_shop_reaches_nothing(client: Client, group: Group) -> None:
    answer = group.prepared()
    other = people.shop(group.shop.organisation, "UK")
    key = token(group, shop=other)
    assert with_key(client, key, "GET", "/groups")[1]["groups"] == []
    assert with_key(client, key, "GET", f"/group-answers/{answer.pk}")[0] == 404
    assert with_key(client, key, "POST", f"/group-answers/{answer.pk}/send")[0] == 404
    assert prepared(client, key, group)[0] == 404


def test_what_goes_beyond_the_token_is_not_done(client: Client, group: Group) -> None:
    answer = group.prepared()
    second = people.shop(group.shop.organisation, "UK")
    member = group.member(0)
    type(member.case).objects.filter(pk=member.case_id).update(shop=second)
    key = token(group, shop=second)
    status, told = with_key(client, key, "GET", f"/group-answers/{answer.pk}")
    assert (status, len(told["cases"])) == (200, 1)
    assert with_key(client, key, "POST", f"/group-answers/{answer.pk}/send")[1]["code"] == "not_allowed"
    assert GroupAnswer.objects.get().state == "prepared"
