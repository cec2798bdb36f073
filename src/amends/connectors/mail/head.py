"""The head of a mail or part: its fields as octets, and where its body starts."""

import codecs
import re
from dataclasses import dataclass, field

from amends.connectors.mail.problems import Problems

MOST_FIELDS = 1000
MOST_OCTETS_IN_FIELD = 64_000
ODD_LINES_BEFORE = 2  # that some relay or person put above a mail
SURE = 3  # well-known fields below such lines
NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
KNOWN = re.compile(
    rb"(?im)^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path"
    rb"|in-reply-to|references|reply-to|delivered-to)[ \t]*:"
)
ENVELOPE = re.compile(rb">From [^\r\n]*\d\d:\d\d")  # an mbox's, handed on as if it were a field
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BLANK_LINE = re.compile(rb"\n[ \t]*\r?(?:\n|\Z)")


def from_first_field(octets: bytes) -> bytes:
    """The mail from its first field on, without what an editor put before it; in octets where one saved it in
    two for each sign."""
    if octets.startswith(WIDE):
        octets = octets.decode("utf-16", "replace").encode("utf-8", "replace")
    return octets.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")


@dataclass(slots=True)
class Head:
    """Fields in order, names in lower case, values unfolded and still encoded."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def first(self, name: str) -> bytes | None:
        return next((value for known, value in self.fields if known == name), None)

    def count(self, name: str) -> int:
        return sum(1 for known, _ in self.fields if known == name)


def read_head(
    octets: bytes, start: int, end: int, problems: Problems, *, is_whole: bool = False
) -> tuple[Head, int]:
    """The fields from `start` on, and the offset of the body. A line that is no field ends the head,
    unless fields every mail has still follow: then it is a continuation that lost its indent, or, above the
    first field of a mail that `is_whole`, no part of it."""
    fields: list[tuple[str, bytearray]] = []
    last_known: int | None = None
    too_long = False
    at = start
    while at < end:
        stop = octets.find(b"\n", at, end)
        after = end if stop < 0 else stop + 1
        line = octets[at : min(after, at + MOST_OCTETS_IN_FIELD)].rstrip(b"\r\n")
        if not line.strip(b" \t"):
            at = after
            break
        name = NAME.match(line)
        if name and line[:1] not in b" \t":
            fields.append((name[1].decode("ascii").lower(), bytearray(line[name.end() :].strip(b" \t"))))
            too_long = too_long or after - at > MOST_OCTETS_IN_FIELD
        elif ENVELOPE.match(line) or (at == start and line.startswith((b"From ", b">From "))):
            pass
        elif line[:1] in b" \t" and fields:
            _continue(fields, line, problems)
        else:
            if last_known is None:
                last_known = _last_known(octets, at, end)
            if at > last_known or not (fields or (is_whole and _stands_before(octets, at, end))):
                break
            problems.note("header_line_odd")
            if fields:
                _continue(fields, line, problems)
        at = after
    if too_long or len(fields) > MOST_FIELDS:
        problems.note("headers_cut")
    return Head([(name, bytes(value)) for name, value in fields[:MOST_FIELDS]]), at


def _continue(fields: list[tuple[str, bytearray]], line: bytes, problems: Problems) -> None:
    value = fields[-1][1]
    if len(value) + len(line) > MOST_OCTETS_IN_FIELD:
        problems.note("headers_cut")
        return
    value += b" " + line.strip(b" \t")


def _stands_before(octets: bytes, at: int, end: int) -> bool:
    """Whether a head begins within the next few lines, and is surely one."""
    block = _block(octets, at, end)
    found = [field.start() for field in KNOWN.finditer(block)]
    return len(found) >= SURE and block.count(b"\n", 0, found[0]) <= ODD_LINES_BEFORE


def _last_known(octets: bytes, at: int, end: int) -> int:
    """Offset of the last well-known field between here and the first empty line; -1 where there is none."""
    return max((at + found.start() for found in KNOWN.finditer(_block(octets, at, end))), default=-1)


def _block(octets: bytes, at: int, end: int) -> bytes:
    """What stands before the first empty line; nothing where there is none."""
    blank = BLANK_LINE.search(octets, at, end)
    return octets[at : blank.start() if blank else at]
