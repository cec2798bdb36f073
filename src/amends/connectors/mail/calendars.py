"""An invitation, told in words where the mail has none of its own."""

import re
from collections.abc import Iterator, Sequence

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.problems import Problems

LOOKED_AT = 64 * 1024
TOLD = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "ORGANIZER", "DESCRIPTION")
FOLDED = re.compile(r"\r?\n[ \t]")
FIELD = re.compile(r"([A-Z-]+)(?:;[^:\n\"]*(?:\"[^\"\n]*\"[^:\n\"]*)*)?:(.*)")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
ESCAPED = re.compile(r"\\([nN,;\\])")


def invitation(files: Sequence[AttachmentFacts], problems: Problems) -> str:
    """What the first calendar entry among these files says, a line for each; "" where there is none."""
    for file in files:
        if file.media_type == "text/calendar":
            return "\n".join(_lines(decode(file.content[:LOOKED_AT], None, problems)))
    return ""


def _lines(calendar: str) -> Iterator[str]:
    begin = calendar.find("BEGIN:VEVENT")
    entry = FOLDED.sub("", calendar[max(begin, 0) :]).split("END:VEVENT")[0]
    said: dict[str, str] = {}
    for line in entry.splitlines():
        field = FIELD.fullmatch(line.strip())
        if field and field[1] in TOLD and field[1] not in said:
            said[field[1]] = ESCAPED.sub(_unescaped, field[2]).strip()
    for name in TOLD:
        value = said.get(name, "")
        moment = MOMENT.fullmatch(value)
        if moment:
            value = _written(moment)
        if value:
            yield re.sub(r"(?i)^mailto:", "", value)


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _written(moment: re.Match[str]) -> str:
    day = f"{moment[1]}-{moment[2]}-{moment[3]}"
    return f"{day} {moment[4]}:{moment[5]}{' UTC' if moment[6] else ''}" if moment[4] else day
