"""Chat records as people copy or export them (千牛, 旺旺, WhatsApp and the like), told by their shape:
a nick and a time, then the words. Never raises."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b

from amends.connectors.base import BuyerFacts, MessageFacts

LONGEST = 2_000_000  # characters
LONGEST_NICK = 60
FEWEST_HEADS = 2
_DAY = r"(?P<day>\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?)"
_TIME = r"(?P<time>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)"
_NICK = rf"(?P<nick>[^\s(（\[［:：,;|][^\n\t,;|]{{0,{LONGEST_NICK - 1}}}?)"
_SHORT_DAY = r"(?P<short>\d{1,2}[./-]\d{1,2}[./-]\d{2,4})"
HEADS = (
    re.compile(rf"{_NICK}\s*[(（\[［]?\s*{_DAY}\s*{_TIME}\s*[)）\]］]?\s*[:：]?\s*(?P<words>.*)"),
    re.compile(rf"\[?{_DAY}[\s,，]*{_TIME}\]?\s+(?:-\s)?{_NICK}\s*(?:(?:：\s*|:\s+|:$)(?P<words>.*))?"),
    re.compile(
        rf"\[?{_SHORT_DAY},?\s{_TIME}\s?(?P<half>[AaPp]\.?[Mm]\.?)?\]?\s?(?:-\s)?{_NICK}:\s(?P<words>.*)"
    ),
)
TIME_ALONE = re.compile(rf"{_NICK}\s+{_TIME}")
DAY_ALONE = re.compile(rf"[-—=*\s]*{_DAY}(?:\s*(?:星期|周)[一二三四五六日天])?[-—=*\s]*")
OUR_PARTS = re.compile(r"[:：]")  # 店铺:客服小美 is a person of the shop


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What one nick said at a moment; None where the record names no day."""

    nick: str
    at: datetime | None
    text: str


def read_chat(text: str, *, zone: tzinfo, months_first: bool = False) -> list[ChatLine]:
    """The lines of a chat record in order; [] for what is none. `zone` is that of its times.

    `months_first`: how 1/2 is read where the record itself does not show it.
    """
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\u200e", "").split("\n")
    heads = [(at, found) for at, line in enumerate(lines) if (found := _head(line))]
    if len(heads) < FEWEST_HEADS or any(line.strip() for line in lines[: heads[0][0]] if _is_words(line)):
        return []
    months_first = _months_first([found["short"] for _, found in heads if _has(found, "short")], months_first)
    return list(_said(lines, heads, zone, months_first=months_first))


def nicks_of(lines: Sequence[ChatLine]) -> list[str]:
    """Who speaks, the most talkative first."""
    return [nick for nick, _ in Counter(line.nick for line in lines).most_common()]


def buyer_among(nicks: Sequence[str], known: Sequence[str] = (), ours: Sequence[str] = ()) -> str:
    """Whose nick the buyer's is: a known buyer's, or the only one that is not the shop's; "" where unsure.

    `ours`: names of the shop; a nick of one of its people begins with it, or has a colon in it.
    """
    of_buyers = [nick for nick in nicks if nick in known]
    if len(of_buyers) == 1:
        return of_buyers[0]
    names = tuple(name.casefold() for name in ours if name)
    theirs = [n for n in nicks if not OUR_PARTS.search(n) and not (names and n.casefold().startswith(names))]
    return theirs[0] if len(theirs) == 1 and len(nicks) > 1 else ""


def chat_facts(lines: Sequence[ChatLine], buyer: str, *, order_number: str | None) -> list[MessageFacts]:
    """The lines as messages of one thread with this buyer.

    The same line in a longer record of later is the same message.
    """
    facts, twins = [], Counter[str]()
    thread = f"chat:{buyer}"
    for line in lines:
        told = "\x1f".join(
            (thread, line.nick, line.at.astimezone(UTC).isoformat() if line.at else "", line.text)
        )
        twins[told] += 1
        name = blake2b(f"{told}\x1f{twins[told]}".encode("utf-8", "replace"), digest_size=16).hexdigest()
        facts.append(
            MessageFacts(
                message_id=f"chat:{name}",
                thread=thread,
                channel="chat",
                direction="in" if line.nick == buyer else "out",
                sent_at=line.at,
                order_number=order_number,
                sender_name=line.nick,
                buyer=BuyerFacts(identity=buyer, shown_name=buyer),
                text=line.text,
            )
        )
    return facts


def _said(
    lines: list[str], heads: list[tuple[int, re.Match[str]]], zone: tzinfo, *, months_first: bool
) -> Iterator[ChatLine]:
    ends = [at for at, _ in heads[1:]] + [len(lines)]
    day = ""
    for (at, head), end in zip(heads, ends, strict=True):
        above = [line for line in lines[max(0, at - 3) : at] if DAY_ALONE.fullmatch(line)]
        day = DAY_ALONE.fullmatch(above[-1])["day"] if above else day  # type: ignore[index]
        first = (head["words"] or "") if _has(head, "words") else ""
        below = [line for line in lines[at + 1 : end] if not DAY_ALONE.fullmatch(line)]
        words = "\n".join([first, *below]).strip()
        if words:
            yield ChatLine(
                head["nick"].strip(" :："), _moment(head, day, zone, months_first=months_first), words
            )


def _head(line: str) -> re.Match[str] | None:
    bare = line.strip()
    if not bare or len(bare) > 4000:
        return None
    for form in HEADS:
        found = form.fullmatch(bare)
        if found:
            return found
    return TIME_ALONE.fullmatch(bare) if len(bare) <= LONGEST_NICK + 12 else None


def _is_words(line: str) -> bool:
    """Whether a line above the first head is something said, and not a title or a day."""
    bare = line.strip()
    return not (
        DAY_ALONE.fullmatch(bare)
        or re.match(r"(?i)(聊天记录|消息记录|chat|messages? (?:are|and)|={3,}|-{3,})", bare)
    )


def _months_first(days: Sequence[str], otherwise: bool) -> bool:
    for day in days:
        one, two = (int(each) for each in re.split(r"[./-]", day)[:2])
        if one > 12 or two > 12:
            return two > 12
    return otherwise


def _moment(head: re.Match[str], day: str, zone: tzinfo, *, months_first: bool) -> datetime | None:
    hour, minute, second = (int(each) for each in [*re.split(r"[:：]", head["time"]), 0][:3])
    half = (head["half"] or "").lower()[:1] if _has(head, "half") else ""
    hour = hour % 12 + 12 * (half == "p") if half else hour
    try:
        if _has(head, "short"):
            one, two, year = (int(each) for each in re.split(r"[./-]", head["short"]))
            month, date = (one, two) if months_first else (two, one)
            return datetime(
                year if year > 99 else 2000 + year, month, date, hour, minute, second, tzinfo=zone
            )
        written = head["day"] if _has(head, "day") else day
        if not written:
            return None
        year, month, date = (int(each) for each in re.findall(r"\d+", written))
        return datetime(year, month, date, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _has(head: re.Match[str], name: str) -> bool:
    return name in head.re.groupindex and head[name] is not None
