"""Which messages are nearly the same, so that none is asked about that was learnt from in other words."""

from collections import Counter, defaultdict
from collections.abc import Sequence

_ALIKE = 0.45  # share of their runs of three that two texts have in common
_TOO_COMMON = 200


def groups(rows: Sequence[Sequence[str]]) -> list[int]:
    """A number for each row of units; those that are nearly the same, also by way of others, share one."""
    parents = list(range(len(rows)))

    def top(at: int) -> int:
        while parents[at] != at:
            parents[at] = at = parents[parents[at]]
        return at

    runs: list[set[tuple[str, ...]]] = [
        {*zip(row, row[1:], row[2:], strict=False)} or {tuple(row)} for row in rows
    ]
    known: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, said in enumerate(runs):
        shared = Counter(other for run in said if len(known[run]) < _TOO_COMMON for other in known[run])
        for other, count in shared.items():
            if count > _ALIKE * (len(said) + len(runs[other]) - count):
                parents[top(at)] = top(other)
        for run in said:
            known[run].append(at)
    return [top(at) for at in range(len(rows))]
