import json
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import ApiRequest
from amends.accounts.tokens import create_token
from amends.inbox.models import Draft, OutgoingMessage
from tests import people
from tests.web import case_rows, rows

EVERY = ("see_cases", "work_case")


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


@pytest.fixture
def case(desk: rows.Desk) -> Any:
    return case_rows.broken_planters(desk)


def ask(
    client: Client,
    person: Any,
    method: str,
    path: str,
    content: Any = None,
    *,
    verbs: Any = EVERY,
    **headers: str,
) -> tuple[int, Any]:
    key = create_token(person, by=people.actor(person), name="", verbs=verbs)[1]
    return with_key(client, key, method, path, content, **headers)


def with_key(
    client: Client, key: str, method: str, path: str, content: Any = None, **headers: str
) -> tuple[int, Any]:
    answer = client.generic(
        method,
        f"/api/v1{path}",
        json.dumps(content) if content is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", **headers},
    )
    return answer.status_code, json.loads(answer.content)


def test_cases_come_in_pages(desk: rows.Desk, case: Any, client: Client) -> None:
    status, page = ask(client, desk.owner, "GET", "/cases?limit=1")
    assert (status, [row["ref"] for row in page["cases"]]) == (200, [str(case.pk)])
    assert ask(client, desk.owner, "GET", "/cases?view=odd")[0] == 404
    assert ask(client, desk.owner, "GET", "/cases?after=odd")[1]["code"] == "place_bad"
    assert ask(client, desk.owner, "GET", "/cases?limit=0")[0] == 422


def test_a_case_with_its_messages(desk: rows.Desk, case: Any, client: Client) -> None:
    status, document = ask(client, desk.owner, "GET", f"/cases/{case.pk}")
    assert status == 200
    assert document["messages"]
    assert ask(client, desk.owner, "GET", "/cases/999999")[1]["code"] == "case_unknown"


def test_a_reply_goes_once_under_its_key(desk: rows.Desk, case: Any, client: Client) -> None:
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=EVERY)[1]
    path, reply = f"/cases/{case.pk}/replies", {"text": "We send a new one today."}
    answers = [with_key(client, key, "POST", path, reply, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [status for status, _ in answers] == [201, 200]
    assert answers[0][1]["id"] == answers[1][1]["id"]
    assert OutgoingMessage.objects.filter(case=case).count() == 1
    status, fault = with_key(client, key, "POST", path, {"text": "Other."}, **{"Idempotency-Key": "k1"})
    assert (status, fault["code"]) == (409, "idempotency_key_reused")
    assert "new one" not in str(ApiRequest.objects.values())
    listed = with_key(client, key, "GET", path)[1]["replies"]
    assert [row["text"] for row in listed] == ["We send a new one today."]


def test_what_clashes_keeps_the_text_and_frees_the_key(desk: rows.Desk, case: Any, client: Client) -> None:
    first = case.case_messages.order_by("message_id").first().message.external_id
    reply = {"text": "Too early.", "seen": first}
    key = {"Idempotency-Key": "k2"}
    status, fault = ask(client, desk.owner, "POST", f"/cases/{case.pk}/replies", reply, **key)
    assert (status, fault["code"]) == (409, "reply_not_newest")
    assert Draft.objects.get(case=case, user=desk.owner).text == "Too early."
    assert not ApiRequest.objects.exists()


@pytest.mark.parametrize("content", [None, {}, {"text": 3}, {"text": "x", "seen": "<nothing>"}, {"text": ""}])
def test_what_is_no_reply_is_told(desk: rows.Desk, case: Any, client: Client, content: Any) -> None:
    status, fault = ask(client, desk.owner, "POST", f"/cases/{case.pk}/replies", content)
    assert status in (400, 404, 422)
    assert set(fault) == {"code", "message", "mend"}
    assert not OutgoingMessage.objects.filter(case=case).exists()


def test_to_read_is_not_to_write(desk: rows.Desk, case: Any, client: Client) -> None:
    reply = {"text": "Hello"}
    path = f"/cases/{case.pk}/replies"
    assert ask(client, desk.owner, "POST", path, reply, verbs=("see_cases",))[0] == 403
    finance = people.user(desk.organisation, "fay", "finance")
    key = create_token(finance, by=people.actor(desk.owner), name="", verbs=EVERY)[1]
    assert with_key(client, key, "GET", f"/cases/{case.pk}")[0] == 200
    assert with_key(client, key, "POST", path, reply)[0] == 403


def test_messages_are_judged(desk: rows.Desk, client: Client) -> None:
    said = {"messages": [{"id": 1, "text": "It arrived broken.", "facts": {"is_delivered": True}}]}
    status, answer = ask(client, desk.owner, "POST", "/triage", said)
    assert (status, answer["judgements"][0]["id"]) == (200, 1)
    assert ask(client, desk.owner, "POST", "/triage", {"messages": [{"id": 1}]})[0] == 422
    odd = {"messages": [{"id": 1, "text": "x", "facts": {"weather": "fine"}}]}
    assert ask(client, desk.owner, "POST", "/triage", odd)[0] == 422
