"""Who wrote when to whom, and in answer to what: the head of a mail judged field by field."""

import re
from datetime import UTC, datetime
from email.utils import getaddresses
from zoneinfo import ZoneInfo

from amends.connectors.mail.dates import moment_of
from amends.connectors.mail.head import Head
from amends.connectors.mail.header_text import header_text, one_line
from amends.connectors.mail.problems import Problems

LONGEST_ADDRESS_FIELD = 8000
LONGEST_ID = 250
MOST_REFERENCES = 200
MOST_RECIPIENTS = 100
MOST_COMMENTS = 20
IN_BRACKETS = re.compile(r"<([^<>]{1,2000})>")
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]+@[^\s<>()\[\]\",;:@]+")
QUOTED = re.compile(r"\"[^\"\\<>@\r\n]{1,64}\"@[^\s<>()\[\]\",;:@]+")  # "ann lee"@x.example
LINKED = re.compile(rb"(?i)\bmailto:")
SENDERS = ("from", "sender", "reply-to", "return-path")
RECIPIENTS = ("to", "cc")  # not Delivered-To: it tells copies of one mail apart


def read_ids(head: Head, name: str, problems: Problems) -> list[str]:
    """The message ids of a field, without brackets; bare words with an @ where a sender forgot them."""
    text = header_text(head.first(name) or b"", problems)
    found = IN_BRACKETS.findall(text) or [word for word in re.split(r"[\s,]+", text) if "@" in word]
    if not found and name == "message-id" and text:
        found = [text]
    ids = [re.sub(r"[\s<>]+", "", one) for one in found]
    kept = [one for one in ids if one and len(one) <= LONGEST_ID]
    if len(kept) < len(ids):
        problems.note("id_unusable", name)
    return kept if len(kept) <= MOST_REFERENCES else [kept[0], *kept[1 - MOST_REFERENCES :]]


def read_person(head: Head, names: tuple[str, ...], problems: Problems) -> tuple[str | None, str | None]:
    """Name and address of the first person in the first of these fields that names one."""
    for name in names:
        octets = (head.first(name) or b"")[:LONGEST_ADDRESS_FIELD]
        shown, address = _person(octets, problems)
        if shown or address:
            return shown or None, address or None
    return None, None


def read_addresses(head: Head, problems: Problems) -> list[str]:
    """Every address the mail was sent to, and where it was delivered, in small letters."""
    found: dict[str, None] = {}
    for name in (*RECIPIENTS, "delivered-to", "x-original-to", "envelope-to"):
        text = header_text((head.first(name) or b"")[:LONGEST_ADDRESS_FIELD], problems)
        found |= dict.fromkeys(address.casefold() for address in ADDRESS.findall(text))
    return list(found)[:MOST_RECIPIENTS]


def _person(octets: bytes, problems: Problems) -> tuple[str, str]:
    # Latin-1 carries raw octets of any charset through the parser; names are decoded after it.
    # It follows comments in comments by recursion.
    octets = LINKED.sub(b"", octets)
    carried = octets.decode("latin-1") if octets.count(b"(") < MOST_COMMENTS else ""
    # Not parseaddr: later patch releases of Python answer nothing where a field names several.
    shown, address = next(iter(getaddresses([carried])), ("", ""))
    name = header_text(shown.encode("latin-1", "replace"), problems)
    address = header_text(address.encode("latin-1", "replace"), problems)
    if ADDRESS.fullmatch(address) or QUOTED.fullmatch(address):
        return name, address
    whole = header_text(octets, problems)
    bracketed = [one for one in IN_BRACKETS.findall(whole) if ADDRESS.fullmatch(one.strip())]
    found = bracketed[-1].strip() if bracketed else (ADDRESS.findall(whole) or [""])[0]
    if not found:
        return whole.strip("\"'<> "), ""
    return re.sub(r"\s+", " ", whole.split(found)[0]).strip("\"'<>(), "), found


def read_date(head: Head, shop_zone: str, problems: Problems) -> datetime | None:
    """The Date field in UTC. A date without an offset is the shop's civil time."""
    octets = head.first("date")
    text = header_text((octets or b"")[:200], problems)
    if not text:
        problems.note("no_date")
        return None
    try:
        moment = moment_of(text)
        if moment.tzinfo is None:
            problems.note("date_without_zone")
            moment = moment.replace(tzinfo=_zone(shop_zone, problems))
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        problems.note("date_unreadable")
        return None
    if not 1970 <= moment.year <= 2100:
        problems.note("date_absurd")
        return None
    return moment


def _zone(name: str, problems: Problems) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        problems.note("zone_unknown")
        return ZoneInfo("UTC")


def read_subject(head: Head, problems: Problems) -> str | None:
    """The subject on one line, None where the mail has no such field."""
    octets = head.first("subject")
    return None if octets is None else one_line(header_text(octets, problems), problems)


def note_repeats(head: Head, problems: Problems) -> None:
    """Fields that may stand only once: the first counts, and a second one is worth knowing of."""
    for name in ("from", "date", "subject", "message-id", "to"):
        if head.count(name) > 1:
            problems.note("header_repeated", name)
