"""winmail.dat: what Outlook wraps words and files in (TNEF). Bounded by the octets given; never raises."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from amends.connectors.mail.charsets import decode
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.rtf import unpacked

SIGNATURE = 0x223E9F78
MOST_ATTRIBUTES = 10_000
MOST_FILES = 1000
BODY, TITLE, ATTACHED, BEGINS_FILE, PROPERTIES, OF_FILE, CODE_PAGE = (
    0x800C, 0x8010, 0x800F, 0x9002, 0x9003, 0x9005, 0x9007,
)  # fmt: skip
WORDS, HTML, RICH = 0x1000, 0x1013, 0x1009
SHORT_NAME, LONG_NAME, MEDIA_TYPE, CONTENT_ID, CONTENT = 0x3704, 0x3707, 0x370E, 0x3712, 0x3701
FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}  # octets of each type
TEXT8, TEXT16, OBJECT, BINARY = 0x1E, 0x1F, 0x0D, 0x102
SEVERAL = 0x1000


class _Cut(Exception):
    """The octets end in the middle, or name lengths beyond their end."""


@dataclass(slots=True)
class WrappedFile:
    """One file: the name and type as written, the content as it was."""

    name: str = ""
    media_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Wrapped:
    """What was inside: plain words, HTML, rich text where neither was, and files."""

    text: str = ""
    html: str = ""
    rich: bytes = b""
    files: list[WrappedFile] = field(default_factory=list)


def is_tnef(octets: bytes) -> bool:
    """Whether the content begins as TNEF does."""
    return len(octets) > 6 and struct.unpack_from("<I", octets)[0] == SIGNATURE


def read_tnef(octets: bytes, problems: Problems) -> Wrapped:
    """What can be read of it; `tnef_damaged` among the problems where it breaks off."""
    wrapped, charset = Wrapped(), "cp1252"
    try:
        for number, (kind, start, end) in enumerate(_attributes(octets)):
            if number >= MOST_ATTRIBUTES or len(wrapped.files) > MOST_FILES:
                raise _Cut
            value = octets[start:end]
            if kind == CODE_PAGE and len(value) >= 4:
                charset = f"cp{struct.unpack_from('<I', value)[0]}"
            elif kind == BODY:
                wrapped.text = wrapped.text or _text(value, charset, problems)
            elif kind == PROPERTIES:
                _take_properties(wrapped, value, charset, problems)
            elif kind == BEGINS_FILE:
                wrapped.files.append(WrappedFile())
            elif kind in (TITLE, ATTACHED, OF_FILE) and wrapped.files:
                _take_file(wrapped.files[-1], kind, value, charset, problems)
    except _Cut:
        problems.note("tnef_damaged")
    wrapped.files = [file for file in wrapped.files[:MOST_FILES] if file.content or file.name]
    return wrapped


def _attributes(octets: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, start, end) of each attribute."""
    at = 6
    while at < len(octets):
        if at + 9 > len(octets):
            raise _Cut
        kind, length = struct.unpack_from("<II", octets, at + 1)
        end = at + 9 + length
        if end > len(octets):
            raise _Cut
        yield kind & 0xFFFF, at + 9, end
        at = end + 2


def _take_properties(wrapped: Wrapped, octets: bytes, charset: str, problems: Problems) -> None:
    for name, value in _properties(octets, charset, problems):
        if name == WORDS and isinstance(value, str):
            wrapped.text = value
        elif name == HTML:
            wrapped.html = value if isinstance(value, str) else decode(value, None, problems)
        elif name == RICH and isinstance(value, bytes):
            wrapped.rich = unpacked(value)


def _take_file(file: WrappedFile, kind: int, value: bytes, charset: str, problems: Problems) -> None:
    if kind == TITLE:
        file.name = file.name or _text(value, charset, problems)
        return
    if kind == ATTACHED:
        file.content = value
        return
    for name, said in _properties(value, charset, problems):
        if name == CONTENT and isinstance(said, bytes):
            file.content = file.content or said
        elif isinstance(said, str) and said:
            if name == LONG_NAME or (name == SHORT_NAME and not file.name):
                file.name = said
            elif name == MEDIA_TYPE:
                file.media_type = said
            elif name == CONTENT_ID:
                file.content_id = said.strip("<> ")


def _properties(octets: bytes, charset: str, problems: Problems) -> Iterator[tuple[int, str | bytes]]:
    """Id and value of each property that has text or octets; the first value where there are several."""
    reader = _Reader(octets)
    for _ in range(min(reader.number(), MOST_ATTRIBUTES)):
        head = reader.number()
        kind, name = head & 0xFFFF, head >> 16
        if name >= 0x8000:
            reader.skip_name()
        values = reader.number() if kind & SEVERAL else 1
        plain = kind & ~SEVERAL
        if plain in FIXED:
            reader.take(FIXED[plain] * values)
            continue
        if plain not in (TEXT8, TEXT16, OBJECT, BINARY):
            raise _Cut
        pieces = reader.number() if not kind & SEVERAL else values
        for position in range(min(pieces, MOST_ATTRIBUTES)):
            value = reader.padded(reader.number())
            if position:
                continue
            if plain == TEXT8:
                yield name, _text(value, charset, problems)
            elif plain == TEXT16:
                yield name, value.decode("utf-16-le", "replace").rstrip("\0")
            else:
                yield name, value[16:] if plain == OBJECT else value


class _Reader:
    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def take(self, length: int) -> bytes:
        if self._at + length > len(self._octets):
            raise _Cut
        self._at += length
        return self._octets[self._at - length : self._at]

    def number(self) -> int:
        found: int = struct.unpack("<I", self.take(4))[0]
        return found

    def padded(self, length: int) -> bytes:
        value = self.take(length)
        self.take(min(-length % 4, len(self._octets) - self._at))
        return value

    def skip_name(self) -> None:
        self.take(16)
        if self.number() == 0:
            self.take(4)
        else:
            self.padded(self.number())


def _text(octets: bytes, charset: str, problems: Problems) -> str:
    return decode(octets.rstrip(b"\0"), charset, problems)
