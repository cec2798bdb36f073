"""The reply box: what the rules object to is told, the text kept, and a lead may let a warning pass."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases import actions
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.core import clock
from amends.inbox.drafts import draft_of, save_draft
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import send_reply
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

FORBIDDEN = "I am sorry. Please change your review and we will refund you."
WARNED = "I am sorry. We guarantee delivery tomorrow."
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    with clock.frozen_at(NOON):
        return case_rows.broken_planters(desk)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.frozen_at(NOON):
        yield


def send(client: Client, case: Case, text: str, **more: str) -> Any:
    return client.post(
        f"/desk/{case.pk}/reply", {"text": text, "seen": case.newest_message_id, **more}, headers=IN_PLACE
    )


def test_the_text_is_checked_as_it_is_typed(at_desk: Client, case: Case) -> None:
    page = at_desk.post(f"/desk/{case.pk}/check", {"text": FORBIDDEN}).content.decode()
    assert "Must not be sent" in page
    assert 'data-begin="12"' in page
    assert "change your review" in page
    assert not OutgoingMessage.objects.filter(text=FORBIDDEN).exists()
    assert at_desk.post(f"/desk/{case.pk}/check", {"text": " "}).content.strip() == b""


@pytest.mark.parametrize("greeting", ["Bonjour, ", "Bonjour Claire, "])
def test_a_wording_leaves_the_greeting(at_desk: Client, case: Case, greeting: str) -> None:
    text = f"{greeting}modifiez votre avis et nous vous remboursons."
    page = at_desk.post(f"/desk/{case.pk}/check", {"text": text}).content.decode()
    assert f'data-begin="{len(greeting)}" data-finish="{len(text)}"' in page
    assert "data-suggestion>Bonjour" not in page


def test_a_rule_is_told_once_for_a_sentence(at_desk: Client, case: Case) -> None:
    text = "Write to us on WhatsApp at 06 12 34 56 78. Or find us on WeChat."
    page = at_desk.post(f"/desk/{case.pk}/check", {"text": text}).content.decode()
    listed, marked = page.count(" data-finding"), len(re.findall(r" hidden [^>]*data-finding", page))
    assert (listed - marked, marked > 0) == (2, True)
    assert "06 12 34 56 78</q>" in page.split("</li>")[0]


def test_a_source_is_named_in_the_readers_language(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language="fr")
    page = at_desk.post(f"/desk/{case.pk}/check", {"text": "Bonjour {{ nom }}"}).content.decode()
    assert "La règle propre du produit" in page


def test_what_is_stopped_stays_in_the_box(at_desk: Client, case: Case) -> None:
    answer = send(at_desk, case, FORBIDDEN, let_pass="so")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f">{FORBIDDEN}</textarea>" in page
    assert "Must not be sent" in page
    assert 'name="let_pass"' not in page
    assert (
        '<div class="notice bad not-sent" id="not-sent" role="alert" tabindex="-1" autofocus><b>Not sent'
        in page
    )
    assert not OutgoingMessage.objects.filter(text=FORBIDDEN).exists()


def test_it_is_gone_to_without_script_too(at_desk: Client, case: Case) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/reply", {"text": FORBIDDEN, "seen": case.newest_message_id})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("autofocus") == 1
    assert page.index('id="not-sent"') < page.index('class="finding error"') < page.index('id="reply-text"')
    assert 'id="not-sent"' not in at_desk.get(f"/desk/{case.pk}").content.decode()


def test_a_lead_is_asked_why(at_desk: Client, case: Case) -> None:
    answer = send(at_desk, case, WARNED)
    assert answer.status_code == 409
    assert 'name="let_pass"' in answer.content.decode()
    assert send(at_desk, case, WARNED, let_pass="The carrier says so.").status_code == 200
    assert OutgoingMessage.objects.get(text=WARNED).passed_reason == "The carrier says so."


def test_who_else_writes_is_told(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    other = people.user(desk.amazon.organisation, "ben", "agent")
    save_draft(case, "I am on it", seen_message_id=None, by=people.actor(other))
    said = "is writing to this buyer too"
    assert said in at_desk.get(f"/desk/{case.pk}").content.decode()
    with clock.frozen_at(NOON.replace(hour=NOON.hour + 1)):
        assert said not in at_desk.get(f"/desk/{case.pk}").content.decode()


def test_what_a_command_left_tells_nobody_that_somebody_writes(
    at_desk: Client, desk: rows.Desk, case: Case
) -> None:
    other = people.user(desk.amazon.organisation, "ben", "agent")
    by_command = replace(people.actor(other), via="cli")
    with pytest.raises(CaseConflict):
        send_reply(case, WARNED, seen_message_id=case.newest_message_id, by=by_command)
    assert draft_of(case, by=by_command) is not None, "the text is kept"
    assert "is writing to this buyer" not in at_desk.get(f"/desk/{case.pk}").content.decode()
    save_draft(case, "I am on it", seen_message_id=None, by=people.actor(other))
    with pytest.raises(CaseConflict):
        send_reply(case, WARNED, seen_message_id=case.newest_message_id, by=by_command)
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    strip = page[page.index("is writing to this buyer") :].partition("</p>")[0]
    assert "<time " in strip, "since when"


def test_an_abused_agent_hands_over(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    assert "The buyer is abusive" not in at_desk.get(f"/desk/{case.pk}").content.decode()
    Case.objects.filter(pk=case.pk).update(signals={"abuse": True})
    actions.take_case(case, by=people.actor(desk.owner))
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert "The buyer is abusive" in page
    assert f"/desk/{case.pk}/put_back" in page
    at_desk.post(f"/desk/{case.pk}/put_back")
    page = at_desk.get(f"/desk/{case.pk}").content.decode()
    assert "The buyer is abusive" in page
    assert f"/desk/{case.pk}/put_back" not in page
