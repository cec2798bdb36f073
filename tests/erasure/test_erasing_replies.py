import pytest

from amends.buyers.models import Buyer
from amends.core import clock
from amends.erasure.actions import erase_buyer
from amends.inbox.drafts import save_draft
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Draft, OutgoingMessage
from tests.erasure.sweep import found_anywhere
from tests.inbox.desk import Desk, desk_with_case
from tests.people import actor, user

pytestmark = pytest.mark.django_db
WORDS = "Dear Mrs Vesperwood, leave it at 17 Quiet Lane"


@pytest.mark.parametrize(("channel", "after"), [("email", "cancelled"), ("chat", "failed")])
def test_what_was_written_to_the_buyer_goes_and_does_not_leave(channel: str, after: str) -> None:
    desk = with_buyer(channel)
    row = desk.reply(WORDS, undo_seconds=15)
    save_draft(desk.case, WORDS + " too", seen_message_id=None, by=desk.by)
    lead = actor(user(desk.shop.organisation, "lena", "lead"))
    erase_buyer(Buyer.objects.get(), by=lead)
    assert found_anywhere(["Vesperwood", "b7x2-relay"]) == set()
    assert not Draft.objects.exists()
    with clock.frozen_at(row.leaves_at):
        assert hand_over(row.pk).state == after
    assert OutgoingMessage.objects.get().text == ""


def with_buyer(channel: str) -> Desk:
    desk = desk_with_case(channel)
    if channel == "email":
        desk.mail_through(2525)
    desk.conversation.buyer = Buyer.objects.create(
        organisation=desk.shop.organisation, marketplace="amazon", first_seen_at=clock.now()
    )
    desk.conversation.save()
    return desk
