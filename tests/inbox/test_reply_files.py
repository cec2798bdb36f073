from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.actions import CaseConflict
from amends.connectors.mail.file_types import is_program, media_type_of
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.inbox.drafts import discard_draft, save_draft
from amends.inbox.hand_tasks import hand_task_done, hand_task_failed
from amends.inbox.handing_over import hand_over
from amends.inbox.models import Draft, MessageAttachment, OutgoingMessage, ReplyFile
from amends.inbox.queries import find_reply_file, outgoing_facts
from amends.inbox.reply_files import attach_file, detach_file
from amends.inbox.replying import call_back_reply, send_again, send_reply
from amends.inbox.rules import LONGEST_NAME, MOST_FILES, kept_name
from amends.platform_records.models import Content
from tests.inbox.desk import TEXT, Desk, desk_with_case
from tests.inbox.mail_server import MailServer
from tests.people import actor, user
from tests.web.pixels import png

pytestmark = pytest.mark.django_db
PHOTO = png(4, 4, (200, 10, 10))
LETTER = b"%PDF-1.7\r\n\x00\xff binary\r\n"


def attach(desk: Desk, name: str = "新品 照片.png", octets: bytes = PHOTO) -> ReplyFile:
    return attach_file(desk.case, name, [octets], by=desk.by)


def send(desk: Desk, *files: ReplyFile, text: str = TEXT) -> OutgoingMessage:
    return send_reply(
        desk.case,
        text,
        seen_message_id=desk.case.newest_message_id,
        file_ids=[file.pk for file in files],
        by=desk.by,
        undo_seconds=0,
    )


def test_files_leave_with_the_mail_octet_by_octet(desk: Desk, server: MailServer) -> None:
    save_draft(desk.case, TEXT, seen_message_id=1, by=desk.by)
    row = send(desk, attach(desk), attach(desk, 'C:\\x\\label "7".pdf', LETTER))
    assert not Draft.objects.exists()
    assert hand_over(row.pk).state == "sent"
    mail = message_from_bytes(server.kept[0], policy=policy.default)
    assert mail.get_body().get_content().replace("\r\n", "\n") == TEXT  # type: ignore[union-attr]
    parts = list(mail.iter_attachments())  # type: ignore[attr-defined]
    assert [part.get_filename() for part in parts] == ["新品 照片.png", "label _7_.pdf"]
    assert [part.get_content_type() for part in parts] == ["image/png", "application/pdf"]
    assert [part.get_payload(decode=True) for part in parts] == [PHOTO, LETTER]
    assert all(len(line) < 998 for line in server.kept[0].splitlines())
    message = OutgoingMessage.objects.get().message
    names = MessageAttachment.objects.filter(message=message).order_by("position")
    assert list(names.values_list("filename", flat=True)) == ["新品 照片.png", "label _7_.pdf"]


def test_asked_for_twice_it_is_one_reply(desk: Desk) -> None:
    photo = attach(desk)
    first = send(desk, photo)
    assert send(desk, photo).pk == first.pk, "the same form, sent again"
    again = attach(desk)
    assert send(desk, again).pk == first.pk, "the same command, run again"
    assert not Draft.objects.filter(files__isnull=False).exists()
    other = attach(desk, "other.pdf", LETTER)
    assert send(desk, other).pk != first.pk
    assert list(first.files.values_list("filename", flat=True)) == ["新品 照片.png"]


def test_what_was_not_on_the_screen_stays_in_the_draft(desk: Desk) -> None:
    shown, unseen = attach(desk), attach(desk, "later.pdf", LETTER)
    send(desk, shown)
    assert list(Draft.objects.get().files.all()) == [unseen]
    assert Draft.objects.get().text == ""


def test_a_file_taken_away_stops_the_reply_and_keeps_the_text(desk: Desk) -> None:
    photo = attach(desk)
    detach_file(photo.pk, by=desk.by)
    assert not Draft.objects.exists()
    assert not Content.objects.filter(pk=photo.content_id).exists()
    with pytest.raises(CaseConflict, match="taken away"):
        send(desk, photo)
    assert Draft.objects.get().text == TEXT
    assert not OutgoingMessage.objects.exists()


def test_a_file_of_another_reply_does_not_go_again(desk: Desk) -> None:
    photo = attach(desk)
    send(desk, photo)
    with pytest.raises(CaseConflict):
        send(desk, photo, text="Another text")
    assert OutgoingMessage.objects.count() == 1


