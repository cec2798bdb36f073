"""Why a case is about what it is about: the words that decided are marked, as text."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.cases.models import Case
from amends.core import clock
from amends.inbox.models import CaseMessage, MessageBody
from amends.web.case_about import marked
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    made = case_rows.broken_planters(desk)
    heard = CaseMessage.objects.filter(case=made, message__direction="in")
    heard.update(issue_types=[["damaged", 0.92], ["invoice", 0.02]])
    MessageBody.objects.filter(message__in=heard.values("message")).update(
        text="Hello <b>you</b>, the planter arrived broken in two."
    )
    Case.objects.filter(pk=made.pk).update(issue_types=["damaged"], is_unsure=False)
    return made


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    with clock.frozen_at(NOON):
        yield


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Why it is about this"), ("zh-Hans", "为什么是这个问题"), ("fr", "Pourquoi ce motif")],
)
def test_the_words_are_marked(at_desk: Client, desk: rows.Desk, case: Case, language: str, said: str) -> None:
    User.objects.filter(pk=desk.owner.pk).update(language=language)
    text = at_desk.get(f"/desk/{case.pk}/about").content.decode()
    assert said in text
    assert ("92\u00a0%" if language == "fr" else "92%") in text
    assert re.search(r'<mark class="strong">[^<]*broken', text)
    assert "<b>you</b>" not in text


def test_a_person_has_the_last_word(at_desk: Client, case: Case) -> None:
    at_desk.post(f"/desk/{case.pk}/correct", {"to": "leaking"})
    assert "A person said so." in at_desk.get(f"/desk/{case.pk}/about").content.decode()


def test_a_case_without_messages_says_so(at_desk: Client, case: Case) -> None:
    CaseMessage.objects.filter(case=case).update(issue_types=[])
    text = at_desk.get(f"/desk/{case.pk}/about").content.decode()
    assert "No message of the buyer tells of it." in text


@pytest.mark.parametrize("text", ["", "🙂", "x" * 5000, "broken " * 900, "> quoted\n\nit came broken"])
def test_nothing_is_added_and_nothing_swapped(text: str) -> None:
    joined = "".join(piece.text for piece in marked(text, "damaged", "en")).strip("…")
    assert joined in text
