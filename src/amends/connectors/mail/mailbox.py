"""Mails on disk: a single one, an mbox, a Maildir; told by what they hold, never by their names."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_tz
from pathlib import Path

from amends.connectors.mail.head import NAME, ODD_LINES_BEFORE, from_first_field
from amends.connectors.mail.mbox import read_mbox, starts_mbox

LARGEST_MAIL = 50 * 1024 * 1024  # octets
LOOKED_AT = 64 * 1024
PIECE = 1024 * 1024
PROOF = {
    "from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "delivered-to",
    "content-type", "in-reply-to", "references", "cc", "reply-to", "sender",
}  # fmt: skip
ENOUGH_WITHOUT_BODY = 2
ENOUGH_WITHOUT_EMPTY_LINE = 3
ENOUGH_BELOW_ODD_LINES = 3


@dataclass(slots=True)
class RawMail:
    """One mail as found. `octets` is None where `problem` says why ("too_large", "unreadable").

    `position` counts from 1; `start` is the offset in an mbox, else 0; `position_bytes` is how far the
    reading has come: the offset after the mail, or the octets of the files read so far. `path`: the file it
    stands in.
    """

    position: int
    start: int
    octets: bytes | None
    problem: str
    position_bytes: int = 0
    path: Path | None = None
    is_in_mbox: bool = False

    def pieces(self) -> Iterator[bytes]:
        """The mail as it stands in its file, piece by piece. Raises OSError where it cannot be read."""
        if self.octets is not None or self.path is None:
            yield self.octets or b""
            return
        left = self.position_bytes - self.start if self.is_in_mbox else sys.maxsize
        with self.path.open("rb") as file:
            file.seek(self.start)
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


def looks_like_mail(path: Path) -> str | None:
    """`maildir` for a folder of that shape, `mbox` or `eml` for a file, None for anything else."""
    if path.is_dir():
        return "maildir" if (path / "cur").is_dir() and (path / "new").is_dir() else None
    try:
        with path.open("rb") as file:
            head = file.read(LOOKED_AT)
    except OSError:
        return None
    if starts_mbox(head):
        return "mbox"
    return "eml" if starts_mail(head) else None


def read_mails(path: Path) -> Iterator[RawMail]:
    """Every mail of an mbox, a Maildir or a single file, in a stable order, one in memory at a time."""
    kind = looks_like_mail(path)
    if kind == "mbox":
        for position, (start, end, octets) in enumerate(read_mbox(path, LARGEST_MAIL), 1):
            problem = "" if octets is not None else "too_large"
            yield RawMail(position, start, octets, problem, end, path, is_in_mbox=True)
        return
    done = 0
    for position, file in enumerate(_maildir_files(path) if kind == "maildir" else [path], 1):
        mail = _read_file(file, position)
        done += len(mail.octets or b"")
        mail.position_bytes = done
        yield mail


def _maildir_files(folder: Path) -> list[Path]:
    """Mails by their unique name: one that was read meanwhile (moved to cur, flags added) keeps its place."""
    found = [
        file
        for part in ("cur", "new")
        for file in (folder / part).iterdir()
        if not file.name.startswith(".") and not file.is_dir()
    ]
    return sorted(found, key=lambda file: (re.split(r"[:;!]2,", file.name)[0], file.name, file.parent.name))


def _read_file(file: Path, position: int) -> RawMail:
    try:
        if file.stat().st_size > LARGEST_MAIL:
            return RawMail(position, 0, None, "too_large", path=file)
        return RawMail(position, 0, file.read_bytes(), "", path=file)
    except OSError:
        return RawMail(position, 0, None, "unreadable", path=file)


def starts_mail(head: bytes) -> bool:
    """Whether only headers stand before the first empty line, and one of them is a mail's."""
    start = from_first_field(head)
    proof: set[str] = set()
    odd_lines = 0
    for number, line in enumerate(start.splitlines()):
        if not line.strip():
            return len(proof) >= (ENOUGH_BELOW_ODD_LINES if odd_lines else 1)
        if number > 0 and line.startswith(b">From "):
            continue
        name = NAME.match(line)
        if name and line[:1] not in b" \t":
            if _proves_mail(name[1].decode("ascii").lower(), line[name.end() :]):
                proof.add(name[1].decode("ascii").lower())
        elif number == odd_lines < ODD_LINES_BEFORE:
            odd_lines += 1
        elif line[:1] not in b" \t":
            return len(proof) >= ENOUGH_WITHOUT_EMPTY_LINE
    return len(proof) >= (ENOUGH_BELOW_ODD_LINES if odd_lines else ENOUGH_WITHOUT_BODY)


def _proves_mail(name: str, value: bytes) -> bool:
    """Reports open with "From: 2024-01-01" too: a period is no person, and a day no moment."""
    if name == "date":
        return parsedate_tz(value[:200].decode("latin-1").strip()) is not None
    if name in {"from", "to", "sender", "cc", "reply-to"}:
        return b"@" in value or not re.match(rb"\W*\d", value)
    return name in PROOF
