from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from amends.cases.linking import link_cases
from amends.cases.models import Case, CaseChange, CaseLink, Clock
from amends.core import clock
from amends.inbox.drafts import save_draft
from amends.inbox.merging import merge_cases
from amends.inbox.models import CaseMessage, Draft
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


@pytest.fixture
def other(desk: rows.Desk) -> Case:
    """Somebody whose order is not known."""
    return case_rows.case_of(
        desk.amazon, None, ["invoice"], 5, [("in", 9, "Please send me an invoice")], "en"
    )


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def merged(desk: rows.Desk, one: Case, into: Case) -> CaseChange:
    return merge_cases(one, into, by=people.actor(desk.owner))


def test_merging_by_number_and_undoing_it(at_desk: Client, case: Case, other: Case) -> None:
    answer = at_desk.post(f"/desk/{other.pk}/merge", {"ref": f"#{case.pk}", "view": "open"}, follow=True)
    text = text_of(answer)
    assert answer.redirect_chain[-1][0].startswith(f"/desk/{case.pk}")
    assert "Please send me an invoice" in text
    assert f"Case {other.pk} was merged into this one" in text
    change = CaseChange.objects.get()
    text = text_of(at_desk.post(f"/desk/changes/{change.pk}/undo", follow=True))
    assert "Please send me an invoice" not in text
    assert Case.objects.filter(merged_into=None).count() == 2


def test_the_old_address_leads_to_the_living_case(
    at_desk: Client, desk: rows.Desk, case: Case, other: Case
) -> None:
    merged(desk, other, case)
    for place in ("", "/open"):
        answer = at_desk.get(f"/desk/{other.pk}{place}", {"view": "late"})
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"/desk/{case.pk}{place}?view=late")


def test_an_open_page_says_where_its_case_went(
    at_desk: Client, desk: rows.Desk, case: Case, other: Case
) -> None:
    """Whoever is typing there is not torn away."""
    merged(desk, other, case)
    behind = {"HX-Request": "true", "HX-Trigger": "refresh"}
    text = text_of(at_desk.get(f"/desk/{other.pk}/open", headers=behind))
    assert "This case was merged into another" in text
    assert f"/desk/{case.pk}" in text


def test_notes_of_both_are_in_the_flow(at_desk: Client, desk: rows.Desk, case: Case, other: Case) -> None:
    at_desk.post(f"/desk/{other.pk}/note", {"text": "Tax number is in the shop's file."})
    merged(desk, other, case)
    assert "Tax number is in the shop" in text_of(at_desk.get(f"/desk/{case.pk}"))


def test_ones_own_draft_can_be_taken_over(at_desk: Client, desk: rows.Desk, case: Case, other: Case) -> None:
    by = people.actor(desk.owner)
    save_draft(other, "Here is your invoice", seen_message_id=other.newest_message_id, by=by)
    save_draft(case, "New planters leave today.", seen_message_id=case.newest_message_id, by=by)
    merged(desk, other, case)
    text = text_of(at_desk.get(f"/desk/{case.pk}"))
    assert f"Your draft from case {other.pk}" in text
    at_desk.post(f"/desk/{case.pk}/use_draft", {"case": other.pk})
    assert Draft.objects.get().text == "New planters leave today.\n\nHere is your invoice"
    assert Draft.objects.get().case_id == case.pk


def test_nobody_sees_anothers_draft(at_desk: Client, desk: rows.Desk, case: Case, other: Case) -> None:
    bo = people.user(desk.organisation, "bo", "agent")
    save_draft(other, "Here is your invoice", seen_message_id=None, by=people.actor(bo))
    merged(desk, other, case)
    assert "Here is your invoice" not in text_of(at_desk.get(f"/desk/{case.pk}"))
    assert at_desk.post(f"/desk/{case.pk}/drop_draft", {"case": other.pk}).status_code == 404
    assert Draft.objects.get().text == "Here is your invoice"


def test_splitting_chosen_messages(at_desk: Client, case: Case) -> None:
    last = CaseMessage.objects.filter(case=case, message__direction="in").order_by("-pk")[0].message_id
    assert "ok. will it be here" in text_of(at_desk.get(f"/desk/{case.pk}/split"))
    answer = at_desk.post(f"/desk/{case.pk}/split", {"message": [last]}, follow=True)
    new = Case.objects.exclude(pk=case.pk).get()
    assert answer.redirect_chain[-1][0].startswith(f"/desk/{new.pk}")
    assert "Split off from" in text_of(answer)
    assert "Messages were split off into" in text_of(at_desk.get(f"/desk/{case.pk}"))


def test_without_a_choice_nothing_is_split(at_desk: Client, case: Case) -> None:
    answer = at_desk.post(f"/desk/{case.pk}/split", {"message": ["x", "9" * 30]})
    assert answer.status_code == 400
    assert "No message was chosen" in answer.content.decode()


def test_links_are_shown_on_both(at_desk: Client, case: Case, other: Case) -> None:
    at_desk.post(f"/desk/{case.pk}/link", {"ref": other.pk})
    for one, its in ((case, other), (other, case)):
        text = text_of(at_desk.get(f"/desk/{one.pk}"))
        assert "Linked with" in text
        assert f'href="/desk/{its.pk}"' in text
    at_desk.post(f"/desk/{other.pk}/unlink", {"case": case.pk})
    assert not CaseLink.objects.exists()


