"""Walks all combinations of a table's columns, box by box, together where they fall on the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from amends.policies.tables.columns import Atom, Column, told_atoms
from amends.policies.tables.hunting import Box, Budget, Hunt, OutOfTime
from amends.policies.tables.rulebook import COLLECT, Table


@dataclass(frozen=True, slots=True)
class Part:
    """One table's bits among those of several that are walked together: guard first, then rows."""

    table: Table
    shift: int

    @property
    def guard(self) -> int:
        return 1 << self.shift

    @property
    def rows(self) -> int:
        return ((1 << len(self.table.all_rows)) - 1) << (self.shift + 1)


class Search:
    """All boxes of the joint columns of some tables. What fires at a leaf is told by `leaf`."""

    def __init__(self, tables: Sequence[Table], columns: Sequence[Column], budget: Budget) -> None:
        shifts = [sum(len(table.all_rows) + 1 for table in tables[:n]) for n in range(len(tables))]
        self.parts = [Part(table, shift) for table, shift in zip(tables, shifts, strict=True)]
        self.guards = sum(part.guard for part in self.parts)
        self.full = self.guards | sum(part.rows for part in self.parts)
        if any(column.atoms is None for column in columns):
            raise OutOfTime
        told = [column for column in columns if column.always != self.full]
        # Columns that leave fewest rows open come first: what is decided early is not walked.
        self.columns = sorted(told, key=lambda column: _openness(column, self.full))
        self.budget = budget
        self.always = [self.full]
        for column in reversed(self.columns):
            self.always.insert(0, self.always[0] & column.always)
        self.branches = [_branches(column) for column in self.columns]
        self.memo: list[dict[int, frozenset[int]]] = [{} for _ in self.columns]

    def leaves(self) -> frozenset[int]:
        """Every mask of rows that fires somewhere: of each table one bit, or several where it collects."""
        if any(not branches for branches in self.branches):
            return frozenset()
        start = self.cut(self.full, 0)
        return frozenset() if start is None else self._leaves(0, start)

    def boxes(self, wanted: Callable[[int], bool], most: int) -> list[Box]:
        """Up to `most` boxes on whose every point the leaf is wanted: column → its atoms; others are any."""
        found: list[Box] = []
        start = self.cut(self.full, 0)
        if start is not None and all(self.branches):
            self._boxes(0, start, {}, wanted, most, found)
        return found

    def witness(self, targets: int, against: int) -> Box | None:
        """A box where all of `targets` hold and none of `against`; None where there is none."""
        return Hunt(self.columns, self.branches, targets, against, self.budget).box()

    def gaps(self, rows: int, most: int) -> list[Box]:
        """Up to `most` boxes where every guard and none of `rows` holds."""
        found: list[Box] = []
        self._gaps(0, self.guards | rows, rows, {}, most, found, [set() for _ in self.columns])
        return found

    def _held(self, depth: int, targets: int) -> Box:
        """Over the columns that are left: where the targets hold, as far as that is not everywhere."""
        box: Box = {}
        for column, branches in zip(self.columns[depth:], self.branches[depth:], strict=True):
            kept = [atom for branch, atoms in branches if not targets & ~branch for atom in atoms]
            if len(kept) < sum(len(atoms) for _, atoms in branches):
                box[column.name] = kept
        return box

    def _gaps(
        self, depth: int, mask: int, rows: int, box: Box, most: int, found: list[Box], closed: list[set[int]]
    ) -> bool:
        self.budget.spend()
        if mask & self.always[depth] & rows:
            return False
        if not mask & rows:
            held = self._held(depth, self.guards)
            if all(held.values()):
                found.append(box | held)
            return all(held.values())
        if mask in closed[depth]:
            return False
        together: dict[int, list[Atom]] = {}
        for branch, atoms in self.branches[depth]:
            if not self.guards & ~branch:
                together.setdefault(mask & branch, []).extend(atoms)
        is_open = False
        for below, atoms in together.items():
            if len(found) >= most:
                return True
            added = (
                {}
                if len(together) == 1 and len(self.branches[depth]) == 1
                else {self.columns[depth].name: atoms}
            )
            is_open |= self._gaps(depth + 1, below, rows, box | added, most, found, closed)
        if not is_open:
            closed[depth].add(mask)
        return is_open

    def cut(self, mask: int, depth: int) -> int | None:
        """The mask without rows that cannot fire any more; None where a table is no longer concerned."""
        if mask & self.guards != self.guards:
            return None
        sure = mask & self.always[depth]
        for part in self.parts:
            if part.table.hit == COLLECT:
                continue
            surely = sure & part.rows
            if surely:
                lowest = surely & -surely
                mask &= ~part.rows | (2 * lowest - 1)
        return mask

    def _leaves(self, depth: int, mask: int) -> frozenset[int]:
        self.budget.spend()
        sure = mask & self.always[depth]
        if sure == mask or depth == len(self.columns):
            return frozenset([self._leaf(mask)])
        known = self.memo[depth].get(mask)
        if known is None:
            below = {self.cut(mask & branch, depth + 1) for branch, _ in self.branches[depth]}
            known = frozenset().union(*(self._leaves(depth + 1, one) for one in below if one is not None))
            self.memo[depth][mask] = known
        return known

    def _leaf(self, mask: int) -> int:
        leaf = 0
        for part in self.parts:
            rows = mask & part.rows
            if part.table.hit != COLLECT:
                leaf |= rows & -rows
                continue
            last = part.guard << len(part.table.all_rows)
            if part.table.otherwise is not None and rows & ~last:
                rows &= ~last
            leaf |= rows
        return leaf

    def _boxes(
        self,
        depth: int,
        mask: int,
        box: Box,
        wanted: Callable[[int], bool],
        most: int,
        found: list[Box],
    ) -> None:
        if len(found) >= most or not any(map(wanted, self._leaves(depth, mask))):
            return
        if depth == len(self.columns) or mask & self.always[depth] == mask:
            found.append(box)
            return
        together: dict[int, list[Atom]] = {}
        for branch, atoms in self.branches[depth]:
            below = self.cut(mask & branch, depth + 1)
            if below is not None:
                together.setdefault(below, []).extend(atoms)
        for below, atoms in together.items():
            whole = len(atoms) == sum(len(some) for _, some in self.branches[depth])
            added = {} if whole else {self.columns[depth].name: atoms}
            self._boxes(depth + 1, below, box | added, wanted, most, found)


def told_box(box: Box) -> str:
    """A box of facts in words: `status: shipped; days: above 30`."""
    return "; ".join(f"{name}: {told_atoms(atoms)}" for name, atoms in box.items()) or "everything"


def _branches(column: Column) -> list[tuple[int, list[Atom]]]:
    found: dict[int, list[Atom]] = {}
    for atom in column.atoms or ():
        found.setdefault(atom.mask, []).append(atom)
    return list(found.items())


def _openness(column: Column, full: int) -> float:
    masks = [mask for mask, _ in _branches(column)]
    return sum(mask.bit_count() for mask in masks) / max(1, len(masks)) / max(1, full.bit_count())


def rows_of(part: Part, leaf: int) -> Iterator[int]:
    """The numbers of a table's rows that fire in a leaf."""
    bits = (leaf & part.rows) >> (part.shift + 1)
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits &= bits - 1
