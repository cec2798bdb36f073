"""A mailbox asked, once or again and again over the same session: every folder, then the one it idles in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from amends.connectors.mail.imap import ImapSession
from amends.connectors.mail.imap_faults import MailboxFault
from amends.mailboxes.fetching import FolderFetch, Stumbled, Take
from amends.mailboxes.places import AskedMailbox, Place


@dataclass(slots=True)
class Asking:
    """A mailbox, the session with its server while there is one, and how far each folder has been taken."""

    mailbox: AskedMailbox
    session: ImapSession | None = None
    places: dict[str, Place] = field(default_factory=dict)
    sent: str | None = None
    counts: dict[str, int | None] = field(default_factory=dict)
    is_over: bool = False  # nobody waits for an answer any more

    def __post_init__(self) -> None:
        self.places = dict(self.mailbox.places)

    def ask(self, take: Take, *, others: bool = True) -> None:
        """Fetch whatever is new in every folder, or (not `others`) the first; that is open afterwards.

        Raises MailboxFault, Stumbled or CursorMoved; after any of them the session is over.
        """
        try:
            session = self.session = self.session or self._connected()
            session.end_idle()
            for name in self._others() if others else ():
                self._fetch(session, name, take)
            # What came in the meantime is not told of by itself: only a look that finds nothing ends it.
            while self._fetch(session, self.mailbox.folders[0], take):
                pass
        except BaseException:
            self.leave(politely=False)
            raise

    def idle(self) -> bool:
        """Have the server tell of new mails by itself; False where it cannot. Raises MailboxFault."""
        if self.session is None or not self.session.has_idle:
            return False
        try:
            self.session.start_idle()
        except MailboxFault:
            self.leave(politely=False)
            raise
        return True

    def end(self) -> None:
        """Cut the connection for good, from any thread; one that is being made is cut when it stands."""
        self.is_over = True
        self.leave(politely=False)

    def leave(self, *, politely: bool) -> None:
        """End the session, if there is one."""
        session, self.session = self.session, None
        if session is not None:
            (session.close if politely else session.abandon)()

    def _connected(self) -> ImapSession:
        session = ImapSession(self.mailbox.account)
        if self.is_over:
            session.abandon()
            raise MailboxFault("dropped", "The program is ending.")
        self.counts.clear()
        self.sent = None
        if self.mailbox.takes_sent:
            found = [each.name for each in session.folders() if each.is_sent and each.opens]
            self.sent = next(iter(found), None)
        return session

    def _others(self) -> Iterator[str]:
        yield from self.mailbox.folders[1:]
        if self.sent is not None and self.sent not in self.mailbox.folders:
            yield self.sent

    def _fetch(self, session: ImapSession, name: str, take: Take) -> bool:
        """Whether anything came in."""
        before = self.places.get(name) or Place(name, is_sent=name == self.sent)
        fetch = FolderFetch(session, self.mailbox, before, take, self.counts.get(name))
        try:
            self.places[name] = fetch.run()
            self.counts[name] = fetch.count
        except Stumbled as fault:
            self.places[name] = fault.place
            raise
        return fetch.place != before
