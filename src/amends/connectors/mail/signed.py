"""What an opaque S/MIME signature wraps (CMS SignedData, RFC 5652): the mail as it was before it was signed.

Nothing is verified here: whose mail it is, the receiving server says. What is encrypted stays a file.
"""

from amends.connectors.mail.parts import Part
from amends.connectors.mail.problems import Problems

WRAPPERS = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DATA = bytes.fromhex("2a864886f70d010701")
SEQUENCE, SET, NAME, OCTETS, TAGGED = 0x30, 0x31, 0x06, 0x04, 0xA0
CONSTRUCTED = 0x20
DEEPEST = 8


class _Odd(Exception):
    """The octets are no such structure."""


def signed_content(part: Part, problems: Problems) -> bytes | None:
    """The signed entity, head and all; None for any other part, and where it cannot be read."""
    if part.media_type not in WRAPPERS or part.type_parameters.get("smime-type", "") == "enveloped-data":
        return None
    octets = part.content(Problems())
    try:
        content = _within(octets)
    except _Odd:
        return None
    if content is None:
        problems.note("encrypted")
    return content


def _within(octets: bytes) -> bytes | None:
    """ContentInfo { signedData, [0] SignedData { version, digests, { data, [0] octets } … } }."""
    kind, wrapped = _children(octets, *_open(octets, 0, len(octets), SEQUENCE), most=2)
    if octets[kind[1] : kind[2]] != SIGNED_DATA:
        return None
    signed = _open(octets, wrapped[1], wrapped[2], SEQUENCE)
    _, digests, inner, *_ = _children(octets, *signed, most=3)
    if digests[0] != SET or inner[0] != SEQUENCE:
        raise _Odd
    what, *content = _children(octets, inner[1], inner[2], most=2)
    if octets[what[1] : what[2]] != DATA or not content or content[0][0] != TAGGED:
        raise _Odd
    return b"".join(_pieces(octets, content[0][1], content[0][2], 0))


def _pieces(octets: bytes, start: int, end: int, depth: int) -> list[bytes]:
    """The octet strings of a value that may be cut into several."""
    found: list[bytes] = []
    while start < end and depth <= DEEPEST:
        tag, begin, stop, start = _value(octets, start, end)
        if tag == 0:
            break
        if tag == OCTETS:
            found.append(octets[begin:stop])
        elif tag == OCTETS | CONSTRUCTED:
            found += _pieces(octets, begin, stop, depth + 1)
        else:
            raise _Odd
    return found


def _children(octets: bytes, start: int, end: int, *, most: int) -> list[tuple[int, int, int]]:
    """Tag, start and end of the first values; at least two."""
    found: list[tuple[int, int, int]] = []
    while start < end and len(found) < most:
        tag, begin, stop, start = _value(octets, start, end)
        if tag == 0:
            break
        found.append((tag, begin, stop))
    if len(found) < 2:
        raise _Odd
    return found


def _open(octets: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    found, begin, stop, _ = _value(octets, start, end)
    if found != tag:
        raise _Odd
    return begin, stop


def _value(octets: bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """Tag, where the value begins and ends, and where the next one begins."""
    tag, begin, length = _head(octets, at, end)
    if length is not None:
        return tag, begin, begin + length, begin + length
    here, depth = begin, 1  # of unknown length: up to the mark that ends it
    while depth:
        inner, here, length = _head(octets, here, end)
        if length is None:
            depth += 1
        elif inner == 0 and length == 0:
            depth -= 1
        else:
            here += length
    return tag, begin, here - 2, here


def _head(octets: bytes, at: int, end: int) -> tuple[int, int, int | None]:
    """Tag, where the value begins, and its length, None where it is not told."""
    if at + 2 > end:
        raise _Odd
    tag, length, begin = octets[at], octets[at + 1], at + 2
    if length == 0x80:
        return tag, begin, None
    if length > 0x80:
        begin += length & 0x7F
        if length > 0x84 or begin > end:
            raise _Odd
        length = int.from_bytes(octets[at + 2 : begin], "big")
    if begin + length > end:
        raise _Odd
    return tag, begin, length
