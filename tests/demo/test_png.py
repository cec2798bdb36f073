"""Our own deflate, undone by everybody else's."""

import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st

from amends.demo.pictures import VARIANTS, picture
from amends.demo.png import png
from amends.demo.products import PRODUCTS
from amends.demo.talks import SCENES


def rows_of(file: bytes) -> list[bytes]:
    """The rows of palette indexes in a PNG whose rows are all filtered against the one above."""
    chunks, at = {}, 8
    while at < len(file):
        (length,) = struct.unpack(">I", file[at : at + 4])
        name, content = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert file[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(name + content))
        chunks[name] = content
        at += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    told = zlib.decompress(chunks[b"IDAT"])
    rows, above = [], bytes(width)
    for place in range(height):
        line = told[place * (width + 1) : (place + 1) * (width + 1)]
        assert line[0] == 2
        above = bytes((here + there) & 255 for here, there in zip(line[1:], above, strict=True))
        rows.append(above)
    return rows


@given(
    st.integers(1, 700).flatmap(
        lambda width: st.lists(
            st.one_of(
                st.binary(min_size=width, max_size=width),
                st.builds(lambda b: bytes([b]) * width, st.integers(0, 255)),
            ),
            min_size=1,
            max_size=6,
        )
    )
)
def test_what_is_packed_comes_out_again(rows: list[bytes]) -> None:
    assert rows_of(png([bytearray(row) for row in rows], [(0, 0, 0)] * 256)) == rows


def test_every_photo_a_buyer_may_send_can_be_drawn() -> None:
    scenes = {scene for names in SCENES.values() for scene in names} | {"goods"}
    pictures = {
        picture(f"{scene}/{product.picture}", variant)
        for scene in scenes
        for product in PRODUCTS
        for variant in range(VARIANTS)
    }
    assert len(pictures) >= 60
    assert all(len(rows_of(each)) == 360 for each in list(pictures)[:5])
