"""What a file is that is no mail, in words for whoever meant it to be one."""

from pathlib import Path

from amends.connectors.mail.file_types import UNKNOWN, media_type_of
from amends.connectors.tables.magic import what_instead

LOOKED_AT = 64 * 1024


def why_no_mail(path: Path) -> str:
    """One sentence. Raises OSError where the file cannot be read."""
    with path.open("rb") as file:
        begin = file.read(LOOKED_AT)
    if not begin.strip():
        return "The file is empty." if not begin else "There is nothing in the file but empty lines."
    if begin.lstrip()[:1] == b"<" or what_instead(begin[:1000].decode("latin-1")) == "a web page":
        return "This is a web page: it has no mail's head, such as From: and Subject:."
    found = media_type_of(begin[:4096], path.name)
    if found.startswith("text/") or _is_text(begin):
        return "This is text without a mail's head, such as From: and Subject: and an empty line below."
    if found == UNKNOWN:
        return "Nothing in this file looks like a mail."
    return f"This is no mail but a file of another kind ({found})."


def _is_text(begin: bytes) -> bool:
    return not any(sign < 9 or 13 < sign < 32 for sign in begin)
