"""A mailbox asked once, by whoever holds its lock; and looked at, without taking anything."""

from collections.abc import Callable
from dataclasses import dataclass

from amends.connectors.mail.imap_account import FolderFound, ImapAccount
from amends.connectors.mail.imap_faults import MailboxFault
from amends.connectors.mail.oauth import Grant
from amends.core.bulk import held_while_running
from amends.core.sealing import NotOurSeal
from amends.mailboxes.fetching import CursorMoved, Stumbled
from amends.mailboxes.health import note_fault, note_good
from amends.mailboxes.intake import save_stumble, take_batches
from amends.mailboxes.models import Mailbox
from amends.mailboxes.places import AskedMailbox, Batch, Place
from amends.mailboxes.queries import asked_mailbox
from amends.mailboxes.settings import MailboxSettings

LOCK = "mailbox"
MOST_LISTED = 200  # folders


@dataclass(frozen=True, slots=True)
class FolderLooked:
    """A folder as the server tells of it: mails in it, and how many of them were not taken yet."""

    name: str
    count: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a mailbox found; `fault` is None where it answered."""

    mailbox: Mailbox
    folders: list[FolderLooked]
    fault: MailboxFault | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What logging in found: every folder that can hold mails, and how many are in those wished for."""

    folders: list[str]
    counts: dict[str, int]
    fault: MailboxFault | None


def fetch_once(mailbox: Mailbox) -> bool:
    """Take whatever is new in the mailbox, and note its health; False where somebody else is at it."""
    from amends.mailboxes.asking import Asking

    with held_while_running(LOCK, mailbox.pk) as held:
        if not held:
            return False
        asking: Asking | None = None
        try:
            asking = Asking(_opened(mailbox))
            asking.ask(take_or_let_go)
        except CursorMoved:
            return False
        except MailboxFault as fault:
            _note(mailbox.pk, fault)
        else:
            note_good(mailbox.pk, is_idling=False, asked=asking.mailbox)
        finally:
            if asking is not None:
                asking.leave(politely=True)
    return True


def look_at(mailbox: Mailbox) -> Looked:
    """Reach the mailbox, log in and open its folders; nothing is taken, nothing noted."""
    from amends.connectors.mail.imap import ImapSession

    folders: list[FolderLooked] = []
    try:
        asked = _opened(mailbox)
        with ImapSession(asked.account) as session:
            for name in _names(asked, session.folders):
                place = asked.places.get(name, Place(name))
                examined = session.examine(name)
                is_new = place.uid_validity != examined.uid_validity
                since = asked.fetch_from if is_new or not place.last_uid else None
                waiting = session.uids_after(0 if is_new else place.last_uid, since=since)
                folders.append(FolderLooked(name, examined.count, len(waiting)))
    except MailboxFault as fault:
        return Looked(mailbox, folders, fault)
    return Looked(mailbox, folders, None)


def try_settings(wanted: MailboxSettings, *, password: str, grant: Grant | None = None) -> Tried:
    """Reach what is not kept yet, log in, and list its folders; nothing is taken. Raises Refused.

    `grant`: what stands in the password's place.
    """
    from amends.connectors.mail.imap import ImapSession

    checked = wanted.checked()
    account = ImapAccount(checked.host, checked.port, checked.security, checked.login, password, grant)
    found: list[str] = []
    counts: dict[str, int] = {}
    try:
        with ImapSession(account) as session:
            found = [each.name for each in session.folders() if each.opens][:MOST_LISTED]
            for name in checked.folders:
                counts[name] = session.examine(name).count
    except MailboxFault as fault:
        return Tried(found, counts, fault)
    return Tried(found, counts, None)


def take_or_let_go(batch: Batch) -> None:
    """Take one batch in a transaction of its own. Raises CursorMoved."""
    if take_batches([batch]) != [True]:
        raise CursorMoved


def _names(asked: AskedMailbox, folders: Callable[[], list[FolderFound]]) -> list[str]:
    sent = [each.name for each in folders() if each.is_sent and each.opens] if asked.takes_sent else []
    return list(dict.fromkeys([*asked.folders, *sent[:1]]))


def _opened(mailbox: Mailbox) -> AskedMailbox:
    try:
        return asked_mailbox(mailbox)
    except NotOurSeal as error:
        raise MailboxFault("key", error.message) from error


def _note(mailbox_id: int, fault: MailboxFault) -> None:
    if isinstance(fault, Stumbled):
        save_stumble(mailbox_id, fault.place)
    note_fault(mailbox_id, fault.code, fault.words)
