from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from amends.buyers.models import Buyer
from amends.cases import actions
from amends.cases.actions import CaseConflict
from amends.cases.models import Case, CaseChange, Clock
from amends.cases.queries import page_of_cases
from amends.core import clock
from amends.core.errors import NotAllowed
from amends.history.models import Event
from amends.inbox.drafts import save_draft
from amends.inbox.hand_tasks import hand_task_done
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.merging import merge_cases, undo_merge
from amends.inbox.models import CaseMessage, Conversation, Draft
from amends.inbox.replying import send_reply
from tests import people
from tests.inbox.rearranging import MONDAY, Talk, case_of, differing, everything, talk

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=12)


@pytest.fixture
def two() -> Talk:
    """Case a was answered at two; in case b the buyer waits since three."""
    made = talk()
    made.write("a1", "my lamp is broken")
    made.answer("a2", hours=2)
    made.write("b1", "where is my parcel?", hours=3)
    return made


def as_now(two: Talk) -> dict[str, list[dict[str, object]]]:
    """Everything, with the clocks as they stand at this hour."""
    refresh_all_clocks(two.shop)
    return everything()


@pytest.fixture(autouse=True)
def at_night() -> object:
    with clock.frozen_at(LATER):
        yield


def merged(two: Talk, one: str = "b1", into: str = "a1") -> CaseChange:
    return merge_cases(case_of(one), case_of(into), by=two.by)


class TestMerging:
    def test_messages_clocks_and_place_are_those_of_both(self, two: Talk) -> None:
        before, waiting = case_of("a1"), case_of("b1")
        assert (before.state, before.unanswered_since) == ("waiting_buyer", None)
        merged(two)
        case = Case.objects.get(pk=before.pk)
        assert case.state == "open"
        assert case.unanswered_since == waiting.unanswered_since
        assert case.newest_message_id == waiting.newest_message_id
        assert case.next_due_at == waiting.next_due_at
        assert case.opened_at == MONDAY
        names = CaseMessage.objects.filter(case=case).values_list("message__external_id", flat=True)
        assert sorted(names) == ["a1", "a2", "b1"]
        assert Clock.objects.filter(case=case, kind="answer", state="running").exists()

    @pytest.mark.parametrize("nothing", [["notification"], ["thanks"], ["other"]])
    def test_a_case_that_asks_nothing_takes_over_what_the_other_asks(
        self, two: Talk, nothing: list[str]
    ) -> None:
        Case.objects.filter(pk=case_of("a1").pk).update(issue_types=nothing)
        asked = list(case_of("b1").issue_types)
        unmet = Clock.objects.filter(state__in=("running", "paused")).values_list("kind", "side")
        due = set(unmet.filter(case=case_of("b1")))
        change = merged(two)
        living = Case.objects.get(pk=change.case_id)
        assert living.issue_types == asked != nothing
        assert set(unmet.filter(case=living)) == due != set()
        undo_merge(change, by=two.by)
        assert Case.objects.get(pk=change.case_id).issue_types == nothing

    def test_only_the_living_one_is_in_the_queue(self, two: Talk) -> None:
        living, gone = case_of("a1"), case_of("b1")
        merged(two)
        ids, _ = page_of_cases([two.shop.pk], "open")
        assert ids == [living.pk]
        assert Case.objects.get(pk=gone.pk).merged_into_id == living.pk

    def test_what_is_written_later_goes_to_the_living_case(self, two: Talk) -> None:
        living = case_of("a1")
        merged(two)
        two.write("b2", "hello??", hours=5)
        assert case_of("b2").pk == living.pk
        assert Case.objects.count() == 2

    def test_history_tells_both(self, two: Talk) -> None:
        change = merged(two)
        told = Event.objects.filter(verb="case_merged").order_by("pk").values_list("subject_id", "detail")
        assert dict(told) == {
            change.other_id: {"into": change.case_id},
            change.case_id: {"case": change.other_id},
        }

    def test_the_merged_one_takes_no_verb(self, two: Talk) -> None:
        gone = case_of("b1")
        merged(two)
        with pytest.raises(CaseConflict) as refused:
            actions.solve_case(gone, by=two.by)
        assert refused.value.code == "case_merged"


