"""A mail as a tree of MIME parts, by offsets into its octets: bounded in depth and number, never recursive
without bound, never copying what it does not hand out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from amends.connectors.mail.head import Head, read_head
from amends.connectors.mail.header_text import parameters
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.transfer import transfer_decoded

DEEPEST = 30
MOST_PARTS = 1000
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
PLAIN = "text/plain"
HTML = "text/html"
MESSAGE = "message/rfc822"
UNREADABLE = "application/octet-stream"
DELIMITER = re.compile(rb"(?m)^--([^\s-](?:[^\r\n]{0,68}\S)?)[ \t]*\r?$")
Span = tuple[int, int, bool]  # start, end, whether the delimiter after it closes


@dataclass(slots=True)
class Part:
    """One entity. `children` is empty for a leaf; `left_whole` marks a multipart that was not opened."""

    octets: bytes
    head: Head
    start: int
    end: int
    media_type: str
    type_parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    transfer_encoding: str
    children: list["Part"] = field(default_factory=list)
    left_whole: bool = False

    def body(self) -> bytes:
        return self.octets[self.start : self.end]

    def content(self, problems: Problems) -> bytes:
        return transfer_decoded(self.octets, self.start, self.end, self.transfer_encoding, problems)

    def subtype_of(self, family: str) -> str | None:
        """`mixed` for family `multipart` where this is multipart/mixed; None for other families."""
        found, _, subtype = self.media_type.partition("/")
        return subtype if found == family else None


def read_parts(octets: bytes, problems: Problems) -> Part:
    """The root of the tree. What lies deeper than DEEPEST or beyond MOST_PARTS stays whole in its part."""
    root = _read_part(octets, 0, len(octets), PLAIN, problems, is_whole=True)
    count = 1
    waiting = [(root, 1)]
    while waiting:
        part, depth = waiting.pop()
        if part.subtype_of("multipart") is None:
            continue
        if depth > DEEPEST:
            problems.note("nesting_too_deep")
            part.left_whole = True
            continue
        if not part.children:
            count += _open(part, MOST_PARTS - count, problems)
        waiting += [(child, depth + 1) for child in reversed(part.children)]
    return root


def _read_part(
    octets: bytes, start: int, end: int, default: str, problems: Problems, *, is_whole: bool = False
) -> Part:
    head, body = read_head(octets, start, end, problems, is_whole=is_whole)
    media_type, type_parameters = parameters(head.first("content-type"), problems)
    disposition, disposition_parameters = parameters(head.first("content-disposition"), problems)
    encoding = (head.first("content-transfer-encoding") or b"").decode("ascii", "replace")
    if not MEDIA_TYPE.fullmatch(media_type):
        media_type = _half_a_type(media_type, default)
    return Part(
        octets=octets,
        head=head,
        start=min(body, end),
        end=end,
        media_type=media_type,
        type_parameters=type_parameters,
        disposition=disposition,
        disposition_parameters=disposition_parameters,
        transfer_encoding=re.split(r"[;(]", encoding)[0].strip().strip('"').lower(),
    )


def _half_a_type(written: str, default: str) -> str:
    """What a sender meant who wrote `html`, `text`, or nothing that is a media type."""
    if written in ("html", "text/", "text/htm"):
        return HTML if written != "text/" else PLAIN
    return default if not written or written.startswith(("text", "plain")) else UNREADABLE


def _open(part: Part, allowed: int, problems: Problems) -> int:
    """Give `part` its children, at most `allowed`; without any delimiter it is text. How many were made."""
    if allowed <= 0:
        problems.note("too_many_parts")
        part.left_whole = True
        return 0
    boundary = _boundary(part)
    spans = _spans(part, boundary, allowed, problems) if boundary else []
    if not spans:
        boundary = _boundary_seen(part)
        spans = _spans(part, boundary, allowed, problems) if boundary else []
        problems.note("multipart_broken")
    if not spans:
        part.media_type = PLAIN
        return 0
    last = _adopt(part, spans, boundary, problems)
    last.left_whole = len(spans) == allowed
    return len(spans)


def _boundary(part: Part) -> bytes:
    return part.type_parameters.get("boundary", "").rstrip().encode("latin-1", "replace")


def _boundary_seen(part: Part) -> bytes:
    """The boundary a body uses, where its head names none or another: a line that comes back as a closer."""
    found = DELIMITER.search(part.octets, part.start, part.end)
    if found and part.octets.find(b"\n--" + found[1] + b"--", found.end(), part.end) >= 0:
        return found[1]
    return b""


def _adopt(part: Part, spans: list[Span], boundary: bytes, problems: Problems) -> Part:
    """Read the children, give the last. Some senders give an inner multipart the boundary of the outer
    one: what follows such a child, up to the first closer, is its own."""
    default = MESSAGE if part.media_type == "multipart/digest" else PLAIN
    open_parts, child = [part], part
    for start, end, closed in spans:
        child = _read_part(part.octets, start, end, default, problems)
        open_parts[-1].children.append(child)
        if closed and len(open_parts) > 1:
            open_parts.pop()
        elif child.subtype_of("multipart") and _boundary(child) == boundary and len(open_parts) < 3:
            open_parts.append(child)
    return child


def _spans(part: Part, boundary: bytes, allowed: int, problems: Problems) -> list[Span]:
    """Where the parts lie. The last one allowed reaches to the end, so that nothing is dropped."""
    spans: list[Span] = []
    opened: int | None = None
    closing = False
    for stop, following, closing in _delimiters(part, boundary):
        if opened is not None:
            spans.append((opened, max(stop, opened), closing))
        opened = None if closing else following
        if opened is not None and len(spans) == allowed - 1:
            problems.note("too_many_parts")
            break
    else:
        if not closing:
            problems.note("multipart_unclosed")
    return spans if opened is None else [*spans, (opened, part.end, True)]


def _delimiters(part: Part, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Each delimiter line: where the part before it ends, where the next starts, whether it closes."""
    tail = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
    needle = b"\n--" + boundary
    at = max(part.start - 1, 0)
    while (at := part.octets.find(needle, at, part.end)) >= 0:
        found = tail.match(part.octets, at + len(needle), part.end)
        if found:
            carriage = part.octets[at - 1 : at] == b"\r"
            yield at - carriage, found.end(), found[1] is not None
        at = max(found.end() - 1 if found else 0, at + 1)
