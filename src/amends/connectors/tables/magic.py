"""What a file is by its first bytes, where it is no text."""

from typing import Literal

from amends.connectors.tables.encodings import MARK
from amends.core.errors import Refused

Content = Literal["text", "zip", "compound"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or sound"),
    (b"II*\x00", "an image"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive"),
    (b"Rar!\x1a\x07", "a compressed archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_CONTROLS = frozenset(map(chr, [*range(9), *range(14, 27), *range(28, 32)]))


def content_of(head: bytes) -> Content:
    """Text, a zip (a spreadsheet, perhaps) or a compound file (an old one). Raises Refused for the rest."""
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_COMPOUND):
        return "compound"
    for mark, name in _OTHERS:
        if head.startswith(mark):
            raise not_a_table(name)
    return "text"


def not_a_table(what: str) -> Refused:
    """The refusal of a file that holds no table."""
    return Refused(
        "not_a_table",
        f"This is no table of rows and columns but {what}.",
        mend="Download the report as CSV, tab-delimited text or .xlsx.",
    )


def what_instead(sample: str) -> str:
    """What text without a known header is where it is no table at all; "" where it may be one."""
    beginning = sample.lstrip("\ufeff \t\n")[:200].casefold()
    if beginning.startswith(("<!doctype", "<html", "<?xml", "<table", "<meta", "<head")):
        return "a web page"
    strange = sum(map(sample.count, (*_CONTROLS, MARK)))
    return "binary content" if strange * 33 > len(sample) else ""


class CompoundWatch:
    """Looks through a compound file, block by block, for the names of what it holds."""

    def __init__(self) -> None:
        self._found: set[str] = set()
        self._tail = b""

    def add(self, block: bytes) -> None:
        """Takes the next block of the file."""
        content = self._tail + block
        for name in ("EncryptedPackage", "Workbook", "Book"):
            if name.encode("utf-16-le") in content:
                self._found.add(name)
        self._tail = content[-64:]

    def refusal(self) -> Refused:
        """Why the file cannot be taken."""
        if "EncryptedPackage" in self._found:
            return Refused(
                "spreadsheet_unreadable",
                "The spreadsheet is protected by a password.",
                mend="Open it, remove the password, and save it again.",
            )
        if self._found:
            return Refused(
                "old_spreadsheet",
                "This is a spreadsheet in the old .xls format.",
                mend="Open it and save it as .xlsx or CSV.",
            )
        return not_a_table("a document")
