"""What an IMAP server answers, as imaplib hands it out: numbers, sizes and mails, in any order."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

UID = re.compile(rb"(?i)\bUID (\d{1,10})\b")
SIZE = re.compile(rb"(?i)\bRFC822\.SIZE (\d{1,15})\b")
BODY = re.compile(rb'(?i)\bBODY\[\](?:<\d+>)? (?:\{\d+\}|"((?:[^"\\]|\\.)*)"|NIL)')
ARRIVED = re.compile(
    rb'(?i)\bINTERNALDATE "([ \d]\d)-([a-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ANSWER = re.compile(rb"\d+ \(")
DIGITS = re.compile(rb"\d{1,10}")

Line = bytes | tuple[bytes, bytes] | None


def numbers_in(found: Sequence[Line]) -> Iterator[int]:
    """The numbers of an answer to a search."""
    for line in found:
        if isinstance(line, bytes):
            yield from map(int, DIGITS.findall(line))


def sizes_in(found: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """(UID, octets) of each mail that an answer tells of."""
    for words, _ in _mails(found):
        uid, size = UID.search(words), SIZE.search(words)
        if uid and size:
            yield int(uid[1]), int(size[1])


def arrivals_in(found: Sequence[Line]) -> Iterator[tuple[int, datetime]]:
    """(UID, the moment it arrived, in UTC) of each mail whose answer says it."""
    for words, _ in _mails(found):
        uid, arrived = UID.search(words), ARRIVED.search(words)
        moment = _moment(arrived) if arrived else None
        if uid and moment:
            yield int(uid[1]), moment


def _moment(found: re.Match[bytes]) -> datetime | None:
    day, month, year, hour, minute, second, sign, hours, minutes = (each.decode() for each in found.groups())
    try:
        place = MONTHS.index(month.title()) + 1
        zone = timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes)))
        said = datetime(int(year), place, int(day), int(hour), int(minute), int(second), tzinfo=zone)
        return said.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def bodies_in(found: Sequence[Line]) -> Iterator[tuple[int, bytes]]:
    """(UID, the mail) of each mail that an answer holds whole; others are passed over."""
    for words, literal in _mails(found):
        uid, body = UID.search(words), BODY.search(words)
        if not uid or not body:
            continue
        if literal is not None:
            yield int(uid[1]), literal
        elif body[1] is not None:
            yield int(uid[1]), re.sub(rb"\\(.)", rb"\1", body[1])
        elif body[0].endswith(b"NIL"):
            yield int(uid[1]), b""


def _mails(found: Sequence[Line]) -> Iterator[tuple[bytes, bytes | None]]:
    """What was said of each mail outside of its literal, and the literal."""
    words, literal = b"", None
    for line in found:
        if line is None:
            continue
        said, octets = line if isinstance(line, tuple) else (line, None)
        if ANSWER.match(said):
            if words:
                yield words, literal
            words, literal = b"", None
        words += b" " + said
        literal = octets if literal is None else literal
    if words:
        yield words, literal
