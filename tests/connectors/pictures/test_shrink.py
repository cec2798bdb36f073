"""Whatever a stranger sends becomes a small picture of pixels alone, or a reason why not."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from amends.connectors.pictures import shrink as shrinks
from amends.connectors.pictures import shrinking
from amends.connectors.pictures.shrink import EDGE, MOST_OCTETS, REASONS, Unshown, shrink
from tests.connectors.pictures import photographs

RED, BLUE = (254, 0, 0), (0, 0, 254)


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, wanted, strict=True))


def opened(octets: bytes) -> Image.Image:
    return Image.open(BytesIO(shrink([octets]).octets))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_every_kind_becomes_a_small_jpeg(kind: str) -> None:
    small = shrink([photographs.of(kind)])
    picture = Image.open(BytesIO(small.octets))
    assert (picture.format, picture.size) == ("JPEG", (320, 213))
    assert (small.width, small.height) == picture.size
    assert near(picture.getpixel((20, 100)), RED)
    assert near(picture.getpixel((300, 100)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_of_colouring(mode: str) -> None:
    size = (40, 30)
    octets = (
        photographs.written(
            Image.new("RGB", size, "white")
            .convert("L")
            .convert("I")
            .point(lambda value: value * 257)
            .convert("I;16"),
            "PNG",
        )
        if mode == "I;16"
        else photographs.of("PNG", size, mode)
    )
    assert opened(octets).size == size, "a small one is not blown up"
    if mode == "I;16":
        assert near(opened(octets).convert("RGB").getpixel((5, 5)), (255, 255, 255))


def test_print_colours() -> None:
    assert near(opened(photographs.of("JPEG", mode="CMYK")).getpixel((20, 100)), RED)


def test_what_can_be_seen_through_stands_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert near(opened(photographs.written(clear, "PNG")).getpixel((20, 20)), (255, 255, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_however_the_phone_was_held(orientation: int) -> None:
    picture = opened(photographs.from_a_phone(orientation))
    assert picture.size == ((213, 320) if orientation >= 5 else (320, 213))
    start = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
    wide, high = picture.size
    at = {
        "left": (20, high // 2),
        "right": (wide - 20, high // 2),
        "top": (wide // 2, 20),
        "bottom": (wide // 2, high - 20),
    }[start[orientation]]
    assert near(picture.getpixel(at), RED)


def test_nothing_but_pixels_is_taken_along() -> None:
    octets = photographs.from_a_phone()
    assert b"Zhang San" in octets
    small = shrink([octets]).octets
    assert not Image.open(BytesIO(small)).getexif()
    assert all(told not in small for told in (b"Exif", b"Zhang", b"at home", b"ICC_PROFILE"))


def test_of_a_moving_picture_the_first_frame() -> None:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = photographs.written(frames[0], kind, save_all=True, append_images=frames[1:])
        assert near(opened(moving).getpixel((40, 30)), RED)


def in_an_archive_too() -> bytes:
    file = BytesIO(photographs.of("JPEG"))
    file.seek(0, 2)
    with ZipFile(file, "a") as archive:
        archive.writestr("invoice.exe", b"MZ")
    return file.getvalue()


REFUSED = {
    "text": (b"hello", "no_picture"),
    "nothing": (b"", "no_picture"),
    "a page": (b"<svg onload=alert(1)>", "no_picture"),
    "a sign alone": (b"\x89PNG\r\n\x1a\n", "no_picture"),
    "a cut JPEG": (photographs.of("JPEG")[:-900], "broken"),
    "a cut PNG": (photographs.of("PNG")[:-200], "broken"),
    "an archive too": (in_an_archive_too(), "two_at_once"),
    "a page too": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;<script>alert(1)</script>", "two_at_once"),
    "a document too": (photographs.of("JPEG")[:20] + b"%PDF-" + photographs.of("JPEG")[20:], "two_at_once"),
    "a bomb by its head": (photographs.png_of(60_000, 60_000, zlib.compress(b"")), "too_many_pixels"),
    "a thread": (photographs.png_of(30_000, 1, zlib.compress(bytes(3752))), "too_many_pixels"),
    "a BMP by its head": (
        b"BM" + (99).to_bytes(4, "little") + bytes(4) + b"\x36\0\0\0\x28\0\0\0"
        + (60_000).to_bytes(4, "little") * 2 + b"\1\0\x18\0" + bytes(60),
        "too_many_pixels",
    ),
    "rows that do not end": (photographs.png_of(6000, 6000, zlib.compress(bytes(100))), "broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name: str) -> None:
    octets, reason = REFUSED[name]
    with pytest.raises(Unshown) as refused:
        shrink([octets])
    assert refused.value.reason == reason
    assert reason in REASONS


def test_a_hundred_megabytes_are_not_read_to_their_end() -> None:
    read = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read
        yield photographs.of("JPEG")
        for _ in range(100):
            read += 1_000_000
            yield bytes(1_000_000)

    with pytest.raises(Unshown, match="too_large"):
        shrink(pieces())
    assert read <= MOST_OCTETS + 1_000_000


def a_script(tmp_path: Path, words: str) -> Path:
    script = tmp_path / "instead.py"
    script.write_text(words)
    return script


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "too_heavy"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "too_heavy"),
        ("import sys; sys.exit(1)", "broken"),
        ("print('<script>')", "broken"),
        (
            "import sys; sys.stdout.buffer.write(b'\\xff\\xd8\\xff\\xc0\\0\\x11\\x08\\xff\\xff\\xff\\xff')",
            "broken",
        ),
        ("import os; assert not os.environ.get('AMENDS_SECRET_KEY'); print('no')", "broken"),
    ],
    ids=["killed", "crashed", "gone wrong", "no picture", "a huge one", "knows no secret"],
)
def test_the_process_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, reason: str
) -> None:
    monkeypatch.setattr(shrinking, "__file__", str(a_script(tmp_path, words)))
    with pytest.raises(Unshown) as refused:
        shrink([photographs.of("JPEG")])
    assert refused.value.reason == reason


def run_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Run these words under the limits, and let them end with a picture that would be taken."""
    confined = Path(shrinking.__file__).read_text().split("if __name__")[0]
    good = photographs.of("JPEG", (8, 8))
    end = f"sys.stdout.buffer.write({good!r})"
    script = a_script(tmp_path, f"{confined}\nconfine()\n{words}\n{end}\n")
    monkeypatch.setattr(shrinking, "__file__", str(script))
    assert shrink([photographs.of("JPEG")]).octets == good


