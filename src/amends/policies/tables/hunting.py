"""Looks for facts on which some rows hold and others do not, and proves that there are none."""

from collections.abc import Callable, Collection, Sequence

from amends.policies.tables.columns import Atom, Column

LOOKS_AT_THE_CLOCK_EVERY = 256
Box = dict[str, list[Atom]]  # column → what it can be there; a column not named: anything


class OutOfTime(Exception):
    """The exact answer takes longer than was allowed."""


class Budget:
    """Raises OutOfTime when `seconds` of `clock` are over."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.until = clock() + seconds
        self.left = LOOKS_AT_THE_CLOCK_EVERY

    def spend(self) -> None:
        self.left -= 1
        if self.left <= 0:
            self.left = LOOKS_AT_THE_CLOCK_EVERY
            if self.clock() > self.until:
                raise OutOfTime


class Hunt:
    """One question: is there a box where all of `targets` hold and none of `against`?"""

    def __init__(
        self,
        columns: Sequence[Column],
        branches: Sequence[list[tuple[int, list[Atom]]]],
        targets: int,
        against: int,
        budget: Budget,
    ) -> None:
        self.budget = budget
        inside = [[way for way in ways if not targets & ~way[0]] for ways in branches]
        self.is_empty = not all(inside)
        # Only rows that can hold where the targets do are in the way.
        for ways in inside:
            together = 0
            for branch, _ in ways:
                together |= branch
            against &= together
        self.against = against
        limited = [
            (column.name, _merged(ways, against), len(ways) == len(all_ways))
            for column, ways, all_ways in zip(columns, inside, branches, strict=True)
        ]
        # What leaves the fewest rows in the way, on average, is decided first.
        self.columns = sorted(limited, key=lambda one: _openness(one[1]))
        self.always = [against]
        for _, merged, _ in reversed(self.columns):
            sure = self.always[0]
            for mask in merged:
                sure &= mask
            self.always.insert(0, sure)
        self.closed: list[set[int]] = [set() for _ in self.columns]

    def box(self) -> Box | None:
        """Such a box, or None where there is none. Raises OutOfTime."""
        return None if self.is_empty else self._walk(0, self.against)

    def _walk(self, depth: int, mask: int) -> Box | None:
        self.budget.spend()
        if not mask:
            left = [(name, ways) for name, ways, is_whole in self.columns[depth:] if not is_whole]
            return {name: [atom for atoms in ways.values() for atom in atoms] for name, ways in left}
        if mask & self.always[depth] or mask in self.closed[depth]:
            return None
        name, ways, is_whole = self.columns[depth]
        for branch in sorted(ways, key=lambda one: (mask & one).bit_count()):
            found = self._walk(depth + 1, mask & branch)
            if found is not None:
                named = {} if is_whole and len(ways) == 1 else {name: ways[branch]}
                return named | found
        self.closed[depth].add(mask)
        return None


def _openness(ways: Collection[int]) -> float:
    return sum(mask.bit_count() for mask in ways) / max(1, len(ways))


def _merged(ways: list[tuple[int, list[Atom]]], against: int) -> dict[int, list[Atom]]:
    found: dict[int, list[Atom]] = {}
    for branch, atoms in ways:
        found.setdefault(branch & against, []).extend(atoms)
    return found