class TestRefusals:
    def code(self, two: Talk, one: Case, into: Case) -> str:
        before = everything()
        with pytest.raises(CaseConflict) as refused:
            merge_cases(one, into, by=two.by)
        assert differing(before) == []
        said = refused.value
        assert "_" not in said.message, "a code in the place of words"
        return said.code

    def test_into_itself(self, two: Talk) -> None:
        assert self.code(two, case_of("a1"), case_of("a1")) == "case_same"

    def test_twice_and_in_a_ring(self, two: Talk) -> None:
        one, into = case_of("b1"), case_of("a1")
        merged(two)
        assert self.code(two, one, into) == "case_merged"
        assert self.code(two, into, one) == "case_merged"

    def test_of_two_shops(self, two: Talk) -> None:
        other = Talk(people.shop(two.shop.organisation, "US2"), two.agent)
        other.write("c1")
        assert self.code(two, case_of("c1"), case_of("a1")) == "case_other_shop"

    def test_of_two_buyers(self, two: Talk) -> None:
        for name in ("a1", "b1"):
            buyer = Buyer.objects.create(
                organisation=two.shop.organisation, marketplace="amazon", first_seen_at=MONDAY
            )
            Case.objects.filter(pk=case_of(name).pk).update(buyer=buyer)
        assert self.code(two, case_of("a1"), case_of("b1")) == "case_other_buyer"

    def test_of_two_orders(self, two: Talk) -> None:
        for name, number in (("c", "113-1"), ("d", "113-2")):
            two.order(number)
            two.write(f"{name}1", order_number=number)
        assert self.code(two, case_of("c1"), case_of("d1")) == "case_other_order"

    @pytest.mark.parametrize(("state", "code"), [("solved", "case_not_at_work"), ("closed", "case_closed")])
    def test_into_one_that_is_over(self, two: Talk, state: str, code: str) -> None:
        Case.objects.filter(pk=case_of("a1").pk).update(state=state)
        assert self.code(two, case_of("b1"), case_of("a1")) == code

    def test_without_the_right(self, two: Talk) -> None:
        finance = people.user(two.shop.organisation, "fay", "finance")
        with pytest.raises(NotAllowed):
            merge_cases(case_of("b1"), case_of("a1"), by=people.actor(finance))

    def test_the_database_knows_no_chain(self, two: Talk) -> None:
        two.write("c1")
        merged(two)
        gone, third = Case.objects.exclude(merged_into=None).get(), case_of("c1")
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=third.pk).update(merged_into=gone)
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=gone.merged_into_id).update(merged_into=third)


class TestUndoing:
    def test_each_is_as_before(self, two: Talk) -> None:
        before = as_now(two)
        undo_merge(merged(two), by=two.by)
        assert differing(before) == []

    def test_the_other_way_round_too(self, two: Talk) -> None:
        before = as_now(two)
        undo_merge(merged(two, "a1", "b1"), by=two.by)
        assert differing(before) == []

    def test_only_once(self, two: Talk) -> None:
        change = merged(two)
        undo_merge(change, by=two.by)
        with pytest.raises(CaseConflict) as refused:
            undo_merge(change, by=two.by)
        assert refused.value.code == "change_undone"

    def test_what_was_written_since_goes_with_its_conversation(self, two: Talk) -> None:
        gone, living = case_of("b1"), case_of("a1")
        change = merged(two)
        two.write("b2", "hello??", hours=5)
        two.write("a3", "and the lamp?", hours=6)
        undo_merge(change, by=two.by)
        assert (case_of("b2").pk, case_of("a3").pk) == (gone.pk, living.pk)
        assert Conversation.objects.get(thread="b").case_id == gone.pk
        assert Case.objects.get(pk=living.pk).unanswered_since == MONDAY + timedelta(hours=6)
        assert Case.objects.get(pk=gone.pk).unanswered_since == MONDAY + timedelta(hours=3)
        assert Case.objects.get(pk=living.pk).state == "open"

    def test_an_answer_to_both_has_answered_both(self, two: Talk) -> None:
        gone, living = case_of("b1"), case_of("a1")
        change = merged(two)
        two.answer("b9", hours=7)
        undo_merge(change, by=two.by)
        for case in (Case.objects.get(pk=gone.pk), Case.objects.get(pk=living.pk)):
            assert (case.unanswered_since, case.state) == (None, "waiting_buyer")
            assert not Clock.objects.filter(case=case, kind="answer", state="running").exists()

    @pytest.mark.parametrize("order", ["first", "last"])
    def test_of_several_in_any_order(self, two: Talk, order: str) -> None:
        two.write("c1", "the invoice please", hours=1)
        first_case, before = case_of("a1"), as_now(two)
        changes = [merged(two, "b1"), merged(two, "c1")]
        for change in changes if order == "first" else reversed(changes):
            undo_merge(change, by=two.by)
            assert case_of("a1").pk == first_case.pk

        assert differing(before) == []

    def test_one_that_holds_another(self, two: Talk) -> None:
        two.write("c1", "the invoice please", hours=1)
        before = as_now(two)
        inner = merged(two, "b1", "a1")
        with_b = everything()
        outer = merged(two, "a1", "c1")
        assert set(Case.objects.exclude(merged_into=None).values_list("merged_into_id", flat=True)) == {
            outer.case_id
        }
        with pytest.raises(CaseConflict) as refused:
            undo_merge(inner, by=two.by)
        assert refused.value.code == "case_merged"
        undo_merge(outer, by=two.by)
        assert differing(with_b) == []
        undo_merge(inner, by=two.by)
        assert differing(before) == []


