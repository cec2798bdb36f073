"""The list of templates on a case: what fits first, what must not be sent with its reason, one in the box."""

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.models import Draft
from amends.inbox.replying import send_reply
from amends.insights.case_drafts import CaseReplies
from amends.playbooks.assess import assess
from amends.playbooks.gathering import facts_of, step_items
from amends.publishing.wording import save_template
from amends.replies.errors import ReplyValueMissing
from tests.people import actor
from tests.web import case_rows, rows

IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


def replies(case: Case) -> CaseReplies:
    facts = facts_of(case, step_items(case))
    return CaseReplies(case, facts, assess(facts), "email", agent_name="Li Min")


def test_the_recommended_comes_first_and_the_forbidden_last(case: Case) -> None:
    choices = replies(case).choices()
    assert choices[0].stage == replies(case).found.template
    offered = [each.allowance.is_writable for each in choices]
    assert offered == sorted(offered, reverse=True)
    withheld = {each.stage for each in choices if not each.allowance.is_writable}
    assert {"closing", "thanks", "holiday_greeting", "feedback_request"} <= withheld
    assert "lost" in {each.stage for each in choices}
    assert "safety_first" not in {each.stage for each in choices}


def test_unasked_amazon_takes_next_to_nothing(case: Case) -> None:
    case.unanswered_since = None
    withheld = {each.stage for each in replies(case).choices() if not each.allowance.is_writable}
    assert {"shipped", "care", "follow_up", "in_transit", "refund_sent"} <= withheld
    assert replies(case).filled("shipped") is None


def test_safety_has_one_careful_start_and_nothing_else(case: Case) -> None:
    case.issue_types = ["safety_incident"]
    assert [each.stage for each in replies(case).choices()] == ["safety_first"]
    assert replies(case).proposal() is None
    assert replies(case).filled("choices") is None
    made = replies(case).filled("safety_first")
    assert made is not None
    assert not made.missing
    case.issue_types = ["authority_complaint"]
    assert replies(case).choices() == []


def test_what_nobody_knows_stands_in_the_text_and_stops_the_sending(case: Case, desk: rows.Desk) -> None:
    made = replies(case).filled("holiday_delay")
    assert made is None or set(made.missing) <= {"holiday_name", "ships_on"}
    care = replies(case).filled("care")
    assert care is not None
    assert care.missing == ("tips",)
    assert "1. {{ tips }}" in care.text
    by = Actor(desk.organisation.pk, desk.owner.pk, "web")
    with clock.frozen_at(rows.NOON), pytest.raises(ReplyValueMissing) as caught:
        send_reply(case, care.text, seen_message_id=case.newest_message_id, template=care.template, by=by)
    assert caught.value.names == ["tips"]


def test_own_words_are_proposed_with_their_version(case: Case, desk: rows.Desk) -> None:
    save_template("lost", "en", "default", "Sorry. {{ order_number }}", seen=0, by=actor(desk.owner))
    made = replies(case).filled("lost")
    assert made is not None
    assert (made.template, made.text) == ("lost@1", f"Sorry. {case.order_number}")


def test_a_template_goes_after_what_is_typed(at_desk: Client, case: Case) -> None:
    with clock.frozen_at(rows.NOON):
        typed = {"stage": "acknowledge", "text": "First of all.", "seen": str(case.newest_message_id)}
        answer = at_desk.post(f"/desk/{case.pk}/template", typed, headers=IN_PLACE)
    assert answer.status_code == 200
    draft = Draft.objects.get(case=case)
    assert draft.text.startswith("First of all.\n\nHello M. Okafor")
    assert draft.template == "acknowledge"


@pytest.mark.parametrize("stage", ["closing", "poem", ""])
def test_what_cannot_be_used_leaves_the_box_as_it_is(at_desk: Client, case: Case, stage: str) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/template", {"stage": stage}, headers=IN_PLACE)
    assert answer.status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("language", "why"), [("en", "Amazon forbids"), ("zh-Hans", "亚马逊禁止"), ("fr", "Amazon interdit")]
)
def test_the_reason_is_shown(at_desk: Client, desk: rows.Desk, case: Case, language: str, why: str) -> None:
    desk.owner.language = language
    desk.owner.save()
    said = at_desk.get(f"/desk/{case.pk}/panel", headers=IN_PLACE).content.decode()
    assert why in said
    assert 'value="closing"' in said
