"""A changed rulebook replayed over a period: judged where no judgement is, then compared piece by piece."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.db import connection, transaction

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.clock import rfc3339
from amends.core.memory import seldom_collecting
from amends.core.pack_sets import PackSet
from amends.whatif import worker
from amends.whatif.changes import concerns_of
from amends.whatif.listing import head, packed
from amends.whatif.period import Stretch, check_period, stretches
from amends.whatif.pieces import PIECE, Piece, cases_in, never_judged, pieces_of
from amends.whatif.processes import MOST_PROCESSES, in_order, pool
from amends.whatif.replayer import Part, Replayer, Task
from amends.whatif.rows import changed_rows
from amends.whatif.tallying import Tally

LEAST_PIECES = 4  # below this another process costs more than it brings
JUDGED_AT_ONCE = 50
Summary = dict[str, Any]
Progress = Callable[[str, int, int], None]  # what is done, how many of it, of how many


def silent(what: str, done: int, of: int) -> None:
    """Progress that nobody waits for."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Two rulebooks and a period of some shops. `processes` None: as many as are worth it."""

    before: PackSet
    after: PackSet
    shops: tuple[Shop, ...]
    from_day: date
    until_day: date
    processes: int | None = None
    piece: int = PIECE
    progress: Progress = field(default=silent)


def run(asked: WhatIf, lines: IO[bytes]) -> Summary:
    """Replay the period; every case that comes out otherwise goes to `lines` as CSV, gzip, the summary back.

    Cases that move meanwhile are taken as they were at one moment. Raises Refused for days that are no
    period, BadPack where a rulebook does not load.
    """
    check_period(asked.from_day, asked.until_day)
    concerns = concerns_of(asked.before, asked.after)
    rows = changed_rows(asked.before, asked.after)
    period = stretches(asked.shops, asked.from_day, asked.until_day)
    not_judged = _judge_missing(asked, period)
    task = Task(asked.before.files, asked.after.files, concerns, clock.now())
    tally = Tally()
    lines.write(packed(head()))
    with _one_moment() as snapshot:
        cases = cases_in(period)
        pieces = [piece for stretch in period for piece in pieces_of(stretch, concerns, asked.piece)]
        for done, part in enumerate(_parts(asked, task, pieces, snapshot), start=1):
            tally.take(part.tally)
            lines.write(part.lines)
            asked.progress("replayed", done, len(pieces))
    return {
        "from": asked.from_day.isoformat(),
        "to": asked.until_day.isoformat(),
        "at": rfc3339(task.now),
        "cases_in_period": cases + not_judged,
        "not_judged": not_judged,
        "changed_rows": [row.as_json() for row in rows],
        **tally.as_json(),
    }


def _judge_missing(asked: WhatIf, period: Iterable[Stretch]) -> int:
    """Judge the cases that the worker has not come to yet; how many cannot be."""
    lacking = [case_id for stretch in period for case_id in never_judged(stretch)]
    groups = [lacking[n : n + JUDGED_AT_ONCE] for n in range(0, len(lacking), JUDGED_AT_ONCE)]
    failed = done = 0
    for group, bad in zip(groups, _judged(asked, groups), strict=True):
        failed += bad
        done += len(group)
        asked.progress("judged", done, len(lacking))
    return failed


def _judged(asked: WhatIf, groups: Sequence[list[int]]) -> Iterator[int]:
    processes = 1 if connection.in_atomic_block else _processes(asked, len(groups))
    if processes == 1:
        yield from map(worker.judge, groups)
        return
    with pool(processes, worker.begin_judging) as executor:
        yield from in_order(executor, worker.judge, groups, processes)


def _parts(asked: WhatIf, task: Task, pieces: Sequence[Piece], snapshot: str) -> Iterator[Part]:
    processes = _processes(asked, len(pieces)) if snapshot else 1
    if processes == 1:
        replayer = Replayer(task)
        with seldom_collecting():
            yield from map(replayer.replay, pieces)
        return
    with pool(processes, worker.begin_replaying, task, snapshot) as executor:
        yield from in_order(executor, worker.replay, pieces, processes)


def _processes(asked: WhatIf, pieces: int) -> int:
    """How many are worth it."""
    if asked.processes is not None:
        return asked.processes
    return min(MOST_PROCESSES, os.cpu_count() or 1) if pieces >= LEAST_PIECES else 1


@contextmanager
def _one_moment() -> Iterator[str]:
    """All that is read inside is as it was at one moment; yields the name by which others see the same.

    "" inside a transaction of the caller, which sees what it sees.
    """
    if connection.in_atomic_block:
        yield ""
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])
