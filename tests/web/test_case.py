from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from amends.cases import actions
from amends.cases.models import Case, Note
from amends.core import clock
from amends.inbox.models import Conversation, Draft, Message, OutgoingMessage
from tests import people
from tests.web import case_rows, rows
from tests.web.single_rows import NOON, parcel_of

MOST_QUERIES = 16
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    with clock.frozen_at(NOON):
        return case_rows.broken_planters(desk)


@pytest.fixture
def at_noon() -> Any:
    with clock.frozen_at(NOON):
        yield


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, case: Case, verb: str, **given: object) -> HttpResponse:
    return client.post(f"/desk/{case.pk}/{verb}", given)


@pytest.mark.usefixtures("at_noon")
class TestPage:
    def test_what_was_said_and_both_clocks(self, at_desk: Client, case: Case) -> None:
        text = text_of(at_desk.get(f"/desk/{case.pk}"))
        for said in (
            "Damaged · Ceramic planter", "112-8841907-5530612", "M. Okafor", "box was crushed on one side",
            "ok. will it be here by sunday", "Platform · answer", "1 h 12 min", "Ours · answer", "6 h 00 min",
            "The case was opened", "Handed over", "Damage reported; outer carton wet",
        ):  # fmt: skip
            assert said in text
        assert text.count("<img ") == 2
        assert text.index("box was crushed") < text.index("I am sorry both") < text.index("by sunday or not")
        assert text.index("The case was opened") < text.index("I am sorry both"), "written down days after"

    def test_what_it_means_and_costs(self, at_desk: Client, case: Case) -> None:
        text = text_of(at_desk.get(f"/desk/{case.pk}/panel", headers=IN_PLACE))
        for said in ("Broken on the way", "Send a new one", "Next steps", "FedEx", "Potting soil", "1 order"):
            assert said in text
        assert 'class="best"' in text
        assert "Hello M. Okafor" in text, "the draft is proposed"

    def test_where_nobody_has_written_a_playbook_it_is_said(
        self, at_desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("amends.playbooks.assess.playbooks", dict)
        text = text_of(at_desk.get(f"/desk/{case.pk}/panel", headers=IN_PLACE))
        assert "No playbook yet: a person decides" in text

    @pytest.mark.parametrize("part", ["", "/open", "/panel", "/people"])
    def test_few_queries(
        self,
        at_desk: Client,
        desk: rows.Desk,
        case: Case,
        django_assert_max_num_queries: Any,
        part: str,
    ) -> None:
        case_rows.written_for(case)
        actions.take_case(case, by=people.actor(desk.owner))
        actions.write_note(case, "Stock is low.", by=people.actor(desk.owner))
        parcel_of(desk.orders["112-8841907-5530612"], "774900112234", "FedEx", "in_transit")
        with django_assert_max_num_queries(MOST_QUERIES):
            text_of(at_desk.get(f"/desk/{case.pk}{part}"))

    @pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
    def test_every_part_in_three_languages(
        self, at_desk: Client, desk: rows.Desk, case: Case, language: str
    ) -> None:
        desk.owner.language = language
        desk.owner.save()
        for part in ("", "/open", "/panel", "/people"):
            text_of(at_desk.get(f"/desk/{case.pk}{part}"))

    def test_text_from_outside_is_text(self, at_desk: Client, case: Case) -> None:
        talk = Conversation.objects.get(case=case)
        case_rows.message_of(case, talk, "<script>alert(1)</script>", NOON, name="<b>me</b>")
        text = text_of(at_desk.get(f"/desk/{case.pk}"))
        assert "<script>alert(1)" not in text
        assert "<b>me" not in text

    def test_a_case_without_an_order_and_one_merged(
        self, at_desk: Client, desk: rows.Desk, case: Case
    ) -> None:
        other = case_rows.case_of(
            desk.amazon, None, ["other"], 5, [("in", 1, "hello")], "en", name="Somebody"
        )
        for part in ("", "/panel"):
            text_of(at_desk.get(f"/desk/{other.pk}{part}"))
        Case.objects.filter(pk=other.pk).update(merged_into=case)
        assert at_desk.get(f"/desk/{other.pk}")["Location"].startswith(f"/desk/{case.pk}?")

    def test_who_only_looks_has_nothing_to_press(self, desk: rows.Desk, case: Case, client: Client) -> None:
        client.force_login(people.user(desk.organisation, "fin", "finance"))
        text = text_of(client.get(f"/desk/{case.pk}"))
        assert "reply-text" not in text
        assert "/solve" not in text
        assert do(client, case, "take").status_code == 403


@pytest.mark.usefixtures("at_noon")
class TestVerbs:
    def test_of_two_who_take_it_one_gets_it(self, at_desk: Client, desk: rows.Desk, case: Case) -> None:
        assert do(at_desk, case, "take").status_code == 302
        amy = Client()
        amy.force_login(people.user(desk.organisation, "amy", "agent"))
        answer = do(amy, case, "take")
        assert answer.status_code == 409
        assert "Somebody else has taken this case" in answer.content.decode()
        case.refresh_from_db()
        assert case.assignee_id == desk.owner.pk

    def test_assigned_by_a_lead_put_back_by_its_agent(
        self, at_desk: Client, desk: rows.Desk, case: Case
    ) -> None:
        amy = people.user(desk.organisation, "amy", "agent", shop=desk.amazon)
        bob = people.user(desk.organisation, "bob", "agent", shop=desk.taobao)
        people_shown = text_of(at_desk.get(f"/desk/{case.pk}/people"))
        assert "amy" in people_shown
        assert bob.login not in people_shown
        do(at_desk, case, "assign", to=amy.pk)
        case.refresh_from_db()
        assert case.assignee_id == amy.pk
        browser = Client()
        browser.force_login(amy)
        assert do(browser, case, "assign", to=desk.owner.pk).status_code == 403
        do(browser, case, "put_back")
        case.refresh_from_db()
        assert case.assignee_id is None
        assert do(at_desk, case, "assign", to="9" * 30).status_code in (400, 404)

    def test_put_away_and_brought_back(self, at_desk: Client, case: Case) -> None:
        do(at_desk, case, "snooze", until="tomorrow")
        case.refresh_from_db()
        assert case.state == "snoozed"
        assert case.snoozed_until is not None
        assert case.snoozed_until.isoformat() == "2026-11-22T17:00:00+00:00", "nine in Los Angeles"
        do(at_desk, case, "wake")
        case.refresh_from_db()
        assert (case.state, case.snoozed_until) == ("open", None)
        do(at_desk, case, "snooze", at="2026-11-23T10:30")
        case.refresh_from_db()
        assert case.snoozed_until is not None
        assert case.snoozed_until.isoformat() == "2026-11-23T18:30:00+00:00"
        for at in ("", "yesterday", "2020-01-01T00:00", "9999-12-31T23:59"):
            assert do(at_desk, case, "snooze", at=at).status_code in (302, 400)

    def test_no_solving_while_the_buyer_waits(self, at_desk: Client, case: Case) -> None:
        answer = do(at_desk, case, "solve")
        assert answer.status_code == 409
        assert "the buyer is still waiting" in answer.content.decode()
        do(at_desk, case, "no_response")
        do(at_desk, case, "solve")
        case.refresh_from_db()
        assert case.state == "solved"
        do(at_desk, case, "reopen")
        case.refresh_from_db()
        assert case.state == "open"

    def test_a_note(self, at_desk: Client, case: Case) -> None:
        do(at_desk, case, "note", text="  31 good ones <b>left</b> ")
        assert Note.objects.get().text == "31 good ones <b>left</b>"
        assert "31 good ones &lt;b&gt;left" in text_of(at_desk.get(f"/desk/{case.pk}"))
        assert do(at_desk, case, "note", text="  ").status_code == 400

    def test_in_place_the_case_comes_back_and_the_queue_hears_of_it(
        self, at_desk: Client, case: Case
    ) -> None:
        answer = at_desk.post(f"/desk/{case.pk}/take", headers=IN_PLACE)
        assert answer.headers["HX-Trigger"] == "case-changed"
        assert "<title>" in text_of(answer)
        assert "yours" in text_of(answer)


@pytest.mark.usefixtures("at_noon")
class TestReply:
    def test_a_draft_is_kept_and_is_ones_own(self, at_desk: Client, desk: rows.Desk, case: Case) -> None:
        answer = at_desk.post(
            f"/desk/{case.pk}/draft", {"text": "Dear", "seen": case.newest_message_id}, headers=IN_PLACE
        )
        assert "Draft kept" in text_of(answer)
        assert ">Dear</textarea>" in text_of(at_desk.get(f"/desk/{case.pk}"))
        amy = Client()
        amy.force_login(people.user(desk.organisation, "amy", "agent"))
        assert ">Dear</textarea>" not in text_of(amy.get(f"/desk/{case.pk}"))
        amy.post(f"/desk/{case.pk}/draft", {"text": ""})
        assert Draft.objects.get().text == "Dear"
        do(at_desk, case, "draft", text=" ")
        assert not Draft.objects.exists()

    def test_a_reply_by_hand_is_done_when_a_person_says_so(self, at_desk: Client, case: Case) -> None:
        do(at_desk, case, "reply", text="New ones leave today.", seen=case.newest_message_id)
        outgoing = OutgoingMessage.objects.get()
        assert outgoing.state == "hand_task"
        assert "Paste this on the marketplace" in text_of(at_desk.get(f"/desk/{case.pk}"))
        at_desk.post(f"/desk/replies/{outgoing.pk}/done")
        case.refresh_from_db()
        assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
        text = text_of(at_desk.get(f"/desk/{case.pk}"))
        assert text.count("New ones leave today.") == 1
        assert "met</b>" in text

    def test_one_that_has_not_seen_the_newest_message_is_stopped(self, at_desk: Client, case: Case) -> None:
        seen = case.newest_message_id
        talk = Conversation.objects.get(case=case)
        newer = case_rows.message_of(case, talk, "forget it, just refund me", NOON - timedelta(minutes=1))
        answer = at_desk.post(
            f"/desk/{case.pk}/reply", {"text": "New ones leave.", "seen": seen}, headers=IN_PLACE
        )
        assert answer.status_code == 409
        assert answer.headers["HX-Retarget"] == "#talk"
        text = answer.content.decode()
        for said in (
            "the buyer has written again",
            "forget it, just refund me",
            ">New ones leave.</textarea>",
        ):
            assert said in text
        assert f'name="seen" value="{newer.pk}"' in text
        assert 'class="msg new"' in text
        assert not OutgoingMessage.objects.exists()

    def test_called_back_it_is_a_draft_again(self, at_desk: Client, case: Case) -> None:
        later = NOON + timedelta(seconds=10)
        written = case_rows.written_for(case, state="waiting", channel="email", leaves_at=later)
        text = text_of(at_desk.get(f"/desk/{case.pk}"))
        assert 'data-left-ms="10000"' in text
        OutgoingMessage.objects.update(by=at_desk.session["_auth_user_id"])
        at_desk.post(f"/desk/replies/{written.pk}/call_back")
        assert f">{written.text}</textarea>" in text_of(at_desk.get(f"/desk/{case.pk}"))

    @pytest.mark.parametrize(
        ("state", "said"),
        [("failed", "This was not sent"), ("unknown", "Nobody knows whether this left")],
    )
    def test_what_went_wrong_is_shown_with_what_to_do(
        self, at_desk: Client, case: Case, state: str, said: str
    ) -> None:
        case_rows.written_for(case, state=state, channel="email", handed_over_at=NOON)
        assert said in text_of(at_desk.get(f"/desk/{case.pk}"))

    @pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
    def test_a_form_tampered_with_sends_nothing(self, at_desk: Client, case: Case, seen: str) -> None:
        assert do(at_desk, case, "reply", text="Hello", seen=seen).status_code == 409
        assert do(at_desk, case, "reply", text=" ", seen=case.newest_message_id).status_code == 400
        assert do(at_desk, case, "reply", text="\0", seen=case.newest_message_id).status_code == 400
        assert not OutgoingMessage.objects.exists()
        assert Message.objects.filter(direction="out").count() == 2


def test_a_solved_case_is_in_its_view(at_desk: Client, desk: rows.Desk, case: Case) -> None:
    me = people.actor(desk.owner)
    actions.need_no_response(case, by=me)
    actions.solve_case(case, by=me)
    assert f'data-case="{case.pk}"' in text_of(at_desk.get("/desk?view=solved"))


def test_a_case_without_order_names_who_wrote(at_desk: Client, desk: rows.Desk) -> None:
    case = case_rows.case_of(
        desk.amazon, None, ["invoice"], 5, [("in", 9, "An invoice please")], "en", name="Ivy <b>"
    )
    head = (
        at_desk.get(f"/desk/{case.pk}")
        .content.decode()
        .partition('id="case-head"')[2]
        .partition("</header>")[0]
    )
    assert "<bdi>Ivy &lt;b&gt;</bdi>" in head
