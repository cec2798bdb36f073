"""Files written into the words themselves, and words that came in base64 without saying so."""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import chain, islice

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.attachments import safe_name
from amends.connectors.mail.file_types import media_type_of
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.transfer import transfer_decoded

MOST_FILES = 50
LEAST_LINES = 2
BLOCK = re.compile(
    rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n"
    rb"((?:[ -`]{1,90}\r?\n)+?)`?\r?\n?end[ \t]*\r?(?:\n|\Z)"
)
CUT_BLOCK = re.compile(rb"(?m)^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:M[ -`]{60,61}\r?\n?)+)\s*\Z")
YENC = re.compile(
    rb"(?m)^=ybegin [^\r\n]{0,200}?\bname=([^\r\n]{1,200})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?"
    rb"((?:(?!=yend)[^\r\n]{0,4000}\r?\n)+)=yend[^\r\n]{0,200}(?:\r?\n|\Z)"
)
LINE = re.compile(rb"[^\r\n]+")
SHIFTED = bytes((octet - 42) % 256 for octet in range(256))
BASE64 = re.compile(rb"\s*(?:[A-Za-z0-9+/]{40,76}\r?\n){%d,}[A-Za-z0-9+/]{0,76}={0,2}\s*" % LEAST_LINES)
Block = tuple[int, int, bytes, bytes]  # start, end, the name as written, what is inside
NOT_WORDS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def without_files(words: bytes, problems: Problems) -> tuple[bytes, list[AttachmentFacts]]:
    """The words without uuencoded and yEnc blocks, and these as files, in their order."""
    blocks = [*_uuencoded(words, problems), *_yencoded(words)] if b"begin " in words else []
    files: list[AttachmentFacts] = []
    kept, at = [], 0
    for start, end, written, content in sorted(blocks)[:MOST_FILES]:
        if start < at:
            continue
        name = safe_name(written.decode("utf-8", "replace").strip()) or "file.bin"
        files.append(AttachmentFacts(name, media_type_of(content, name), content))
        kept.append(words[at:start])
        at = end
    return b"".join([*kept, words[at:]]) if files else words, files


def _uuencoded(words: bytes, problems: Problems) -> Iterator[Block]:
    for block in islice(chain(BLOCK.finditer(words), CUT_BLOCK.finditer(words)), MOST_FILES):
        content = transfer_decoded(words, block.start(), block.end(), "uuencode", problems)
        yield block.start(), block.end(), block[1], content


def _yencoded(words: bytes) -> Iterator[Block]:
    for block in islice(YENC.finditer(words) if b"=yend" in words else (), MOST_FILES):
        content = bytearray()
        for line in LINE.finditer(words, *block.span(2)):
            first, *escaped = line[0].split(b"=")
            content += first
            for each in escaped:
                content += bytes([(each[0] - 64) % 256]) + each[1:] if each else b""
        yield block.start(), block.end(), block[1], bytes(content.translate(SHIFTED))


def unveiled(words: bytes) -> bytes:
    """What a body says that is nothing but base64, where that is text; the body itself otherwise."""
    if not BASE64.fullmatch(words):
        return words
    try:
        said = base64.b64decode(b"".join(words.split()), validate=True)
        return words if NOT_WORDS.search(said.decode("utf-8")) else said
    except (binascii.Error, UnicodeDecodeError):
        return words
