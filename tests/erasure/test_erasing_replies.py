import pytest

from amends.buyers.models import Buyer
from amends.core import clock
from amends.erasure.actions import erase_buyer
from amends.inbox.drafts import save_draft
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Draft, OutgoingMessage
from amends.inbox.reply_files import attach_file
from amends.inbox.replying import send_reply
from amends.platform_records.models import Content
from tests.erasure.sweep import found_anywhere
from tests.inbox.desk import Desk, desk_with_case
from tests.people import actor, user

pytestmark = pytest.mark.django_db
WORDS = "Dear Mrs Vesperwood, it is on its way to 17 Quiet Lane."


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


@pytest.mark.parametrize("channel", ["email", "chat"])
def test_files_for_the_buyer_go_with_their_octets(channel: str) -> None:
    desk = with_buyer(channel)
    for name in ("Vesperwood label.txt", "Vesperwood invoice.txt"):
        file = attach_file(desk.case, name, [f"for Mrs Vesperwood: {name}".encode()], by=desk.by)
    send_reply(desk.case, WORDS, seen_message_id=desk.case.newest_message_id, file_ids=[file.pk], by=desk.by)
    assert found_anywhere(["Vesperwood"]) != set()
    erase_buyer(Buyer.objects.get(), by=actor(user(desk.shop.organisation, "lena", "lead")))
    assert found_anywhere(["Vesperwood"]) == set()
    assert not Content.objects.exists()


def with_buyer(channel: str) -> Desk:
    desk = desk_with_case(channel)
    if channel == "email":
        desk.mail_through(2525)
    desk.conversation.buyer = Buyer.objects.create(
        organisation=desk.shop.organisation, marketplace="amazon", first_seen_at=clock.now()
    )
    desk.conversation.save()
    return desk
