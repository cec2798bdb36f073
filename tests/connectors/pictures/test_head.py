"""How large a picture becomes, by its head."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.pictures.head import is_bearable, size_of
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
