"""Content-Transfer-Encoding undone. What is damaged gives what can still be read, never an exception."""

import base64
import binascii
import re

from amends.connectors.mail.problems import Problems

PIECE = 1 << 20
LOOKED_AT, FIRST_LINES = 4000, 3
WHITE = b" \t\r\n\x0b\x0c"
FOOTER = re.compile(rb"\n[-_*]{2}")  # what a mailing list adds below, without a thought of encodings
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
BASE64_LINES = re.compile(rb"[A-Za-z0-9+/=\s]*\Z")
ENCODED = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}")
ODD_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")
UU_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} [^\r\n]*\r?\n")


def transfer_decoded(octets: bytes, start: int, end: int, encoding: str, problems: Problems) -> bytes:
    """The content of the body between two offsets, in `encoding` (lower case, "" for none)."""
    if encoding == "base64":
        return _base64(octets, start, end, problems)
    body = octets[start:end]
    if encoding == "quoted-printable":
        if ODD_QUOTED.search(body):
            problems.note("quoted_printable_damaged")
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencoded(body, problems)
    if encoding not in {"", "7bit", "8bit", "binary", "7-bit", "8-bit"}:
        problems.note("transfer_encoding_unknown", encoding)
    return body


def is_no_base64(octets: bytes) -> bool:
    """Whether a body said to be in base64 plainly is words: its first lines have spaces, none is encoded."""
    lines = [line.strip() for line in octets[:LOOKED_AT].split(b"\n") if line.strip()][:FIRST_LINES]
    return any(b" " in line for line in lines) and not any(ENCODED.fullmatch(line) for line in lines)


def _base64(octets: bytes, start: int, end: int, problems: Problems) -> bytes:
    # Piece by piece: a large file is then in memory twice, not five times.
    pieces: list[bytes] = []
    rest = b""
    for at in range(start, end, PIECE):
        letters = rest + octets[at : min(at + PIECE, end)].translate(None, WHITE)
        whole = len(letters) if at + PIECE >= end else len(letters) // 4 * 4
        rest = letters[whole:]
        try:
            pieces.append(base64.b64decode(letters[:whole], validate=True))
        except binascii.Error:
            return _damaged_base64(octets[start:end], problems)
        if rest and letters[whole - 1 : whole] == b"=":
            return _damaged_base64(octets[start:end], problems)
    return b"".join(pieces)


def _damaged_base64(octets: bytes, problems: Problems) -> bytes:
    problems.note("base64_damaged")
    footer = FOOTER.search(octets)
    first, pad, rest = octets[: footer.start() if footer else None].partition(b"=")
    # Padding in the middle: either encoded pieces strung together, or words a relay added below.
    pieces = [first, *rest.split(b"=")] if pad and BASE64_LINES.match(rest) else [first]
    return b"".join(_group(NOT_BASE64.sub(b"", piece)) for piece in pieces)


def _group(letters: bytes) -> bytes:
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uuencoded(octets: bytes, problems: Problems) -> bytes:
    begin = UU_BEGIN.search(octets)
    if not begin:
        problems.note("uuencode_damaged")
        return octets
    content = bytearray()
    for line in octets[begin.end() :].splitlines():
        if line.strip() in {b"end", b"`", b""}:
            continue
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            problems.note("uuencode_damaged")
    return bytes(content)
