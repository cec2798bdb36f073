"""winmail.dat, files in the words, and calendars."""

import base64
import binascii
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.base import MessageFacts
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.reading import read_strictly
from amends.connectors.mail.rtf import unpacked
from amends.connectors.mail.tnef import SIGNATURE, read_tnef

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def attribute(level: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*rows: tuple[int, int, bytes]) -> bytes:
    said = struct.pack("<I", len(rows))
    for kind, name, value in rows:
        said += struct.pack("<HH", kind, name)
        if kind in (0x1E, 0x1F, 0x102):
            said += struct.pack("<II", 1, len(value)) + value.ljust(len(value) + -len(value) % 4, b"\0")
        else:
            said += value
    return said


def winmail(*attributes: bytes) -> bytes:
    return struct.pack("<IH", SIGNATURE, 1) + b"".join(attributes)


WHOLE = winmail(
    attribute(1, 0x00069007, struct.pack("<II", 936, 0)),
    attribute(1, 0x0002800C, "灯坏了".encode("gbk") + b"\0"),
    attribute(2, 0x00069002, b"\0" * 14),
    attribute(2, 0x00018010, b"PICTUR~1.PNG\0"),
    attribute(2, 0x0006800F, PNG),
    attribute(2, 0x00069005, properties((0x1F, 0x3707, "照片.png".encode("utf-16-le")))),
)


def mail(wrapper: bytes, words: str = "") -> MessageFacts:
    octets = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n%s\n--b\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\n"
        b"Content-Transfer-Encoding: base64\n\n%s\n--b--\n"
    ) % (words.encode(), base64.encodebytes(wrapper))
    return read_strictly(octets, shop_zone="UTC")


def test_what_outlook_wraps() -> None:
    facts = mail(WHOLE)
    assert facts.text == "灯坏了"
    assert [(each.filename, each.media_type, each.content) for each in facts.attachments] == [
        ("照片.png", "image/png", PNG)
    ]


def test_the_mails_own_words_go_first() -> None:
    assert mail(WHOLE, "see the picture").text == "see the picture"


def test_words_in_properties_and_in_html() -> None:
    plain = winmail(attribute(1, 0x00069003, properties((3, 1, b"\0" * 4), (0x1E, 0x1000, b"It leaks"))))
    assert mail(plain).text == "It leaks"
    html = winmail(attribute(1, 0x00069003, properties((0x102, 0x1013, b"<p>It leaks"))))
    assert mail(html).text == "It leaks"


def test_rich_text_alone_is_a_file() -> None:
    raw = b"{\\rtf1 It leaks}"
    packed = struct.pack("<II4sI", len(raw) + 12, len(raw), b"MELA", 0) + raw
    facts = mail(winmail(attribute(1, 0x00069003, properties((0x102, 0x1009, packed)))))
    assert [(each.filename, each.content) for each in facts.attachments] == [("message.rtf", raw)]


def test_packed_rich_text() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_cut_one_gives_what_it_has() -> None:
    facts = mail(WHOLE[:-30])
    assert facts.text == "灯坏了"
    assert "tnef_damaged" in facts.problems
    assert mail(WHOLE[:7]).attachments[0].filename == "winmail.dat"


@given(st.binary(max_size=300), st.integers(0, len(WHOLE)))
def test_whatever_it_holds(rest: bytes, kept: int) -> None:
    read_tnef(WHOLE[:kept] + rest, Problems())
    unpacked(struct.pack("<II4sI", 0, 2**31, b"LZFu", 0) + rest)


def test_a_uuencoded_file_in_the_words() -> None:
    lines = b"".join(binascii.b2a_uu(PNG[at : at + 45]) for at in range(0, len(PNG), 45))
    octets = b"From: a@b.example\n\nsee the lamp\n\nbegin 644 ../lamp.png\n" + lines + b"`\nend\n\nbye\n"
    facts = read_strictly(octets, shop_zone="UTC")
    assert (facts.text or "").split() == ["see", "the", "lamp", "bye"]
    assert [(each.filename, each.media_type, each.content) for each in facts.attachments] == [
        ("lamp.png", "image/png", PNG)
    ]


def test_words_in_base64_that_nobody_announced() -> None:
    words = "你好，我的包裹到哪里了？" * 12
    body = base64.encodebytes(words.encode())
    assert read_strictly(b"From: a@b.example\n\n" + body, shop_zone="UTC").text == words
    picture = base64.encodebytes(PNG * 12)
    assert read_strictly(b"From: a@b.example\n\n" + picture, shop_zone="UTC").text == picture.decode().strip()


@pytest.mark.parametrize("end", ["DTEND;TZID=Europe/Paris:20261116T110000", "X-NOTHING"])
def test_an_invitation_is_told(end: str) -> None:
    octets = (
        "From: carrier@post.example\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"
        f"BEGIN:VEVENT\nSUMMARY:Collection\\, two\n  parcels\nDTSTART:20261116T093000Z\n{end}\nEND:VEVENT\n"
    )
    facts = read_strictly(octets.encode(), shop_zone="UTC")
    assert facts.kind == "calendar"
    assert (facts.text or "").splitlines()[:2] == ["Collection, two parcels", "2026-11-16 09:30 UTC"]
