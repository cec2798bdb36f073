from datetime import timedelta

import pytest

from amends.cases.actions import CaseConflict, solve_case, write_note
from amends.cases.models import Case, CaseChange, CaseLink, Clock
from amends.core import clock
from amends.inbox.drafts import save_draft
from amends.inbox.merging import merge_cases
from amends.inbox.models import CaseMessage, Conversation, Draft
from amends.inbox.splitting import split_messages, undo_split
from tests.inbox.rearranging import MONDAY, NUMBER, Talk, case_of, differing, everything, talk

pytestmark = pytest.mark.django_db
NOT_OF_THE_CASE = {"Case", "CaseLink", "Clock"}


@pytest.fixture(autouse=True)
def at_night() -> object:
    with clock.frozen_at(MONDAY + timedelta(hours=12)):
        yield


@pytest.fixture
def asked() -> Talk:
    """One case of one order: answered once, then two things asked at a time."""
    made = talk()
    made.order()
    made.write("a1", "where is my parcel?", order_number=NUMBER)
    made.answer("a2", hours=1)
    made.write("a3", "the lamp is broken", hours=3)
    made.write("a4", "and I need an invoice", hours=4)
    return made


def id_of(name: str) -> int:
    return CaseMessage.objects.get(message__external_id=name).message_id


def split(asked: Talk, *names: str) -> Case:
    return split_messages(case_of("a1"), [id_of(name) for name in names], by=asked.by)


def names_in(case: Case) -> list[str]:
    found = CaseMessage.objects.filter(case=case).values_list("message__external_id", flat=True)
    return sorted(found)


def test_messages_become_a_case_beside_the_first(asked: Talk) -> None:
    first = case_of("a1")
    new = split(asked, "a4")
    first.refresh_from_db()
    assert (names_in(first), names_in(new)) == (["a1", "a2", "a3"], ["a4"])
    assert (new.order_id, new.is_split, new.state) == (first.order_id, True, "open")
    assert (first.unanswered_since, new.unanswered_since) == (
        MONDAY + timedelta(hours=3),
        MONDAY + timedelta(hours=4),
    )
    assert (first.newest_message_id, new.newest_message_id) == (id_of("a3"), id_of("a4"))
    assert "invoice" in new.issue_types
    assert "invoice" not in first.issue_types
    for case in (first, new):
        assert Clock.objects.filter(case=case, kind="answer", state__in=("running", "paused")).exists()
    assert CaseLink.objects.filter(case=first, younger=new).exists()


def test_what_is_said_later_stays_with_the_first(asked: Talk) -> None:
    first, new = case_of("a1"), split(asked, "a4")
    asked.write("a5", "hello?", hours=5)
    assert case_of("a5").pk == first.pk
    assert names_in(new) == ["a4"]


def test_a_whole_conversation_goes_with_what_is_said_later(asked: Talk) -> None:
    asked.write("z1", "my other question", order_number=NUMBER, hours=5)
    first = case_of("z1")
    new = split(asked, "z1")
    asked.write("z2", "any news?", hours=6)
    assert case_of("z2").pk == new.pk
    assert Conversation.objects.get(thread="z").case_id == new.pk
    assert first.pk != new.pk


@pytest.mark.parametrize(
    ("names", "code"),
    [((), "split_nothing"), (("a1", "a2", "a3", "a4"), "split_everything"), (("z1",), "split_not_there")],
)
def test_what_cannot_be_split(asked: Talk, names: tuple[str, ...], code: str) -> None:
    asked.write("z1", "somebody else's", hours=5)
    before = everything()
    with pytest.raises(CaseConflict) as refused:
        split(asked, *names)
    assert refused.value.code == code
    assert code not in refused.value.message
    assert everything() == before


def test_undone_the_first_is_as_before(asked: Talk) -> None:
    first = case_of("a1")
    split(asked, "a3")
    undo_split(CaseChange.objects.get(), by=asked.by)
    before = everything()
    new = split(asked, "a4")
    undo_split(CaseChange.objects.get(undone_at=None), by=asked.by)
    left = [each for each in differing(before) if each[1] != new.pk and each[0] not in ("CaseLink", "Clock")]
    assert left == []
    assert names_in(first) == ["a1", "a2", "a3", "a4"]
    new.refresh_from_db()
    assert new.merged_into_id == first.pk, "its address leads to the first"
    running = Clock.objects.filter(case=first, state__in=("running", "paused")).order_by("pk").values()
    assert list(running) == [
        each
        for each in before["Clock"]
        if each["case_id"] == first.pk and each["state"] in ("running", "paused")
    ]


def test_what_happened_since_is_not_lost(asked: Talk) -> None:
    first, new = case_of("a1"), split(asked, "a4")
    write_note(new, "Invoice is in the drawer.", by=asked.by)
    save_draft(new, "Here is your invoice", seen_message_id=new.newest_message_id, by=asked.by)
    asked.write("a5", "hello?", hours=5)
    undo_split(CaseChange.objects.get(), by=asked.by)
    first.refresh_from_db()
    assert names_in(first) == ["a1", "a2", "a3", "a4", "a5"]
    assert first.newest_message_id == id_of("a5")
    assert Draft.objects.get().text == "Here is your invoice"
    assert new.notes.count() == 1


def test_a_solved_one_comes_back_too(asked: Talk) -> None:
    new = split(asked, "a4")
    Clock.objects.filter(case=new).update(state="cancelled")
    solve_case(new, by=asked.by)
    undo_split(CaseChange.objects.get(), by=asked.by)
    assert case_of("a4").state == "open"


def test_after_a_merge_the_merge_is_undone_first(asked: Talk) -> None:
    first, new = case_of("a1"), split(asked, "a4")
    merge_cases(new, first, by=asked.by)
    with pytest.raises(CaseConflict) as refused:
        undo_split(CaseChange.objects.get(kind="split"), by=asked.by)
    assert refused.value.code == "split_merged_since"
