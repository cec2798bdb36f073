"""An own rule of wording stops what the product would let pass: while it is written, and when it is sent."""

import pytest

from amends.core import clock
from amends.inbox.checking import ReplyObjected, findings_on
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import send_reply
from amends.insights.own_wording_tried import tried_on_replies
from amends.publishing.own_wording import OwnWording, written
from amends.releases.models import RulebookRelease
from tests.inbox.desk import Desk, desk_with_case
from tests.people import organisation

pytestmark = pytest.mark.django_db

TEXT = "I am sorry. Your lovely lamp is on its way."


@pytest.fixture
def desk() -> Desk:
    return desk_with_case("email")


def rule(**fields: object) -> OwnWording:
    return OwnWording(
        name="calm",
        text={"en": "We do not gush."},
        phrases={"en": ("lovel*",)},
        suggestion={"en": "Your lamp is on its way."},
        bad={"en": ("lovely",)},
        good={"en": ("good",)},
        **fields,  # type: ignore[arg-type]
    )


def release(desk: Desk, own: OwnWording, *, of: int | None = None) -> None:
    now = clock.now()
    RulebookRelease.objects.create(
        organisation_id=of or desk.shop.organisation_id,
        number=1,
        title="Calmer",
        files={own.pack: written(own, now.date())},
        effective_at=now,
        released_at=now,
        released_by_id=desk.by.user_id,
    )


def send(desk: Desk) -> OutgoingMessage:
    return send_reply(desk.case, TEXT, seen_message_id=desk.case.newest_message_id, by=desk.by)


def test_it_stops_what_would_have_passed(desk: Desk) -> None:
    assert findings_on(desk.case, TEXT) == ()
    release(desk, rule())
    assert [one.rule for one in findings_on(desk.case, TEXT)] == ["own_wording/calm"]
    with pytest.raises(ReplyObjected) as refusal:
        send(desk)
    assert refusal.value.code == "reply_objected"
    assert "our own rule" in refusal.value.message
    assert not OutgoingMessage.objects.exists()


def test_it_holds_for_no_other_organisation(desk: Desk) -> None:
    release(desk, rule(), of=organisation("Elsewhere").pk)
    assert send(desk).text == TEXT


def test_one_that_warns(desk: Desk) -> None:
    release(desk, rule(severity="warning"))
    with pytest.raises(ReplyObjected) as refusal:
        send(desk)
    assert refusal.value.code == "reply_warned"


def test_it_is_tried_on_what_was_sent(desk: Desk) -> None:
    sent = send(desk)
    OutgoingMessage.objects.filter(pk=sent.pk).update(state="sent", handed_over_at=clock.now())
    own = rule()
    files = {own.pack: written(own, clock.now().date())}
    tried = tried_on_replies(desk.shop.organisation_id, own.pack, files)
    assert (tried.looked_at, tried.caught) == (1, 1)
    assert [(one.case_id, one.words) for one in tried.shown] == [(desk.case.pk, "lovely")]
    assert tried_on_replies(desk.shop.organisation_id, own.pack, {}).caught == 0
