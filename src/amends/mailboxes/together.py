"""What many mailboxes bring at the same moment goes in together, shop by shop: one transaction costs as much
for one mail as for thirty."""

import threading
from dataclasses import dataclass, field

from django.db import connection

from amends.mailboxes.fetching import CursorMoved
from amends.mailboxes.intake import take_batches
from amends.mailboxes.places import Batch

THREADS = 2  # while one waits for a shop's lock, the other takes the mails of other shops
MAILS_AT_ONCE = 200
OCTETS_AT_ONCE = 32 * 1024 * 1024


class Stopped(Exception):
    """Nothing is taken any more; what was fetched is fetched again by whoever comes next."""


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None

    def end(self, error: BaseException | None = None) -> None:
        self.error = error
        self.done.set()


class TakingTogether:
    """`take` may be called by any number of threads; each waits until its batch is committed."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._waiting: dict[int, list[_Waiting]] = {}
        self._busy: set[int] = set()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"mail intake {number}", daemon=True)
            for number in range(THREADS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End once what is being taken is committed; who still waits gets Stopped."""
        with self._turn:
            self._stopped = True
            for waiting in self._waiting.values():
                for each in waiting:
                    each.end(Stopped())
            self._waiting.clear()
            self._turn.notify_all()
        for thread in self._threads:
            thread.join()

    def take(self, batch: Batch) -> None:
        """Take a batch in. Raises CursorMoved, Stopped, and what the database raises."""
        waiting = _Waiting(batch)
        with self._turn:
            if self._stopped:
                raise Stopped
            self._waiting.setdefault(batch.shop_id, []).append(waiting)
            self._turn.notify()
        waiting.done.wait()
        if waiting.error is not None:
            raise waiting.error

    def _work(self) -> None:
        try:
            while (chosen := self._next()) is not None:
                shop_id, waiting = chosen
                _take(waiting)
                with self._turn:
                    self._busy.discard(shop_id)
                    self._turn.notify()
        finally:
            connection.close()

    def _next(self) -> tuple[int, list[_Waiting]] | None:
        with self._turn:
            while not self._stopped:
                shop_id = next((each for each in self._waiting if each not in self._busy), None)
                if shop_id is not None:
                    self._busy.add(shop_id)
                    waiting = self._waiting.pop(shop_id)
                    now, later = _as_many_as_fit(waiting)
                    if later:
                        self._waiting[shop_id] = later
                    return shop_id, now
                self._turn.wait()
        return None


def _as_many_as_fit(waiting: list[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
    mails = octets = 0
    for number, each in enumerate(waiting):
        mails += len(each.batch.mails)
        octets += sum(len(mail.octets) for mail in each.batch.mails)
        if number and (mails > MAILS_AT_ONCE or octets > OCTETS_AT_ONCE):
            return waiting[:number], waiting[number:]
    return waiting, []


def _take(waiting: list[_Waiting]) -> None:
    """Take them together; where that fails, each on its own, so that each gets its own answer."""
    try:
        moved = take_batches([each.batch for each in waiting])
    except Exception as error:
        connection.close()
        if len(waiting) == 1:
            waiting[0].end(error)
            return
        for each in waiting:
            _take([each])
        return
    for each, is_moved in zip(waiting, moved, strict=True):
        each.end(None if is_moved else CursorMoved())
