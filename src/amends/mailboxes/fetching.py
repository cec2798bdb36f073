"""From a mailbox's server to batches of mails: every mail once, whatever the server does.

The place moves with each batch that was taken, so that breaking off anywhere loses nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from amends.connectors.mail.imap import LARGEST_UID, ImapSession
from amends.connectors.mail.imap_account import Examined
from amends.connectors.mail.imap_faults import MailboxFault
from amends.connectors.mail.mailbox import LARGEST_MAIL
from amends.imports.mail_records import ArrivedMail
from amends.imports.quarantine import Unread
from amends.mailboxes.places import AskedMailbox, Batch, Place
from amends.mailboxes.spooling import spooled

MAILS_AT_ONCE = 100
OCTETS_AT_ONCE = 16 * 1024 * 1024
TRIES = 3
TURNS = 3  # until it is believed that a server does not know its own numbers
PLAUSIBLE = 100_000  # mails that came since it knew them
TOO_LARGE = "The mail is larger than what is read."
NOT_FETCHED = "The server did not give this mail, however often it was asked. It still lies in the mailbox."

Take = Callable[[Batch], None]  # raises CursorMoved


class CursorMoved(Exception):
    """Somebody else has taken mails of this folder meanwhile: what was fetched is let go."""


class Stumbled(MailboxFault):
    """Fetching broke off at mails of a folder; `place` remembers which."""

    def __init__(self, fault: MailboxFault, place: Place) -> None:
        super().__init__(fault.code, fault.words)
        self.place = place


@dataclass(slots=True)
class FolderFetch:
    """The fetching of one folder in a session; `place` is how far the database has come."""

    session: ImapSession
    mailbox: AskedMailbox
    place: Place
    take: Take
    count: int | None = None  # of the mails that were there when nothing was left to fetch
    uid_validity: int = 0  # of the folder, once it was opened

    def run(self) -> Place:
        """Fetch what is new, batch by batch. Raises Stumbled, MailboxFault, CursorMoved."""
        for turn in range(TURNS):
            if not self._run(slack=0 if turn < TURNS - 1 else PLAUSIBLE):
                break
        return self.place

    def _run(self, *, slack: int) -> bool:
        """Whether mails were left there whose numbers are higher than the server said that any is."""
        examined = self.session.examine(self.place.name)
        self.uid_validity = examined.uid_validity
        start = self._start(examined)
        if start and examined.uid_next == start + 1 and examined.count == self.count:
            return False
        self.count = examined.count
        found = self.session.uids_after(start, since=self.mailbox.fetch_from if start == 0 else None)
        uids = [uid for uid in found if uid < _ceiling(examined, start, slack)]
        for at in range(0, len(uids), MAILS_AT_ONCE):
            some = uids[at : at + MAILS_AT_ONCE]
            sizes = self.session.sizes(some)
            for group in _groups(some, sizes, one_by_one_until=self.place.careful_until):
                self._take_group(group, sizes, examined.uid_validity)
        if len(uids) < len(found):
            self.count = None
            return True
        return False

    def _start(self, examined: Examined) -> int:
        """The number behind which the new mails are; 0 where the folder counts anew."""
        place = self.place
        if place.uid_validity is None or place.uid_validity != examined.uid_validity:
            return 0
        if 0 < examined.uid_next <= place.last_uid and examined.count:
            # Brought back from a backup, perhaps: then no mail has our number, or a higher one.
            return place.last_uid if self.session.uids_after(place.last_uid - 1) else 0
        return place.last_uid

    def _take_group(self, group: list[int], sizes: dict[int, int], uid_validity: int) -> None:
        try:
            with self._contents(group, sizes) as (mails, unread):
                batch = Batch(
                    mailbox_id=self.mailbox.mailbox_id,
                    shop_id=self.mailbox.shop_id,
                    before=self.place,
                    uid_validity=uid_validity,
                    last_uid=group[-1],
                    mails=tuple(mails),
                    unread=tuple(unread),
                )
                self.take(batch)
                self.place = batch.after
        except MailboxFault as fault:
            raise Stumbled(fault, self.place.stumbled(group)) from fault

    @contextmanager
    def _contents(
        self, group: list[int], sizes: dict[int, int]
    ) -> Iterator[tuple[list[ArrivedMail], list[Unread]]]:
        """The mails of a group; the octets of what is unread are there as long as the block runs."""
        uid = group[0]
        failed = self.place.stuck_times if group == [self.place.stuck_uid] else 0
        if failed >= TRIES:
            yield [], [self._left_there(uid)]
        elif failed or sizes.get(uid, 0) > LARGEST_MAIL:
            with spooled(self.session, uid) as mail:
                if mail.size > LARGEST_MAIL:
                    yield [], [Unread(mail.pieces(), "too_large", TOO_LARGE, self._arrived(uid))]
                else:
                    yield [self._arrived(uid, mail.path.read_bytes())], []
        else:
            bodies = self._bodies(group, sizes)
            arrived = self.session.arrived
            yield [self._arrived(uid, bodies[uid], arrived.get(uid)) for uid in group if uid in bodies], []

    def _bodies(self, group: list[int], sizes: dict[int, int]) -> dict[int, bytes]:
        """The mails the server gives. One it holds back must be gone from the folder, or it is a fault."""
        found = self.session.mails(group, sum(sizes.get(uid, 0) for uid in group))
        for uid in group:
            if found.get(uid) or (uid in found and not sizes.get(uid)):
                continue
            again = self.session.mails([uid], sizes.get(uid, 0)).get(uid)
            if again:
                found[uid] = again
            elif uid in self.session.uids_after(uid - 1)[:1]:
                raise MailboxFault("nonsense", f"The server lists mail {uid} and does not give it.")
        return found

    def _left_there(self, uid: int) -> Unread:
        """What stands in the quarantine for a mail that no attempt has brought."""
        mail = self._arrived(uid)
        return Unread([where_it_lies(mail.place, self.uid_validity)], "not_fetched", NOT_FETCHED, mail)

    def _arrived(self, uid: int, octets: bytes = b"", at: datetime | None = None) -> ArrivedMail:
        place = f"{self.mailbox.address}, {self.place.name}, {uid}"
        trusted, is_sent = self.mailbox.trusted, self.place.is_sent
        return ArrivedMail(octets, place, is_sent=is_sent, trusted=trusted, arrived_at=at)


def where_it_lies(place: str, uid_validity: int) -> bytes:
    """What is kept in place of a mail that was not fetched: enough to ask for it again."""
    return f"{place}\nUIDVALIDITY {uid_validity}\n".encode()


def _ceiling(examined: Examined, start: int, slack: int) -> int:
    """The number below which a mail's must be to be believed: they count on from what the server told."""
    if not examined.uid_next:
        return LARGEST_UID + 1
    if examined.uid_next <= start:  # that cannot be, and says nothing
        return start + PLAUSIBLE
    return examined.uid_next + slack


def _groups(uids: Sequence[int], sizes: dict[int, int], *, one_by_one_until: int) -> Iterator[list[int]]:
    """The mails in their order, as many together as memory and caution allow."""
    group: list[int] = []
    octets = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        alone = uid <= one_by_one_until or size > LARGEST_MAIL
        if group and (alone or octets + size > OCTETS_AT_ONCE):
            yield group
            group, octets = [], 0
        group.append(uid)
        octets += size
        if alone:
            yield group
            group, octets = [], 0
    if group:
        yield group
