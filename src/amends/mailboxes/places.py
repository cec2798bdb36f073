"""Plain values that travel between a mailbox's server and the database."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from amends.connectors.mail.imap_account import ImapAccount
from amends.imports.mail_records import ArrivedMail
from amends.imports.quarantine import Unread


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder has been taken in. `uid_validity` is None where it was never asked.

    Mails up to `careful_until` are fetched one by one, because it broke off among them; `stuck_uid` is the
    one at which it did, `stuck_times` how often.
    """

    name: str
    is_sent: bool = False
    uid_validity: int | None = None
    last_uid: int = 0
    careful_until: int = 0
    stuck_uid: int = 0
    stuck_times: int = 0

    @property
    def untouched(self) -> Self:
        """The same folder before anything was taken from it."""
        return type(self)(self.name, self.is_sent)

    def stumbled(self, uids: list[int]) -> Self:
        """The same after fetching broke off among these mails."""
        if len(uids) > 1:
            return replace(self, careful_until=uids[-1])
        uid = uids[0]
        times = self.stuck_times + 1 if self.stuck_uid == uid else 1
        return replace(self, careful_until=max(self.careful_until, uid), stuck_uid=uid, stuck_times=times)


@dataclass(frozen=True, slots=True)
class AskedMailbox:
    """A mailbox as whoever fetches needs it: nothing here touches the database."""

    mailbox_id: int
    shop_id: int
    address: str
    account: ImapAccount
    folders: tuple[str, ...]
    takes_sent: bool
    fetch_from: date
    trusted: str
    places: dict[str, Place]


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails of a folder that go in together, with what moves its place from `before` to here."""

    mailbox_id: int
    shop_id: int
    before: Place
    uid_validity: int
    last_uid: int
    mails: tuple[ArrivedMail, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def after(self) -> Place:
        """The place once the batch went in."""
        until = self.before.careful_until if self.last_uid < self.before.careful_until else 0
        return Place(self.before.name, self.before.is_sent, self.uid_validity, self.last_uid, until)
