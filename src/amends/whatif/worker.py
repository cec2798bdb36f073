"""What a process of a what-if does: it begins once, then takes piece after piece."""

from collections.abc import Iterable

from django.db import connection, transaction

from amends.core.memory import seldom_collecting
from amends.playbooks.remembering import remember_case
from amends.policies.facts import BadFacts
from amends.whatif.pieces import Piece
from amends.whatif.replayer import Part, Replayer, Task

_here: list[tuple[Replayer, str]] = []  # of this process, which does nothing else


def begin_replaying(task: Task, snapshot: str) -> None:
    """Make ready to replay pieces of that task, as the database was at that moment."""
    _here[:] = [(Replayer(task), snapshot)]


def replay(piece: Piece) -> Part:
    """Replay one piece."""
    [(replayer, snapshot)] = _here
    with transaction.atomic(), seldom_collecting():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        return replayer.replay(piece)


def begin_judging() -> None:
    """Nothing is to be made ready."""


def judge(case_ids: Iterable[int]) -> int:
    """Judge cases of which no judgement is kept; how many cannot be."""
    return sum(not _is_judged(case_id) for case_id in case_ids)


def _is_judged(case_id: int) -> bool:
    try:
        with transaction.atomic():
            remember_case(case_id)
    except BadFacts:
        return False
    return True