class TestDraftsAndReplies:
    def test_nobodys_draft_is_touched(self, two: Talk) -> None:
        bo = people.actor(people.user(two.shop.organisation, "bo", "agent"))
        for name, by in (("a1", two.by), ("a1", bo), ("b1", bo)):
            case = case_of(name)
            save_draft(case, f"{name} {by.user_id}", seen_message_id=case.newest_message_id, by=by)
        drafts = list(Draft.objects.order_by("pk").values())
        change = merged(two)
        assert list(Draft.objects.order_by("pk").values()) == drafts
        undo_merge(change, by=two.by)
        assert list(Draft.objects.order_by("pk").values()) == drafts

    def test_a_reply_on_its_way_answers_only_what_it_has_seen(self, two: Talk) -> None:
        """It was written to what buyer a said; what b asks goes on waiting when it leaves."""
        two.write("a3", "still broken", hours=4)
        living = case_of("b1")
        asking = case_of("a3")
        reply = send_reply(asking, "A new one comes.", seen_message_id=asking.newest_message_id, by=two.by)
        assert reply.state == "hand_task"
        merge_cases(asking, living, by=two.by)
        hand_task_done(reply, by=two.by)
        living.refresh_from_db()
        assert living.unanswered_since == MONDAY + timedelta(hours=3)
        assert CaseMessage.objects.filter(case=living, message__outgoing=reply).exists()

    def test_what_a_reply_had_seen_comes_back(self, two: Talk) -> None:
        two.write("a3", "still broken", hours=4)
        asking, living = case_of("a3"), case_of("b1")
        send_reply(asking, "A new one comes.", seen_message_id=asking.newest_message_id, by=two.by)
        before = as_now(two)
        undo_merge(merge_cases(asking, living, by=two.by), by=two.by)
        assert differing(before) == []


def test_what_people_told_of_either_holds_of_both_and_goes_back(two: Talk) -> None:
    at = MONDAY.isoformat()
    living, other = case_of("a1"), case_of("b1")
    Case.objects.filter(pk=living.pk).update(answers={"opened": {"value": True, "at": at}})
    Case.objects.filter(pk=other.pk).update(
        answers={"opened": {"value": False, "at": at}, "used": {"value": False, "at": at}},
        happened={"claim_opened": {"at": at}},
        given={"claim_answer": {"due_at": at, "noted_at": at}},
    )
    change = merged(two)
    both = Case.objects.get(pk=living.pk)
    assert (both.answers["opened"]["value"], both.answers["used"]["value"]) == (True, False)
    assert (list(both.happened), list(both.given)) == (["claim_opened"], ["claim_answer"])
    undo_merge(change, by=two.by)
    again = Case.objects.get(pk=living.pk)
    assert (list(again.answers), again.happened, again.given) == (["opened"], {}, {})
