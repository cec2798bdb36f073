"""Files of messages and replies are shown small: wanted as they come, told to whoever has the case open."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.inbox import small_pictures
from amends.inbox.handing_over import hand_over
from amends.inbox.models import MessageAttachment
from amends.inbox.reply_files import attach_file, detach_file
from amends.inbox.replying import send_reply
from amends.inbox.small_pictures import make_left_waiting, make_small_pictures
from amends.platform_records.models import Thumbnail
from amends.platform_records.thumbnails import CUT_OFF_AFTER
from tests.inbox.desk import TEXT, Desk
from tests.inbox.mail_server import MailServer
from tests.web.pixels import png

pytestmark = pytest.mark.django_db
PHOTO = png(64, 48, (200, 10, 10))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    said: list[set[int]] = []
    monkeypatch.setattr(small_pictures, "announce_pictures", lambda ids: said.append(set(ids)))
    return said


def waiting_jobs() -> list[list[int]]:
    jobs = ProcrastinateJob.objects.filter(task_name="amends.inbox.tasks.make_thumbnails").order_by("id")
    return [job.args["content_ids"] for job in jobs]


def test_what_an_agent_attaches_is_wanted_once(desk: Desk) -> None:
    file = attach_file(desk.case, "a.png", [PHOTO], by=desk.by)
    attach_file(desk.case, "the same.png", [PHOTO], by=desk.by)
    assert waiting_jobs() == [[file.content_id]]


@pytest.mark.parametrize("octets", [b"%PDF-1.7 a letter", b"plain words", b"<svg onload='alert(1)'/>"])
def test_no_other_file_is(desk: Desk, octets: bytes) -> None:
    attach_file(desk.case, "photo.png", [octets], by=desk.by)
    assert waiting_jobs() == []
    assert not Thumbnail.objects.exists()


def test_the_case_of_the_draft_is_told_and_once(desk: Desk, told: list[set[int]]) -> None:
    file = attach_file(desk.case, "a.png", [PHOTO], by=desk.by)
    for _ in range(2):
        make_small_pictures([file.content_id])
    assert told == [{desk.case.pk}]
    assert Thumbnail.objects.get().state == "made"


def test_one_that_cannot_be_shown_is_told_too(desk: Desk, told: list[set[int]]) -> None:
    file = attach_file(desk.case, "cut.png", [PHOTO[:-30]], by=desk.by)
    make_small_pictures([file.content_id])
    assert told == [{desk.case.pk}]
    assert Thumbnail.objects.get().state == "refused"


def test_it_goes_on_with_the_reply_and_stands_with_what_was_sent(
    desk: Desk, server: MailServer, told: list[set[int]]
) -> None:
    file = attach_file(desk.case, "a.png", [PHOTO], by=desk.by)
    row = send_reply(
        desk.case,
        TEXT,
        seen_message_id=desk.case.newest_message_id,
        file_ids=[file.pk],
        by=desk.by,
        undo_seconds=0,
    )
    assert hand_over(row.pk).state == "sent"
    make_small_pictures([file.content_id])
    assert told == [{desk.case.pk}]
    sent = MessageAttachment.objects.get(message__direction="out")
    assert sent.content.thumbnail.state == "made"


def test_taken_away_before_its_turn_comes(desk: Desk, told: list[set[int]]) -> None:
    file = attach_file(desk.case, "a.png", [PHOTO], by=desk.by)
    detach_file(file.pk, by=desk.by)
    make_small_pictures([file.content_id])
    assert told == []
    assert not Thumbnail.objects.exists()


def test_one_whose_job_has_gone_is_made_and_told(desk: Desk, told: list[set[int]]) -> None:
    file = attach_file(desk.case, "a.png", [PHOTO], by=desk.by)
    small = Thumbnail.objects.get(content=file.content_id)
    Thumbnail.objects.update(wanted_at=small.wanted_at - CUT_OFF_AFTER * 2)
    make_left_waiting()
    assert told == [{desk.case.pk}]
