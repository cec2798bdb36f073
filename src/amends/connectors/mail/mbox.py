"""An mbox file read as a stream: one mail in memory at a time, whatever the size of the file.

A line starts a mail where it reads like one a mail program wrote (`From someone Mon Jan  1 10:00:00 2024`),
stands at the start of the file or after an empty line, and a header follows. Without the empty line, the date
must be complete and the header a well-known one: some programs forget the empty line, and people write
sentences that start with "From".
"""

import re
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 20
LOOKAHEAD = 4096  # octets after "From " within which the judgement falls
BOM = b"\xef\xbb\xbf"
SEPARATOR = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*From [^\r\n]*(?:\r\n|\n|\r|\Z)")
LINE = re.compile(rb"[^\r\n]*")
LINE_END = re.compile(rb"\r\n|\n|\r")
FIELD = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,76}[ \t]*:|>From ")
KNOWN_FIELD = re.compile(
    rb"(?i)(?:from|to|cc|bcc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|sender"
    rb"|reply-to|in-reply-to|references|delivered-to|envelope-to|status|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+"
    rb"|authentication-results|precedence|list-[a-z-]+|user-agent|importance|priority)[ \t]*:|>From "
)
WEEKDAY = re.compile(rb"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")
MONTH = re.compile(rb"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
CLOCK = re.compile(rb"\b\d{1,2}:\d\d")
YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
ESCAPED = re.compile(rb"(?m)^>(>*From )")
ESCAPED_AFTER_CARRIAGE = re.compile(rb"(?<=\r)>(>*From )")


def read_mbox(path: Path, most_octets: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Start and end offset and octets of each mail, without its separator and unescaped; octets are None
    for a mail over `most_octets`. Raises OSError where the file cannot be read."""
    buffer, base, scan, skipped = bytearray(), 0, 1, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            buffer += chunk
            limit = len(buffer) if not chunk else max(scan, len(buffer) - LOOKAHEAD)
            while (cut := _next_start(buffer, scan, limit, final=not chunk)) is not None:
                mail = None if skipped or cut > most_octets else _unwrapped(buffer, cut)
                del buffer[:cut]
                start, base = base - skipped, base + cut
                skipped, scan = 0, 1
                limit = len(buffer) if not chunk else max(scan, len(buffer) - LOOKAHEAD)
                yield start, base, mail
                del mail
            scan = limit
            if not chunk:
                break
            if len(buffer) > most_octets + LOOKAHEAD:
                drop = max(0, min(scan, len(buffer)) - 8)
                del buffer[:drop]
                base, skipped, scan = base + drop, skipped + drop, scan - drop
    if buffer.strip(b"\r\n") or skipped:
        last = None if skipped or len(buffer) > most_octets else _unwrapped(buffer, len(buffer))
        end = base + len(buffer)
        del buffer
        yield base - skipped, end, last


def starts_mbox(head: bytes) -> bool:
    """Whether a file that begins with these octets is an mbox."""
    start = head.removeprefix(BOM).lstrip(b"\r\n")
    return start.startswith(b"From ") and _starts_mail(start, 0, final=len(head) < LOOKAHEAD)


def _next_start(buffer: bytearray, scan: int, limit: int, *, final: bool) -> int | None:
    at = scan
    # A plain search, not a pattern with a look behind: it is what decides how fast a file is split.
    while (at := buffer.find(b"From ", at, limit + 4)) >= 0:
        if buffer[at - 1] in b"\r\n" and _starts_mail(buffer, at, final=final):
            return at
        at += 5
    return None


def _starts_mail(octets: bytes | bytearray, at: int, *, final: bool) -> bool:
    line_end = LINE.match(octets, at, at + LOOKAHEAD).end()  # type: ignore[union-attr]
    line = bytes(octets[at:line_end])
    end = LINE_END.match(octets, line_end)
    if end is None:
        return final and at == 0
    follows = end.end()
    clock = CLOCK.search(line) and YEAR.search(line)
    complete = bool(clock and WEEKDAY.search(line) and MONTH.search(line)) and len(line) < 300
    if at and not _after_empty_line(octets, at):
        return complete and KNOWN_FIELD.match(octets, follows) is not None
    if complete:
        bare = follows == len(octets) or LINE_END.match(octets, follows) is not None
        return bare or FIELD.match(octets, follows) is not None
    return bool(clock or len(line.split()) <= 2) and KNOWN_FIELD.match(octets, follows) is not None


def _after_empty_line(octets: bytes | bytearray, at: int) -> bool:
    before = bytes(octets[max(0, at - 4) : at])
    shorter = before[:-2] if before.endswith(b"\r\n") else before[:-1]
    return shorter.endswith((b"\n", b"\r"))


def _unwrapped(buffer: bytearray, end: int) -> bytes:
    """The mail before `end` without its separator line, the empty line that ends it, and one `>` of each
    `>From `."""
    separator = SEPARATOR.match(buffer, 0, end)
    stop = end
    if _after_empty_line(buffer, end):
        stop -= 2 if buffer[end - 2 : end] == b"\r\n" else 1
    start = separator.end() if separator else 0
    octets = bytes(memoryview(buffer)[start : max(start, stop)])
    if b">From " in octets:
        octets = ESCAPED_AFTER_CARRIAGE.sub(rb"\1", ESCAPED.sub(rb"\1", octets))
    return octets
