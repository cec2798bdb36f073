"""A mail too large for the memory, or one that a server stumbles over, in pieces into a nameless file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amends.connectors.mail.imap import ImapSession
from amends.connectors.mail.mailbox import PIECE
from amends.imports.quarantine import MOST_KEPT
from amends.runtime.nameless_file import nameless_file


@dataclass(frozen=True, slots=True)
class SpooledMail:
    """A fetched mail on disk; `size` in octets."""

    path: Path
    size: int

    def pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


@contextmanager
def spooled(session: ImapSession, uid: int) -> Iterator[SpooledMail]:
    """The mail, at most MOST_KEPT of it, as long as the block runs. Raises MailboxFault."""
    with nameless_file() as (file, path):
        size = 0
        for piece in session.pieces(uid, most=MOST_KEPT):
            size += file.write(piece)
        file.flush()
        yield SpooledMail(path, size)
