"""All mailboxes watched by one program: who is due is asked, who idles is listened to, each on its own.

Several programs share the mailboxes by locks. One that loses its database session stops at once, and begins
anew.
"""

import logging
import queue
import random
import selectors
import socket
import threading
import time
from contextlib import suppress

from django.db import connection

from amends.connectors.mail.imap_faults import MailboxFault
from amends.core import clock
from amends.core.jobs import PASSING
from amends.core.sealing import NotOurSeal
from amends.mailboxes import locks
from amends.mailboxes.actions import CHANNEL
from amends.mailboxes.asking import Asking
from amends.mailboxes.fetching import CursorMoved, Stumbled
from amends.mailboxes.health import note_fault, note_good
from amends.mailboxes.intake import save_stumble
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import asked_mailbox
from amends.mailboxes.rounds import Outcome, Rounds, Watched
from amends.mailboxes.rules import fair_share
from amends.mailboxes.together import Stopped, TakingTogether

LOOK_EVERY_S = 5.0
POLL_EVERY_S = (30.0, 60.0)
OTHER_FOLDERS_EVERY_S = (60.0, 90.0)
RENEW_IDLE_S = (480.0, 560.0)  # well before routers on the way forget the connection
NOTE_EVERY_S = 60.0
LEAST_BETWEEN_S = 0.25
AFTER_LOSS_S = 2.0
ROUNDS_END_WITHIN_S = 2.0
MOST_ROUNDS, MOST_SUSPECT_ROUNDS = 64, 24

log = logging.getLogger(__name__)


