"""The first pass over a file: its fingerprint, and what its bytes say of its content and encoding."""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from amends.connectors.tables.encodings import Evidence, bom_encoding, utf16_without_bom
from amends.connectors.tables.magic import CompoundWatch, Content, content_of
from amends.core.errors import Refused

_CHUNK = 1 << 19
_HEAD = 1 << 16


@dataclass(frozen=True)
class Encoding:
    """How text is read: `name` as shown to people, `codec`, and the length of its byte order mark."""

    name: str
    codec: str
    skip: int = 0


@dataclass(frozen=True)
class Scan:
    """What the first pass found. `encodings` are those the text may be in, the most likely first."""

    path: Path
    size: int
    sha256: bytes
    content: Content
    encodings: list[Encoding]


def scan(path: Path) -> Scan:
    """Reads the file once, streamed.

    Raises Refused: unreadable_file, empty_file, not_a_table, old_spreadsheet, spreadsheet_unreadable.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(path, "it is no regular file")
        return _scan(path)
    except OSError as problem:
        raise _unreadable(path, problem.strerror or "it cannot be read") from problem


def _scan(path: Path) -> Scan:
    digest, evidence, compound, size, head = hashlib.sha256(), Evidence(), CompoundWatch(), 0, b""
    content: Content = "text"
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if not size:
                head = chunk[:_HEAD]
                content = content_of(head)
                marked = bom_encoding(head)
            size += len(chunk)
            digest.update(chunk)
            if content == "compound":
                compound.add(chunk)
            elif content == "text" and not marked:
                evidence.add(chunk)
    if not size:
        raise empty_file()
    if content == "compound":
        raise compound.refusal()
    encodings = [Encoding(*marked)] if marked else _unmarked(head, evidence)
    return Scan(path, size, digest.digest(), content, encodings)


def _unmarked(head: bytes, evidence: Evidence) -> list[Encoding]:
    wide = utf16_without_bom(head)
    names = ([wide] if wide else []) + evidence.candidates()
    return [Encoding(name, name) for name in names]


def empty_file() -> Refused:
    """The refusal of a file without a single row."""
    return Refused("empty_file", "The file is empty.", mend="Download the report again.")


def _unreadable(path: Path, why: str) -> Refused:
    mend = "Check the path and that you may read the file."
    return Refused("unreadable_file", f"{path.name} cannot be read: {why}.", mend=mend)
