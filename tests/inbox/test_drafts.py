import pytest

from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.inbox.drafts import discard_draft, draft_of, save_draft
from amends.inbox.models import Draft
from amends.inbox.rules import LONGEST_TEXT
from tests.inbox.desk import TEXT, Desk, desk_with_case
from tests.people import actor, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desk_with_case()


def text_of(desk: Desk, by: object = None) -> str | None:
    draft = draft_of(desk.case, by=by or desk.by)  # type: ignore[arg-type]
    return draft.text if draft is not None else None


def test_a_draft_is_kept_as_typed_and_the_last_one_counts(desk: Desk) -> None:
    typed = "  two  spaces\r\n\ttab — 您好 \n\n"
    save_draft(desk.case, "first", template="delay", seen_message_id=1, by=desk.by)
    draft = save_draft(desk.case, typed, template="", seen_message_id=2, by=desk.by)
    assert text_of(desk) == typed
    assert (draft.template, draft.seen_message_id) == ("", 2)
    assert Draft.objects.count() == 1
    assert Event.objects.filter(subject_type="case").count() == 0


def test_a_draft_is_its_writers_alone(desk: Desk) -> None:
    other = actor(user(desk.shop.organisation, "bo", "agent"))
    save_draft(desk.case, "mine", seen_message_id=None, by=desk.by)
    save_draft(desk.case, "theirs", seen_message_id=None, by=other)
    assert (text_of(desk), text_of(desk, other)) == ("mine", "theirs")
    assert discard_draft(desk.case, by=other)
    assert (text_of(desk), text_of(desk, other)) == ("mine", None)
    assert not discard_draft(desk.case, by=other)


def test_others_acts_leave_a_draft_alone(desk: Desk) -> None:
    """Whoever takes over, answers or writes: what I typed stays."""
    from amends.cases.actions import assign_case, need_no_response

    other = user(desk.shop.organisation, "bo", "agent")
    save_draft(desk.case, "mine", seen_message_id=None, by=desk.by)
    assign_case(desk.case, to=other, by=actor(other))
    need_no_response(desk.case, by=actor(other))
    desk.agent, mine = other, desk.by
    desk.reply("theirs leaves")
    desk.write("again", hours=2)
    assert text_of(desk, mine) == "mine"


def test_a_draft_that_arrives_after_its_reply_is_none(desk: Desk) -> None:
    desk.reply()
    seen = desk.case.newest_message_id
    save_draft(desk.case, TEXT, seen_message_id=seen, by=desk.by)
    assert text_of(desk) is None
    save_draft(desk.case, TEXT + " And more.", seen_message_id=seen, by=desk.by)
    assert text_of(desk) == TEXT + " And more."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\0b", "text_unreadable"),
        ("\ud83d", "text_unreadable"),
        ("x" * (LONGEST_TEXT + 1), "text_too_long"),
    ],
)
def test_what_cannot_be_kept_is_said(desk: Desk, text: str, code: str) -> None:
    save_draft(desk.case, "before", seen_message_id=None, by=desk.by)
    with pytest.raises(Refused) as refusal:
        save_draft(desk.case, text, seen_message_id=None, by=desk.by)
    assert refusal.value.code == code
    assert text_of(desk) == "before"


def test_who_may_not_work_the_case_has_no_draft(desk: Desk) -> None:
    finance = actor(user(desk.shop.organisation, "fi", "finance"))
    with pytest.raises(NotAllowed):
        save_draft(desk.case, "x", seen_message_id=None, by=finance)
    with pytest.raises(NotAllowed):
        discard_draft(desk.case, by=finance)