def test_a_linked_case_of_a_shop_one_does_not_see_is_not_told_of(
    client: Client, desk: rows.Desk, case: Case
) -> None:
    hidden = case_rows.case_of(desk.taobao, None, ["delayed"], 5, [("in", 9, "还没到")], "zh")
    link_cases(case, hidden, by=people.actor(desk.owner))
    client.force_login(people.user(desk.organisation, "cy", "agent", shop=desk.amazon))
    assert f"/desk/{hidden.pk}" not in text_of(client.get(f"/desk/{case.pk}"))


def test_an_offered_order_is_joined_declined_and_offered_again(
    at_desk: Client, desk: rows.Desk, other: Case
) -> None:
    order = desk.orders["112-8841907-5530612"]
    Case.objects.filter(pk=other.pk).update(offered_order=order)
    assert "It is this order" in text_of(at_desk.get(f"/desk/{other.pk}"))
    at_desk.post(f"/desk/{other.pk}/decline_order")
    assert "Not about order" in text_of(at_desk.get(f"/desk/{other.pk}"))
    at_desk.post(f"/desk/changes/{CaseChange.objects.get(undone_at=None).pk}/undo")
    at_desk.post(f"/desk/{other.pk}/join_order")
    other.refresh_from_db()
    assert other.order_id == order.pk
    assert "A person joined the order" in text_of(at_desk.get(f"/desk/{other.pk}"))


@pytest.mark.parametrize("verb", ["merge", "split", "link"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_pages_in_three_languages(
    at_desk: Client, desk: rows.Desk, case: Case, other: Case, verb: str, language: str
) -> None:
    desk.owner.language = language
    desk.owner.save()
    text_of(at_desk.get(f"/desk/{case.pk}/{verb}"))


@pytest.mark.parametrize("part", ["", "/open", "/merge", "/split", "/link"])
def test_few_queries(
    at_desk: Client,
    desk: rows.Desk,
    case: Case,
    other: Case,
    django_assert_max_num_queries: Any,
    part: str,
) -> None:
    save_draft(other, "Here", seen_message_id=other.newest_message_id, by=people.actor(desk.owner))
    merged(desk, other, case)
    third = case_rows.case_of(desk.amazon, None, ["delayed"], 5, [("in", 9, "late")], "en")
    link_cases(case, third, by=people.actor(desk.owner))
    with django_assert_max_num_queries(MOST_QUERIES):
        text_of(at_desk.get(f"/desk/{case.pk}{part}"))


def test_what_was_met_before_a_merge_is_shown_after_it(
    at_desk: Client, desk: rows.Desk, case: Case, other: Case
) -> None:
    Clock.objects.filter(case=case).update(state="met", met_at=NOON)
    Case.objects.filter(pk=case.pk).update(unanswered_since=None)
    Case.objects.filter(pk=other.pk).update(issue_types=["notification"], unanswered_since=None)
    Clock.objects.filter(case=other).delete()
    assert '<b class="clock calm met">' in text_of(at_desk.get(f"/desk/{case.pk}"))
    merged(desk, case, other)
    assert '<b class="clock calm met">' in text_of(at_desk.get(f"/desk/{other.pk}"))


def test_a_split_leads_to_the_merge_that_is_to_be_undone_first(
    at_desk: Client, desk: rows.Desk, case: Case
) -> None:
    newest = CaseMessage.objects.filter(case=case).latest("pk").message_id
    at_desk.post(f"/desk/{case.pk}/split", {"message": [newest]})
    split = CaseChange.objects.get()
    assert split.other is not None
    merge = merged(desk, split.other, case)
    page = text_of(at_desk.get(f"/desk/{case.pk}"))
    assert f'href="#change-{merge.pk}">To undo it, first undo the merge of case {split.other_id}' in page
    assert f'id="change-{merge.pk}"' in page
    assert f"/desk/changes/{split.pk}/undo" not in page
    refused = at_desk.post(f"/desk/changes/{split.pk}/undo")
    assert refused.status_code == 409
    assert "Undo that merge first" in refused.content.decode()
    at_desk.post(f"/desk/changes/{merge.pk}/undo")
    assert f"/desk/changes/{split.pk}/undo" in text_of(at_desk.get(f"/desk/{case.pk}"))
    at_desk.post(f"/desk/changes/{split.pk}/undo")
    split.refresh_from_db()
    assert split.undone_at is not None


def test_what_was_done_to_two_cases_is_told_once_where_they_are_one(
    at_desk: Client, desk: rows.Desk, case: Case
) -> None:
    newest = CaseMessage.objects.filter(case=case).latest("pk").message_id
    at_desk.post(f"/desk/{case.pk}/split", {"message": [newest]})
    new = CaseChange.objects.get().other
    assert new is not None
    merged(desk, new, case)
    page = text_of(at_desk.get(f"/desk/{case.pk}"))
    for said in ("Messages were split off into a case of their own", "Two cases were merged"):
        assert page.count(said) == 1
