"""Files that come with a mail: names made harmless, types told by their octets, content untouched."""

import re
import unicodedata

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.file_types import marks_of, type_of
from amends.connectors.mail.parts import MESSAGE, PLAIN, UNREADABLE, Part
from amends.connectors.mail.problems import Problems

LONGEST_NAME = 150
LONGEST_CID = 250
KEEPS = {"\u200c", "\u200d"}  # joiners: letters and emoji are made with them
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
USUAL_NAMES = {
    MESSAGE: "message.eml",
    PLAIN: "text.txt",
    "text/html": "page.html",
    "text/calendar": "calendar.ics",
    "text/csv": "table.csv",
    "text/rfc822-headers": "headers.txt",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/pdf": "document.pdf",
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/gif": "picture.gif",
    "image/webp": "picture.webp",
}


def read_attachment(part: Part, problems: Problems) -> AttachmentFacts:
    """The part as a file. A multipart that was not opened is kept whole, with its inner delimiters."""
    media_type = UNREADABLE if part.left_whole else part.media_type
    unnamed = "text.txt" if media_type.startswith("text/") else "file.bin"
    filename = safe_name(declared_name(part)) or USUAL_NAMES.get(media_type, unnamed)
    if media_type == MESSAGE and not filename.lower().endswith(".eml"):
        filename += ".eml"
    content = part.body() if part.left_whole else part.content(problems)
    cid = (part.head.first("content-id") or b"").decode("ascii", "replace").strip("<> \t")[:LONGEST_CID]
    return as_file(filename, media_type, content, cid)


def as_file(filename: str, declared: str, content: bytes, cid: str = "") -> AttachmentFacts:
    """The file under this harmless name, its type told by what it holds and else as declared."""
    media_type, differs = type_of(content, filename, declared)
    marks = marks_of(content, filename)
    return AttachmentFacts(filename, media_type, content, cid, [*marks, *(["type_differs"] * differs)])


def declared_name(part: Part) -> str:
    """The file name as the sender gave it, "" where there is none."""
    return part.disposition_parameters.get("filename") or part.type_parameters.get("name") or ""


def safe_name(name: str) -> str:
    """A bare file name: no folders, no control, invisible or direction-changing characters. May be ""."""
    bare = re.split(r"[/\\]", name.replace("\x00", ""))[-1]
    shown = "".join(mark for mark in bare if mark in KEEPS or unicodedata.category(mark) not in UNSEEN)
    shown = re.sub(r'[<>:"|?*]', "_", shown).strip(" .\u3000")
    if len(shown) <= LONGEST_NAME:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        return shown[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
