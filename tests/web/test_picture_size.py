"""How large a picture becomes, by its head; and what is shown of those that buyers send."""

import struct

import pytest
from django.http import HttpResponseBase
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amends.inbox.models import Message, MessageAttachment
from amends.platform_records.contents import keep_content
from amends.web.picture_size import is_bearable, size_of
from tests import people
from tests.web import rows
from tests.web.pixels import png

SIZES = st.integers(1, 16_383)


def jpeg(width: int, height: int, *, before: bytes = b"") -> bytes:
    """The head of a JPEG, with an application's own block before the size."""
    block = b"\xff\xe1" + struct.pack(">H", len(before) + 2) + before
    return b"\xff\xd8" + block + b"\xff\xc2" + struct.pack(">HBHH", 11, 8, height, width) + b"\1\1\x11\0"


def webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + rest


@given(SIZES, SIZES)
def test_every_kind_tells_its_size(width: int, height: int) -> None:
    extended = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    lossless = struct.pack("<BI", 0x2F, (width - 1) | (height - 1) << 14)
    plain = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    for picture in (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height),
        b"GIF89a" + struct.pack("<HH", width, height),
        jpeg(width, height, before=b"Exif" * 500),
        webp(b"VP8X", b"\0\0\0\0" + extended),
        webp(b"VP8L", lossless),
        webp(b"VP8 ", plain),
    ):
        assert size_of(picture) == (width, height)


@given(st.binary(max_size=60), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", b"RIFF"]))
def test_nonsense_has_no_size_and_breaks_nothing(octets: bytes, sign: bytes) -> None:
    assert is_bearable(sign + octets) in (True, False)


def test_what_would_fill_the_memory_is_not_borne() -> None:
    assert is_bearable(png(40, 30, (9, 9, 9)))
    assert is_bearable(jpeg(8000, 6000))
    assert not is_bearable(jpeg(60_000, 60_000))
    assert not is_bearable(jpeg(30_000, 1))
    assert not is_bearable(jpeg(0, 10))
    assert not is_bearable(b"<svg>")


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