def test_limits_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_confined(tmp_path, monkeypatch, "hoard = bytearray(64 * 1024 * 1024)")


@pytest.mark.parametrize(
    "words",
    [
        "hoard = [bytearray(64 * 1024 * 1024) for _ in range(20)]",
        "import tempfile; tempfile.TemporaryFile(buffering=0).write(bytes(9)); "
        "file = tempfile.TemporaryFile(buffering=0); [file.write(bytes(99_999)) for _ in range(9)]",
    ],
    ids=["hoards", "writes"],
)
def test_limits_end_what_passes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    with pytest.raises(Unshown):
        run_confined(tmp_path, monkeypatch, words)


def test_the_largest_that_is_borne(tmp_path: Path) -> None:
    octets = photographs.png_of(7000, 7000, zlib.compress(bytes(876 * 7000)))
    assert (len(octets) < 10_000, shrink([octets]).width) == (True, EDGE)


def test_one_that_takes_for_ever_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shrinks, "MOST_S", 0.2)
    monkeypatch.setattr(shrinking, "__file__", str(a_script(tmp_path, "import sys\nwhile True: pass")))
    with pytest.raises(Unshown, match="too_heavy"):
        shrink([photographs.of("JPEG")])


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP"]), st.data())
def test_damage_breaks_nothing_but_the_picture(kind: str, data: st.DataObject) -> None:
    octets = bytearray(photographs.of(kind, (64, 48)))
    for at in data.draw(st.lists(st.integers(8, len(octets) - 1), max_size=6)):
        octets[at] = data.draw(st.integers(0, 255))
    with suppress(Unshown):
        small = shrink([bytes(octets)])
        assert max(small.width, small.height) <= EDGE
