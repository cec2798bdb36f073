"""What becomes of a row: pure judgement over what was seen of its record before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one data row. Each row has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(slots=True)
class Known:
    """What was seen of one record so far: the hashes of its contents, and the newest time it was said at."""

    hashes: set[bytes] = field(default_factory=set)
    newest: datetime | None = None

    def add(self, content_hash: bytes, updated_at: datetime | None) -> None:
        self.hashes.add(content_hash)
        if updated_at is not None and (self.newest is None or updated_at > self.newest):
            self.newest = updated_at


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a row; whether its content is new and kept; whether it changes our own rows."""

    outcome: Outcome
    keep: bool
    apply: bool


def judge(known: Known, content_hash: bytes, updated_at: datetime | None) -> Verdict:
    """Created, updated or unchanged, by what is `known` of the record.

    Content seen before is unchanged. Content older than the newest is kept and changes nothing. Without a
    last-updated time, whatever comes last wins.
    """
    if content_hash in known.hashes:
        return Verdict(Outcome.UNCHANGED, keep=False, apply=False)
    if not known.hashes:
        return Verdict(Outcome.CREATED, keep=True, apply=True)
    if updated_at is not None and known.newest is not None and updated_at < known.newest:
        return Verdict(Outcome.UNCHANGED, keep=True, apply=False)
    return Verdict(Outcome.UPDATED, keep=True, apply=True)


def is_most(count: int, of: int) -> bool:
    """Whether it is more than half of them."""
    return 2 * count > of


def judge_in_order(
    known: dict[str, Known], rows: Iterable[tuple[str, bytes, datetime | None]]
) -> list[Verdict]:
    """Judge (key, content hash, updated at) one after the other; each adds to what is known for the next."""
    verdicts = []
    for key, content_hash, updated_at in rows:
        of_record = known.setdefault(key, Known())
        verdict = judge(of_record, content_hash, updated_at)
        of_record.add(content_hash, updated_at)
        verdicts.append(verdict)
    return verdicts
