"""Files written into the words themselves, and words that came in base64 without saying so."""

import base64
import binascii
import re

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
BASE64 = re.compile(rb"\s*(?:[A-Za-z0-9+/]{40,76}\r?\n){%d,}[A-Za-z0-9+/]{0,76}={0,2}\s*" % LEAST_LINES)
NOT_WORDS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def without_files(words: bytes, problems: Problems) -> tuple[bytes, list[AttachmentFacts]]:
    """The words without uuencoded blocks, and these as files."""
    if b"begin " not in words:
        return words, []
    files: list[AttachmentFacts] = []
    kept, at = [], 0
    for block in BLOCK.finditer(words):
        if len(files) == MOST_FILES:
            break
        content = transfer_decoded(words, block.start(), block.end(), "uuencode", problems)
        name = safe_name(block[1].decode("utf-8", "replace").strip()) or "file.bin"
        files.append(AttachmentFacts(name, media_type_of(content, name), content))
        kept.append(words[at : block.start()])
        at = block.end()
    return b"".join([*kept, words[at:]]) if files else words, files


def unveiled(words: bytes) -> bytes:
    """What a body says that is nothing but base64, where that is text; the body itself otherwise."""
    if not BASE64.fullmatch(words):
        return words
    try:
        said = base64.b64decode(b"".join(words.split()), validate=True)
        return words if NOT_WORDS.search(said.decode("utf-8")) else said
    except (binascii.Error, UnicodeDecodeError):
        return words
