"""Messages that say what is looked for, the newest first: part by part, so that common words stop early.

A part is 16,384 messages by their ids, and every word of the index bears its part. The parts are asked from
the one with the newest message on; as soon as none of the rest can hold anything newer than what has been
found, that is the answer. How long that takes does not depend on how often a word was ever written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import connection

from amends.insights.searching.conditions import Part
from amends.insights.searching.wording import Said

MOST_OF_A_PART = 200
QUICK_S = 0.1  # as long as an answer comes so soon, more parts are asked at once
LONGEST_S = 1.2  # then the answer goes as far back as it got, and says so
_AT = "amends_happened_at(m.sent_at, m.received_at)"
_TEXT = "amends_plain(m.sender_name || ' ' || m.subject || ' ' || left(m.text, 20000))"
# Two replacements make one blank of up to four.
_ON_ONE_LINE = f"replace(replace(translate({_TEXT}, E'\\n\\r\\t', '   '), '  ', ' '), '  ', ' ')"


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that says it."""

    message_id: int
    conversation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """What was found, the newest first. `more`: older ones may follow; `reached`: it went back to here."""

    messages: list[FoundMessage]
    more: bool
    reached: datetime | None = None
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What messages to look for. `only`: among these (None: all); `beyond`: what comes after this one."""

    organisation_id: int
    shops: Collection[int]
    said: Said
    conditions: Sequence[Part] = ()
    since: datetime | None = None
    until: datetime | None = None
    beyond: tuple[datetime, int] | None = None
    only: Sequence[int] | None = None


def messages_saying(wanted: Wanted, *, conversations: int) -> FoundMessages:
    """The newest messages that are wanted, until they are of more than so many conversations."""
    if not wanted.shops or wanted.only == []:
        return FoundMessages([], more=False)
    parts = _parts(wanted)
    begun, at, step = monotonic(), 0, 1
    found: list[FoundMessage] = []
    horizon: datetime | None = None
    while at < len(parts):
        asked = [number for number, _ in parts[at : at + step]]
        asked_at = monotonic()
        rows = _in_parts(wanted, asked)
        found += [FoundMessage(message, conversation, moment) for _, message, conversation, moment in rows]
        cut = _cut_short(rows)
        at, step = at + step, min(step * 2, 128) if monotonic() - asked_at < QUICK_S else max(step // 2, 1)
        horizon = max([*cut, *([parts[at][1]] if at < len(parts) else [])], default=None)
        sure = [each for each in found if horizon is None or each.at >= horizon]
        enough = len({each.conversation_id for each in sure}) > conversations
        if enough or cut or (monotonic() - begun > LONGEST_S and at < len(parts)):
            gave_up = not enough and at < len(parts) and not cut
            newest = _newest_first(sure, conversations)
            return FoundMessages(newest, horizon is not None or enough, horizon, gave_up)
    newest = _newest_first(found, conversations)
    return FoundMessages(newest, more=len(newest) < len(found))


def _newest_first(found: Sequence[FoundMessage], conversations: int) -> list[FoundMessage]:
    """The newest, until they are of more than twice so many conversations: a case may have several."""
    newest: list[FoundMessage] = []
    seen: set[int] = set()
    for each in sorted(found, key=lambda each: (each.at, each.message_id), reverse=True):
        seen.add(each.conversation_id)
        if len(seen) > 2 * conversations + 1:
            break
        newest.append(each)
    return newest


def _cut_short(rows: Sequence[Any]) -> list[datetime]:
    """Of each part that had more than was read: the moment down to which it was read."""
    counts: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for number, _, _, at in rows:
        counts[number] = counts.get(number, 0) + 1
        last[number] = min(last.get(number, at), at)
    return [last[number] for number, count in counts.items() if count >= MOST_OF_A_PART]


def _parts(wanted: Wanted) -> list[tuple[int, datetime]]:
    """The organisation's parts with their newest moment, newest first: one short look into an index each."""
    among = ""
    values: list[Any] = [wanted.organisation_id] * 3
    if wanted.only is not None:
        among = " AND number = ANY(%s::int[])"
        values.append(sorted({message_id >> 14 for message_id in wanted.only}))
    kept = ""
    if wanted.since is not None:
        kept += " AND newest.at >= %s"
        values.append(wanted.since)
    until = min((each for each in (wanted.until, (wanted.beyond or (None,))[0]) if each), default=None)
    if until is not None:
        kept += f""" AND (
            SELECT {_AT} FROM amends_message AS m WHERE organisation_id = %s AND amends_part(id) = number
            ORDER BY {_AT} LIMIT 1) <= %s"""
        values += [wanted.organisation_id, until]
    statement = f"""
        SELECT number, newest.at FROM generate_series(
            (SELECT min(amends_part(id)) FROM amends_message WHERE organisation_id = %s),
            (SELECT max(amends_part(id)) FROM amends_message WHERE organisation_id = %s)
        ) AS number CROSS JOIN LATERAL (
            SELECT {_AT} AS at FROM amends_message AS m
            WHERE organisation_id = %s AND amends_part(id) = number ORDER BY {_AT} DESC LIMIT 1
        ) AS newest WHERE true{among}{kept} ORDER BY newest.at DESC, number DESC"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _in_parts(wanted: Wanted, parts: Sequence[int]) -> list[tuple[int, int, int, datetime]]:
    """Of each part the newest messages that are wanted: part, message, conversation, moment."""
    conditions: list[str] = []
    values: list[Any] = [list(parts)]
    if wanted.said.query:
        conditions.append(
            "amends_message_words(b.message_id, b.sender_name, b.sender_address, b.subject, b.text) "
            "@@ replace(%s, '''/', '''' || to_hex(part.number) || '/')::tsquery"
        )
        values.append(wanted.said.query)
    else:
        conditions.append(
            "b.message_id >= part.number::bigint << 14 AND b.message_id < (part.number + 1)::bigint << 14"
        )
    conditions.append("m.organisation_id = %s AND m.shop_id = ANY(%s::bigint[])")
    values += [wanted.organisation_id, list(wanted.shops)]
    for sql, given in (("<", wanted.until), (">=", wanted.since)):
        if given is not None:
            conditions.append(f"{_AT} {sql} %s")
            values.append(given)
    if wanted.beyond is not None:
        conditions.append(f"({_AT}, m.id) < (%s, %s)")
        values += wanted.beyond
    if wanted.only is not None:
        conditions.append("b.message_id = ANY(%s::bigint[])")
        values.append(list(wanted.only))
    fitting = [each.sql for each in wanted.conditions]
    values += [value for each in wanted.conditions for value in each.values]
    for sql, texts in (("> 0", wanted.said.holding), ("= 0", wanted.said.not_holding)):
        for text in texts:
            fitting.append(f"strpos({_ON_ONE_LINE if ' ' in text else _TEXT}, %s) {sql}")
            values.append(text)
    # The newest first, and only then whether they fit: so that it ends where there are enough.
    statement = f"""
        SELECT part.number, hit.* FROM unnest(%s::int[]) AS part(number) CROSS JOIN LATERAL (
            SELECT m.id, m.conversation_id, m.at FROM (
                SELECT m.id, m.conversation_id, {_AT} AS at,
                    b.recipient, b.sender_name, b.subject, b.text
                FROM amends_messagebody AS b JOIN amends_message AS m ON m.id = b.message_id
                WHERE {" AND ".join(conditions)} ORDER BY {_AT} DESC, m.id DESC OFFSET 0
            ) AS m WHERE {" AND ".join(fitting) or "true"} LIMIT {MOST_OF_A_PART}
        ) AS hit"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
