"""The settings page of the language model, and what a case shows of its answer."""

from collections.abc import Iterator

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases.models import Case
from amends.core import clock
from amends.inbox.models import LanguageModel, ModelQuestion, TriageExample
from tests import people
from tests.connectors.chat_server import ChatServer, running
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
SECRET = "key-secret-9"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running() as told:
        yield told


def typed(server: ChatServer, **changes: str) -> dict[str, str]:
    return {
        "address": server.address,
        "model": "m",
        "key": SECRET,
        "is_near": "on",
        "is_on": "on",
        **changes,
    }


def test_set_tried_and_taken_away(at_desk: Client, server: ChatServer) -> None:
    assert at_desk.post("/settings/triage/model", typed(server, model=HOSTILE)).status_code == 302
    row = LanguageModel.objects.get()
    assert (row.is_on, row.is_near, row.model) == (True, True, HOSTILE)
    text = at_desk.get("/settings/triage/model").content.decode()
    assert SECRET not in text
    assert HOSTILE not in text
    assert "One is kept, sealed." in text
    assert "It answers: Delayed" in at_desk.post("/settings/triage/model/try").content.decode()
    assert server.keys == [f"Bearer {SECRET}"]
    server.content = HOSTILE
    text = at_desk.post("/settings/triage/model/try").content.decode()
    assert "It answers, but not with an issue type." in text
    assert HOSTILE not in text
    at_desk.post("/settings/triage/model/remove")
    assert not LanguageModel.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"is_near": ""}, "Buyers’ words would cross the network"),
        ({"address": "http://10.0.0.1/"}, "Buyers’ words would cross the network"),
        ({"address": "nonsense"}, "This is no address of a language model."),
        ({"key": "钥匙"}, "This is no key"),
        ({"model": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_kept(at_desk: Client, server: ChatServer, changes: dict[str, str], said: str) -> None:
    answer = at_desk.post("/settings/triage/model", typed(server, **changes))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert not LanguageModel.objects.exists()


@pytest.mark.parametrize("language", ["zh-Hans", "fr"])
def test_in_the_readers_language(at_desk: Client, desk: rows.Desk, language: str) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    answer = at_desk.get("/settings/triage/model")
    assert answer["Content-Language"] == language
    assert "No language model is asked" not in answer.content.decode()


def test_only_for_owners(client: Client, desk: rows.Desk) -> None:
    client.force_login(people.user(desk.organisation, "lena", "lead"))
    assert client.get("/settings/triage/model").status_code == 403
    assert client.post("/settings/triage/model/try").status_code == 403
    assert 'href="/settings/triage/model"' not in client.get("/settings/triage").content.decode()


def test_its_answer_is_a_suggestion_until_taken_over(at_desk: Client, desk: rows.Desk) -> None:
    with clock.frozen_at(NOON):
        case = case_rows.broken_planters(desk)
        Case.objects.filter(pk=case.pk).update(is_unsure=True)
        ModelQuestion.objects.create(
            organisation=desk.organisation,
            message_id=Case.objects.get(pk=case.pk).newest_message_id,
            idempotency_key="k",
            state="answered",
            code="invoice",
            written_at=NOON,
        )
        text = at_desk.get(f"/desk/{case.pk}").content.decode()
        assert "A language model suggests:" in text
        assert 'value="invoice" data-shortcut="u"' in text
        assert "Not sure what it is about" in text
        assert Case.objects.get(pk=case.pk).issue_types[0] == "damaged"
        at_desk.post(f"/desk/{case.pk}/correct", {"to": "invoice", "instead_of": "damaged"})
        now = Case.objects.get(pk=case.pk)
        assert (now.issue_types[0], now.is_unsure) == ("invoice", False)
        assert "A language model suggests:" not in at_desk.get(f"/desk/{case.pk}").content.decode()
        assert not TriageExample.objects.filter(text="").exists()