class Watch:
    """The mailboxes held by one database session, which is that of the calling thread."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._held: dict[int, Watched] = {}
        self._ended: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._taking = TakingTogether()
        self._rounds = Rounds(self._taking.take, self._tell)
        self._look_at = 0.0

    def run(self) -> None:
        """Watch until told to stop. Raises what the database raises when it goes."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        connection.connection.add_notify_handler(self._changed)
        locks.begin_watching()
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._selector.register(_database_fd(), selectors.EVENT_READ)
        self._taking.start()
        try:
            while not self._stop.is_set():
                if time.monotonic() >= self._look_at:
                    self._look()
                self._begin_due()
                self._wait()
                self._finish_ended()
        finally:
            self._end()

    def wake(self) -> None:
        """Have the watch look up from its waiting; from any thread."""
        with suppress(OSError):
            self._mouth.send(b"!")

    def _look(self) -> None:
        """See which mailboxes there are, which have changed, and which are ours to watch."""
        self._look_at = time.monotonic() + LOOK_EVERY_S
        rows = Mailbox.objects.filter(is_on=True).order_by("pk")
        wanted = dict(rows.values_list("pk", "changed_at"))
        for mailbox_id, watched in list(self._held.items()):
            if wanted.get(mailbox_id) != watched.changed_at:
                self._leave(watched)
        share = fair_share(len(wanted), locks.watchers()) if wanted else 0
        calm = [each for each in self._held.values() if not each.is_busy]
        for watched in calm[: max(0, len(self._held) - share)]:
            self._leave(watched)
        free = [mailbox_id for mailbox_id in wanted if mailbox_id not in self._held]
        random.shuffle(free)
        for mailbox_id in free:
            if len(self._held) >= share:
                break
            if locks.hold(mailbox_id):
                self._begin_watching(mailbox_id)

    def _begin_watching(self, mailbox_id: int) -> None:
        mailbox = Mailbox.objects.filter(pk=mailbox_id, is_on=True).first()
        try:
            asking = Asking(asked_mailbox(mailbox)) if mailbox is not None else None
        except NotOurSeal as error:
            asking = None
            if mailbox is not None and mailbox.error_code != "key":
                note_fault(mailbox_id, "key", error.message)
        if mailbox is None or asking is None:
            locks.let_go(mailbox_id)
            return
        pause = (mailbox.ask_again_at - clock.now()).total_seconds() if mailbox.ask_again_at else 0.0
        watched = Watched(mailbox_id, mailbox.changed_at, asking, time.monotonic() + max(0.0, pause))
        watched.is_suspect = mailbox.failures > 0
        self._held[mailbox_id] = watched

    def _begin_due(self) -> None:
        now = time.monotonic()
        due = [each for each in self._held.values() if not each.is_busy and each.due_at <= now]
        for watched in sorted(due, key=lambda each: each.due_at):
            running = self._rounds.running
            suspects = sum(each.is_suspect for each in running)
            if len(running) >= MOST_ROUNDS or (watched.is_suspect and suspects >= MOST_SUSPECT_ROUNDS):
                continue
            self._unlisten(watched)
            watched.begun_at = now
            watched.asks_others = now >= watched.others_at
            self._rounds.begin(watched)

    def _wait(self) -> None:
        now = time.monotonic()
        waiting = [each.due_at for each in self._held.values() if not each.is_busy and each.due_at > now]
        until = min([self._look_at, *waiting])
        for key, _ in self._selector.select(max(0.0, until - now)):
            watched = key.data
            if isinstance(watched, Watched):
                self._unlisten(watched)
                watched.due_at = max(time.monotonic(), watched.begun_at + LEAST_BETWEEN_S)
            elif key.fileobj is self._ear:
                with suppress(BlockingIOError):
                    self._ear.recv(4096)
            else:
                self._hear_of_changes()

    def _hear_of_changes(self) -> None:
        """Read what the database has sent: the handler hears what comes with any answer."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def _changed(self, _: object) -> None:
        """What the database tells, whether it is asked something or waited for."""
        self._look_at = 0.0

    def _finish_ended(self) -> None:
        while True:
            try:
                outcome = self._ended.get_nowait()
            except queue.Empty:
                return
            self._rounds.running.discard(outcome.watched)
            self._finish(outcome)

    def _finish(self, outcome: Outcome) -> None:
        watched, error = outcome.watched, outcome.error
        watched.is_busy = False
        if watched.is_leaving:
            self._leave(watched)
        elif error is None:
            self._went_well(watched, outcome.is_idling)
        elif isinstance(error, MailboxFault):
            self._failed(watched, error)
        elif isinstance(error, CursorMoved):
            self._leave(watched)  # and begun anew from where the database says
        elif isinstance(error, (*PASSING, Stopped)):
            watched.due_at = time.monotonic() + AFTER_LOSS_S
        else:
            log.error("a mailbox could not be taken in", exc_info=error)
            self._failed(watched, MailboxFault("nonsense", f"{type(error).__name__}: {error}"))

    def _went_well(self, watched: Watched, is_idling: bool) -> None:
        now = time.monotonic()
        asking = watched.asking
        if is_idling and asking.session is not None:
            if watched.asks_others:
                several = len(asking.mailbox.folders) > 1 or asking.sent is not None
                every = OTHER_FOLDERS_EVERY_S if several else RENEW_IDLE_S
                watched.others_at = now + random.uniform(*every)
            watched.due_at = watched.others_at
            if asking.session.has_received:
                watched.due_at = now
            else:
                watched.watched_fd = asking.session.fileno()
                self._selector.register(watched.watched_fd, selectors.EVENT_READ, watched)
        else:
            watched.due_at = watched.others_at = now + random.uniform(*POLL_EVERY_S)
        if watched.is_suspect or now >= watched.noted_at + NOTE_EVERY_S:
            note_good(watched.mailbox_id, is_idling=is_idling, asked=asking.mailbox)
            watched.noted_at, watched.is_suspect = now, False

    def _failed(self, watched: Watched, fault: MailboxFault) -> None:
        if isinstance(fault, Stumbled):
            save_stumble(watched.mailbox_id, fault.place)
        mailbox = note_fault(watched.mailbox_id, fault.code, fault.words)
        watched.is_suspect = True
        if mailbox is None or mailbox.ask_again_at is None:
            self._leave(watched)
            return
        pause = (mailbox.ask_again_at - clock.now()).total_seconds()
        watched.due_at = time.monotonic() + max(0.0, pause)

    def _leave(self, watched: Watched) -> None:
        """Let the mailbox go, at the end of its round; whoever looks next takes it up as it is then."""
        if watched.is_busy:
            watched.is_leaving = True
            return
        self._unlisten(watched)
        watched.abandon()
        self._held.pop(watched.mailbox_id, None)
        locks.let_go(watched.mailbox_id)
        self._look_at = 0.0

    def _unlisten(self, watched: Watched) -> None:
        fd, watched.watched_fd = watched.watched_fd, None
        if fd is not None:
            self._selector.unregister(fd)

    def _tell(self, outcome: Outcome) -> None:
        self._ended.put(outcome)
        self.wake()

    def _end(self) -> None:
        for watched in self._held.values():
            watched.abandon()
        self._taking.stop()
        self._await_rounds()
        self._selector.close()
        self._ear.close()
        self._mouth.close()

    def _await_rounds(self) -> None:
        """Let the rounds see that it is over; those that hang on a server are left behind."""
        until = time.monotonic() + ROUNDS_END_WITHIN_S
        while self._rounds.running and (left := until - time.monotonic()) > 0:
            with suppress(queue.Empty):
                self._rounds.running.discard(self._ended.get(timeout=left).watched)


def _database_fd() -> int:
    connection.ensure_connection()
    return int(connection.connection.fileno())
