"""What may be written to a buyer, and when a hand-over that was put off is tried again."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

LONGEST_TEXT = 50_000
LONGEST_SUBJECT = 200
MOST_FILES = 10
MOST_BUBBLES = 3
SHORT_BUBBLE = 60  # characters that go in one
LONGEST_NAME = 80
MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_JOURNEY = timedelta(days=14)  # servers give up after five; somebody may have held it back
FIRST_DATE = datetime(1995, 1, 1, tzinfo=UTC)  # no marketplace is older: an earlier date is a broken clock
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_ANSWERED = re.compile(r"\s*(?:re|aw|回复|回覆|答复)\s*[:：]\s*", re.IGNORECASE)


def happened_at(sent_at: datetime | None, received_at: datetime) -> datetime:
    """The moment a message counts from: when it says it was sent, unless that cannot be."""
    return sent_at if sent_at is not None and FIRST_DATE <= sent_at <= received_at else received_at


def sent_when(sent_at: datetime | None, arrived_at: datetime | None) -> datetime | None:
    """When the sender says it was sent; None where their clock is behind by more than any journey takes."""
    if sent_at is not None and arrived_at is not None and sent_at < arrived_at - LONGEST_JOURNEY:
        return None
    return sent_at


def hinders_saving(text: str) -> str | None:
    """Why this text cannot even be kept, as a code; None when it can."""
    if len(text) > LONGEST_TEXT:
        return "text_too_long"
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        return "text_unreadable"
    return None


def hinders_sending(text: str) -> str | None:
    """Why this text is no reply, as a code; None when it is one."""
    visible = any(unicodedata.category(sign)[0] not in "CZ" for sign in text)
    return hinders_saving(text) or (None if visible else "reply_empty")


def kept_name(name: str) -> str:
    """A file's name as it goes with a reply: no path, no control or direction signs, its ending kept."""
    bare = one_line(name.replace("\\", "/").rpartition("/")[2])
    plain = _NOT_IN_NAMES.sub("_", bare).strip(" .")
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: LONGEST_NAME - 12]}.{ending[:10]}" if dot else plain[:LONGEST_NAME]
    return plain or "file"


def next_attempt(attempts: int, *, now: datetime) -> datetime | None:
    """When to try once more after so many attempts that were put off; None when it is enough."""
    if attempts >= MOST_ATTEMPTS:
        return None
    pause: timedelta = FIRST_PAUSE * 2 ** (attempts - 1)
    return now + min(LONGEST_PAUSE, pause)


def reply_subject(subject: str, order_number: str) -> str:
    """`Re:` and what the buyer wrote about, on one line, once."""
    about = one_line(subject)
    while match := _ANSWERED.match(about):
        about = about[match.end() :]
    return f"Re: {about or order_number}".strip()[:LONGEST_SUBJECT].rstrip()


def bubbles(text: str) -> list[str]:
    """The text as it is sent in a chat: one to three short messages, cut between paragraphs or sentences."""
    pieces = [piece.strip() for piece in re.split(r"\n\s*\n", text) if piece.strip()]
    if len(pieces) == 1 and len(text) > SHORT_BUBBLE:
        pieces = [
            piece.strip()
            for piece in re.split(r"(?<=[。！？!?…])\s*|(?<=[a-zà-ÿ)]\.)\s+", text)
            if piece.strip()
        ]
    if len(pieces) <= MOST_BUBBLES:
        return pieces
    found: list[str] = []
    aim = sum(map(len, pieces)) / MOST_BUBBLES
    for piece in pieces:
        if found and (len(found) == MOST_BUBBLES or len(found[-1]) + len(piece) / 2 <= aim):
            found[-1] = f"{found[-1]}\n{piece}"
        else:
            found.append(piece)
    return found


def one_line(text: str) -> str:
    """The text without line ends and other signs that a header must not hold."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)
    return re.sub(r" {2,}", " ", kept).strip()
