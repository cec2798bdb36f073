"""A session with an IMAP server. It only reads: nothing is marked, moved or deleted there."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Self

from imap_tools.errors import MailboxFolderSelectError

from amends.connectors.mail.imap_account import Examined, FolderFound, ImapAccount
from amends.connectors.mail.imap_answers import MONTHS, arrivals_in, bodies_in, numbers_in, sizes_in
from amends.connectors.mail.imap_faults import MailboxFault, on_one_line, told_apart
from amends.connectors.mail.imap_login import client_of, logged_in, said

LARGEST_UID = 2**32 - 1
PIECE = 1024 * 1024
MORE_THAN_TOLD = 1.1  # servers count line ends as they like
LEAST_OCTETS = 64 * 1024
SENT = {
    "sent", "sent items", "sent messages", "sent mail", "已发送", "已傳送", "寄件備份", "envoyés",
    "éléments envoyés", "messages envoyés", "gesendet", "gesendete elemente", "gesendete objekte",
}  # fmt: skip


class ImapSession:
    """Logged in. Every method may raise MailboxFault; after that, only `abandon` is left."""

    def __init__(self, account: ImapAccount) -> None:
        self._mailbox = logged_in(account)
        self._client = client_of(self._mailbox)
        self._idle_tag: bytes | None = None
        self.arrived: dict[int, datetime] = {}  # by UID, of the mails asked for lately
        self.has_idle = "IDLE" in self._client.capabilities

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def folders(self) -> list[FolderFound]:
        """Every folder. The one for what was sent is told by its mark, else by its usual names."""
        with told_apart():
            self._client.begin()
            found = self._mailbox.folder.list()
        marked = {each.name for each in found if "\\sent" in _lowered(each.flags)}
        named = [each.name for each in found if re.split(r"[./]", each.name)[-1].casefold() in SENT]
        sent = marked or set(named[:1])
        closed = {"\\noselect", "\\nonexistent"}
        return [
            FolderFound(each.name, each.name in sent, not closed & set(_lowered(each.flags)))
            for each in found
        ]

    def examine(self, folder: str) -> Examined:
        """Open the folder for reading only."""
        with told_apart():
            self._client.begin()
            try:
                _, found = self._mailbox.folder.set(folder, readonly=True)
            except MailboxFolderSelectError as error:
                raise MailboxFault("folder_missing", f"{folder}: {said(error)}") from error
            count = int(found[-1]) if found and found[-1] else 0
            return Examined(self._told("UIDVALIDITY"), self._told("UIDNEXT"), count)

    def uids_after(self, last_uid: int, *, since: date | None = None) -> list[int]:
        """The numbers of the mails behind `last_uid`, in their order; of those that arrived `since` a day."""
        criteria = f"UID {last_uid + 1}:*"
        if since is not None:
            criteria += f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}"
        with told_apart():
            self._client.begin(16 * 1024 * 1024)
            typ, found = self._client.uid("SEARCH", criteria)
            if typ != "OK":
                raise MailboxFault("nonsense", f"SEARCH: {on_one_line(found[-1])}")
            # `n:*` names the last mail even where it is before n.
            return sorted({uid for uid in numbers_in(found) if last_uid < uid <= LARGEST_UID})

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """What the server says each mail measures, in octets."""
        self.arrived.clear()
        return {
            uid: size for uid, size in sizes_in(self._fetch(uids, "(UID RFC822.SIZE)")) if uid in set(uids)
        }

    def mails(self, uids: Sequence[int], octets: int) -> dict[int, bytes]:
        """These mails, as many of them as the server gives. `octets`: what they measure together.

        A server that sends much more than that is cut off (nonsense). When they arrived is in `arrived` then.
        """
        allowed = int(octets * MORE_THAN_TOLD) + LEAST_OCTETS * len(uids)
        answer = self._fetch(uids, "(UID INTERNALDATE BODY.PEEK[])", allowed)
        found = bodies_in(answer)
        wanted = set(uids)
        self.arrived.update(arrivals_in(answer))
        return {uid: body for uid, body in found if uid in wanted}

    def pieces(self, uid: int, *, most: int) -> Iterator[bytes]:
        """One mail, however large, a mebibyte at a time; at most so many octets of it."""
        for start in range(0, most, PIECE):
            found = dict(bodies_in(self._fetch([uid], f"(UID BODY.PEEK[]<{start}.{PIECE}>)", PIECE)))
            piece = found.get(uid, b"")[:PIECE]
            if piece:
                yield piece
            if len(piece) < PIECE:
                return

    def start_idle(self) -> None:
        """Have the server tell by itself when something happens in the open folder."""
        with told_apart():
            self._client.begin()
            self._idle_tag = self._client._command("IDLE")
            while self._client._get_response() is not None:
                if self._client.tagged_commands[self._idle_tag]:
                    raise MailboxFault("nonsense", "The server offers IDLE and refuses it.")
            self._client.wait_for_ever()

    def end_idle(self) -> None:
        """Back to asking; nothing where the server is not idling."""
        if self._idle_tag is None:
            return
        with told_apart():
            self._client.begin()
            self._client.send(b"DONE\r\n")
            self._mailbox.consume_until_tagged_response(self._idle_tag)
            self._idle_tag = None

    @property
    def is_idling(self) -> bool:
        return self._idle_tag is not None

    @property
    def has_received(self) -> bool:
        """Whether the server has said something that nobody has read, and the socket does not show."""
        return bool(self._client.has_received)

    def fileno(self) -> int:
        """Readable when the server says something."""
        return int(self._client.sock.fileno())

    def close(self) -> None:
        """Log out; a goodbye that fails changes nothing."""
        with suppress(Exception):
            self.end_idle()
            self._client.begin()
            self._client.logout()
        self.abandon()

    def abandon(self) -> None:
        """Close the connection without a word."""
        with suppress(Exception):
            self._client.shutdown()

    def _fetch(self, uids: Collection[int], parts: str, octets: int = 0) -> list[Any]:
        with told_apart():
            self._client.begin(octets + 200 * len(uids))
            typ, found = self._client.uid("FETCH", as_set(sorted(uids)), parts)
            if typ != "OK":
                raise MailboxFault("nonsense", f"FETCH: {on_one_line(found[-1])}")
            return list(found)

    def _told(self, name: str) -> int:
        _, told = self._client.response(name)
        number = told[-1] if told else None
        return int(number) if number is not None and number.isdigit() else 0


def as_set(uids: Sequence[int]) -> str:
    """`1:4,7` for 1, 2, 3, 4 and 7, which are in order."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and runs[-1][1] == uid - 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def _lowered(flags: Sequence[str]) -> list[str]:
    return [flag.lower() for flag in flags]
