"""How large a picture becomes when it is unpacked, by its own head: nothing is unpacked here."""

from collections.abc import Callable

MOST_PIXELS = 50_000_000  # a phone's largest photograph; unpacked, four octets each
LONGEST_SIDE = 20_000
JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})

Size = tuple[int, int]


def is_bearable(start: bytes) -> bool:
    """Whether a browser can show the picture that begins like this; not where it does not say."""
    size = size_of(start)
    return (
        size is not None and min(size) > 0 and max(size) <= LONGEST_SIDE and size[0] * size[1] <= MOST_PIXELS
    )


def size_of(start: bytes) -> Size | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP; None where they cannot be told."""
    for sign, read in _READERS:
        if start.startswith(sign):
            try:
                return read(start)
            except IndexError:
                return None
    return None


def _big(octets: bytes, at: int, length: int) -> int:
    return _whole(octets, at, length, "big")


def _little(octets: bytes, at: int, length: int) -> int:
    return _whole(octets, at, length, "little")


def _whole(octets: bytes, at: int, length: int, order: str) -> int:
    piece = octets[at : at + length]
    if len(piece) < length:
        raise IndexError(at)
    return int.from_bytes(piece, order)  # type: ignore[arg-type]


def _png(octets: bytes) -> Size | None:
    return (_big(octets, 16, 4), _big(octets, 20, 4)) if octets[12:16] == b"IHDR" else None


def _gif(octets: bytes) -> Size:
    return _little(octets, 6, 2), _little(octets, 8, 2)


def _jpeg(octets: bytes) -> Size | None:
    at = 2
    while at < len(octets):
        if octets[at] != 0xFF:
            return None
        while octets[at] == 0xFF:
            at += 1
        mark, at = octets[at], at + 1
        if mark in JPEG_SIZES:
            return _big(octets, at + 5, 2), _big(octets, at + 3, 2)
        if mark not in JPEG_BARE:
            at += max(2, _big(octets, at, 2))
    return None


def _webp(octets: bytes) -> Size | None:
    kind = octets[12:16]
    if octets[8:12] != b"WEBP":
        return None
    if kind == b"VP8X":
        return _little(octets, 24, 3) + 1, _little(octets, 27, 3) + 1
    if kind == b"VP8L":
        bits = _little(octets, 21, 4)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8 ":
        return _little(octets, 26, 2) & 0x3FFF, _little(octets, 28, 2) & 0x3FFF
    return None


_READERS: tuple[tuple[bytes, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"GIF8", _gif),
    (b"\xff\xd8", _jpeg),
    (b"RIFF", _webp),
)