def test_called_back_or_failed_the_files_are_in_the_draft_again(desk: Desk, server: MailServer) -> None:
    waiting = send_reply(
        desk.case, TEXT, seen_message_id=desk.case.newest_message_id, file_ids=[attach(desk).pk], by=desk.by
    )
    call_back_reply(waiting, by=desk.by)
    (file,) = Draft.objects.get().files.all()
    server.at["rcpt"] = "550 no"
    failed = hand_over(send(desk, file).pk)
    server.at.clear()
    again = send_again(failed, by=desk.by, undo_seconds=0)
    assert hand_over(again.pk).state == "sent"
    assert b"image/png" in server.kept[0]


@pytest.mark.parametrize("end", [hand_task_done, hand_task_failed])
def test_by_hand(end: object) -> None:
    desk = desk_with_case("chat")
    task = send(desk, attach(desk))
    assert outgoing_facts(task)["files"] == [
        {"name": "新品 照片.png", "media_type": "image/png", "size": len(PHOTO)}
    ]
    end(task, by=desk.by)  # type: ignore[operator]
    in_draft = ReplyFile.objects.filter(draft__case=desk.case).count()
    assert (MessageAttachment.objects.count(), in_draft) == ((1, 0) if end is hand_task_done else (0, 1))


def test_emptied_text_leaves_the_files_and_a_late_draft_too(desk: Desk) -> None:
    attach(desk)
    save_draft(desk.case, "typed", seen_message_id=1, by=desk.by)
    assert discard_draft(desk.case, by=desk.by)
    assert (Draft.objects.get().text, Draft.objects.get().files.count()) == ("", 1)


def test_what_does_not_go(desk: Desk, settings: object) -> None:
    settings.REPLY_FILES_BYTES = 1000  # type: ignore[attr-defined]
    for name, octets, code in (
        ("a.png", b"", "file_empty"),
        ("a.png", b"MZ\x90", "file_runs"),
        ("invoice.pdf.exe", LETTER, "file_runs"),
        ("a.txt", b"x" * 1001, "file_too_large"),
    ):
        with pytest.raises(Refused) as refused:
            attach(desk, name, octets)
        assert refused.value.code == code
    assert not Content.objects.exists()
    attach(desk, "a.txt", b"x" * 900)
    with pytest.raises(Refused, match="together"):
        attach(desk, "b.txt", b"y" * 101)
    for n in range(MOST_FILES - 1):
        attach(desk, f"{n}.txt", b"%d" % n)
    with pytest.raises(Refused, match="one too many"):
        attach(desk, "last.txt", b"z")


def test_files_of_a_draft_are_its_writers_alone(desk: Desk) -> None:
    photo = attach(desk)
    other = actor(user(desk.shop.organisation, "bo", "agent"))
    packer = actor(user(desk.shop.organisation, "pa", "warehouse"))
    for act in (find_reply_file, detach_file):
        with pytest.raises(NotFound):
            act(photo.pk, by=other)  # type: ignore[operator]
    with pytest.raises(NotAllowed):
        attach_file(desk.case, "a.png", [PHOTO], by=packer)
    send(desk, photo)
    assert find_reply_file(photo.pk, by=other).filename == "新品 照片.png"


@pytest.mark.parametrize(
    ("octets", "name", "media_type"),
    [
        (PHOTO, "x.pdf", "image/png"), (LETTER, "x.png", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"), (b"RIFF\0\0\0\0WEBPVP8", "", "image/webp"),
        (b"\0\0\0\x18ftypheic", "IMG.HEIC", "image/heic"), (b"\0\0\0\x18ftypisom", "", "video/mp4"),
        ("你好".encode(), "a.csv", "text/csv"), ("你好".encode(), "", "text/plain"),
        (b"<script>alert(1)</script>", "a.txt", "application/octet-stream"),
        ("你好".encode("gb18030"), "a.txt", "application/octet-stream"),
        (b"PK\x03\x04", "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_octets_say(octets: bytes, name: str, media_type: str) -> None:
    assert media_type_of(octets, name) == media_type
    assert not is_program(octets, name)


@given(st.binary(max_size=5000), st.text(max_size=200))
def test_any_octets_and_any_name(octets: bytes, name: str) -> None:
    assert media_type_of(octets, name).count("/") == 1
    kept = kept_name(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert kept_name(kept) == kept
    assert not set(kept) & set('/\\\0\r\n"')
