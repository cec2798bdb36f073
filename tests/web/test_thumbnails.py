"""What is shown of the pictures that buyers send."""

import pytest
from django.http import HttpResponseBase
from django.test import Client

from amends.accounts.models import User
from amends.inbox.models import CaseMessage, Message, MessageAttachment
from amends.platform_records.contents import keep_content
from amends.platform_records.models import Thumbnail
from amends.platform_records.thumbnails import make_thumbnail, want_thumbnails
from tests import people
from tests.web import rows
from tests.web.pixels import png


def attached(desk: rows.Desk, octets: bytes, media_type: str, marks: tuple[str, ...] = ()) -> str:
    message = Message.objects.filter(shop=desk.amazon).order_by("pk")[0]
    content = keep_content(desk.organisation.pk, [octets], media_type=media_type)
    made = MessageAttachment.objects.create(
        organisation=desk.organisation,
        message=message,
        position=70 + MessageAttachment.objects.count(),
        filename="crack.png",
        media_type=media_type,
        marks=list(marks),
        content=content,
    )
    return f"/messages/attachments/{made.pk}/picture"


def body_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[arg-type,attr-defined]


def test_a_picture_is_shown_and_looked_up_again_by_its_hash(at_desk: Client, desk: rows.Desk) -> None:
    octets = png(40, 30, (200, 9, 9))
    at = attached(desk, octets, "image/png")
    answer = at_desk.get(at)
    assert (answer["Content-Type"], body_of(answer)) == ("image/png", octets)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert at_desk.get(at, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("octets", "media_type", "marks"),
    [
        (png(2, 2, (9, 9, 9)).replace(b"\0\0\0\x02", b"\0\1\0\0"), "image/png", ()),
        (b"<svg onload=alert(1)>", "image/svg+xml", ()),
        (b"<html>", "image/png", ()),
        (png(2, 2, (9, 9, 9)), "image/png", ("runs",)),
        (png(2, 2, (9, 9, 9)), "application/pdf", ()),
    ],
    ids=["a bomb", "no pixels", "not what it says", "runs", "no picture"],
)
def test_what_is_not_shown(
    at_desk: Client, desk: rows.Desk, octets: bytes, media_type: str, marks: tuple[str, ...]
) -> None:
    assert at_desk.get(attached(desk, octets, media_type, marks)).status_code == 404


def test_nobody_elses(client: Client, desk: rows.Desk) -> None:
    at = attached(desk, png(2, 2, (9, 9, 9)), "image/png")
    client.force_login(people.user(people.organisation("Elsewhere"), "qian", "owner"))
    assert client.get(at).status_code == 404


def small(desk: rows.Desk, octets: bytes, *, made: bool = True) -> MessageAttachment:
    """A file of the first message, of which a thumbnail is wanted."""
    at = attached(desk, octets, "image/png")
    file = MessageAttachment.objects.get(pk=int(at.split("/")[3]))
    want_thumbnails(desk.organisation.pk, [file.content_id])
    if made:
        make_thumbnail(file.content_id)
    return file


def test_a_thumbnail_is_shown_and_looked_up_again(at_desk: Client, desk: rows.Desk) -> None:
    file = small(desk, png(640, 480, (200, 9, 9)))
    answer = at_desk.get(f"/messages/attachments/{file.pk}/thumbnail")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    tag = {"If-None-Match": answer["ETag"]}
    assert at_desk.get(f"/messages/attachments/{file.pk}/thumbnail", headers=tag).status_code == 304


def test_no_thumbnail_of_nobody_elses(client: Client, desk: rows.Desk) -> None:
    file = small(desk, png(64, 48, (200, 9, 9)))
    client.force_login(people.user(people.organisation("Elsewhere"), "qian", "owner"))
    assert client.get(f"/messages/attachments/{file.pk}/thumbnail").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_the_page_shows_what_is_made_and_names_what_is_not(
    at_desk: Client, desk: rows.Desk, language: str
) -> None:
    made = small(desk, png(64, 48, (200, 9, 9)))
    broken = small(desk, png(64, 48, (9, 200, 9))[:-30])
    waiting = small(desk, png(64, 48, (9, 9, 200)), made=False)
    assert Thumbnail.objects.get(content=broken.content_id).reason == "broken"
    User.objects.update(language=language)
    joined = CaseMessage.objects.filter(message_id=made.message_id).first()
    pages = [f"/messages/{made.message.conversation_id}"]
    pages += [f"/desk/{joined.case_id}"] if joined is not None else []
    for page in pages:
        text = at_desk.get(page).content.decode()
        assert f'src="/messages/attachments/{made.pk}/thumbnail"' in text
        assert f'href="/messages/attachments/{made.pk}/picture"' in text
        for file in (broken, waiting):
            assert f"/messages/attachments/{file.pk}/thumbnail" not in text
            assert f'href="/messages/attachments/{file.pk}"' in text
        assert {"en": "broken picture", "zh-hans": "图片已损坏", "fr": "image abîmée"}[language] in text
    assert at_desk.get(f"/messages/attachments/{broken.pk}/thumbnail").status_code == 404
