"""One column of a compiled table: every value the fact can have → a bit for each row whose cell holds."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations
from operator import and_, or_

from amends.core.money import Money
from amends.policies.tables.cells import Cell
from amends.policies.tables.fact_types import ORDERED, FactType, Value, tell
from amends.policies.tables.known import CannotReckon
from amends.policies.tables.samples import Scale, scale_of

MOST_SET_CODES = 14
MOST_REMEMBERED = 50_000
OTHER = "(another)"


@dataclass(frozen=True, slots=True)
class Atom:
    """Values that no cell of the column tells apart. `at` orders them along the scale `scale`, else -1."""

    mask: int
    sample: Value
    label: str
    at: int = -1
    scale: Scale | None = None
    ends: tuple[Value, Value] = (None, None)


@dataclass(frozen=True, slots=True)
class Column:
    """`place` gives the mask of a value. `atoms` part the fact's declared domain; None: too many."""

    name: str
    type: FactType
    place: Callable[[Value], int]
    atoms: tuple[Atom, ...] | None
    always: int  # the rows whose cell holds whatever the value is
    ever: int  # the rows whose cell holds for some value at all


def build_column(name: str, of: FactType, cells: Sequence[Cell | None]) -> Column:
    """The column of one fact; the n-th cell is that of bit n."""
    always = sum(1 << n for n, cell in enumerate(cells) if cell is None)
    tested = [(1 << n, cell) for n, cell in enumerate(cells) if cell is not None]

    def mask_of(value: Value) -> int:
        return always + sum(bit for bit, cell in tested if cell.holds(value))

    if of.kind == "set":
        place, atoms = _set(of, cells, mask_of)
    elif of.kind in ORDERED:
        place, atoms = _ordered(of, cells, mask_of, always)
    else:
        place, atoms = _coded(of, cells, mask_of)
    if not atoms:
        return Column(name, of, place, atoms, always, (1 << len(cells)) - 1)
    masks = [atom.mask for atom in atoms]
    return Column(name, of, place, atoms, reduce(and_, masks), reduce(or_, masks))


Built = tuple[Callable[[Value], int], "tuple[Atom, ...] | None"]


def _coded(of: FactType, cells: Sequence[Cell | None], mask_of: Callable[[Value], int]) -> Built:
    if of.kind == "yes_no":
        flags = {value: mask_of(value) for value in (True, False)}
        return flags.__getitem__, tuple(
            Atom(mask, value, str(value).lower()) for value, mask in flags.items()
        )
    if of.kind == "choice":
        masks = {value: mask_of(value) for value in of.values or ()}
        return masks.__getitem__, tuple(Atom(mask, value, value) for value, mask in masks.items())
    named = sorted(set(_codes(cells)))
    known = {value: mask_of(value) for value in named}
    other = mask_of(OTHER)
    atoms = [Atom(mask, value, value) for value, mask in known.items()]
    return _Otherwise(known, other).__getitem__, (*atoms, Atom(other, OTHER, "another code"))


def _set(of: FactType, cells: Sequence[Cell | None], mask_of: Callable[[Value], int]) -> Built:
    place = _Remembered(mask_of).__getitem__
    universe = sorted(set(_codes(cells)))
    if of.values is None or set(of.values) - set(universe):
        universe.append(OTHER)
    if len(universe) > MOST_SET_CODES:
        return place, None
    masks: dict[int, tuple[str, ...]] = {}
    for chosen in chain.from_iterable(combinations(universe, n) for n in range(len(universe) + 1)):
        masks.setdefault(mask_of(frozenset(chosen)), chosen)
    told = {
        mask: ", ".join(code if code != OTHER else "another code" for code in chosen)
        for mask, chosen in masks.items()
    }
    return place, tuple(Atom(mask, frozenset(chosen), f"[{told[mask]}]") for mask, chosen in masks.items())


def _ordered(
    of: FactType, cells: Sequence[Cell | None], mask_of: Callable[[Value], int], always: int
) -> Built:
    points: dict[str | None, set[Value]] = {}
    for currency, value in (point for cell in cells if cell is not None for point in cell.points()):
        points.setdefault(currency, set()).add(value)
    if not points:
        return (lambda value: always), (Atom(always, None, "any"),)
    if of.kind == "money":
        return _money(of, points, mask_of)
    scale = scale_of(of)
    marks = sorted(points[None])
    masks, atoms = _parted(scale, marks, mask_of)
    finder = _finder(scale, marks, masks)
    return (finder if of.kind == "moment" else _Remembered(finder).__getitem__), atoms


def _money(of: FactType, points: dict[str | None, set[Value]], mask_of: Callable[[Value], int]) -> Built:
    by_currency: dict[str | None, Callable[[Value], int]] = {}
    atoms: list[Atom] = []
    for currency, values in sorted(points.items(), key=str):
        marks = sorted(values)
        scale = scale_of(of, currency)
        masks, found = _parted(scale, marks, lambda amount, named=currency: mask_of(Money(amount, named)))  # type: ignore[misc]
        by_currency[currency] = _finder(scale, marks, masks)
        atoms += found
    rates = of.rates

    def place(value: Money) -> int:
        if rates is not None:
            value = of.compared(value)
        finder = by_currency.get(value.currency)
        if finder is None:
            raise CannotReckon("currency_without_rate")
        return finder(value.amount)

    return place, tuple(atoms)


def _finder(scale: Scale, marks: list[Value], masks: list[int]) -> Callable[[Value], int]:
    """The mask of a value among gap, mark, gap, mark … gap."""
    if scale.grain is None:
        return lambda value: masks[bisect_left(marks, value) + bisect_right(marks, value)]
    try:
        edges = sorted({edge for mark in marks for edge in (mark, mark + scale.grain)})
    except OverflowError:
        return lambda value: masks[bisect_left(marks, value) + bisect_right(marks, value)]
    at = [masks[0], *(masks[bisect_left(marks, edge) + bisect_right(marks, edge)] for edge in edges)]
    return lambda value: at[bisect_right(edges, value)]


class _Remembered(dict[Value, int]):
    """Masks by value, worked out once for each value that comes by."""

    def __init__(self, find: Callable[[Value], int]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, value: Value) -> int:
        mask = self.find(value)
        if len(self) < MOST_REMEMBERED:
            self[value] = mask
        return mask


class _Otherwise(dict[str, int]):
    """Masks by code, and one for all other codes."""

    def __init__(self, known: dict[str, int], other: int) -> None:
        super().__init__(known)
        self.other = other

    def __missing__(self, code: str) -> int:
        return self.other


def _parted(
    scale: Scale, marks: list[Value], mask_of: Callable[[Value], int]
) -> tuple[list[int], tuple[Atom, ...]]:
    """Gap, mark, gap, mark … gap: the mask of each, and an atom for each that the limits let be."""
    masks, atoms = [], []
    bounds = [None, *marks, None]
    for at in range(2 * len(marks) + 1):
        low, high = bounds[at // 2], bounds[at // 2 + 1]
        if at % 2:
            sample = any_sample = ends = bounds[at // 2 + 1]
            ends, sample = (sample, sample), sample if scale.holds(sample) else None
        else:
            any_sample = scale.sample(low, high, limited=False)
            sample, ends = scale.sample(low, high), (low, high)
        mask = 0 if any_sample is None else mask_of(any_sample)
        masks.append(mask)
        if sample is not None:
            atoms.append(Atom(mask, _whole_sample(scale, sample), "", at, scale, ends))
    return masks, tuple(atoms)


def _whole_sample(scale: Scale, sample: Value) -> Value:
    return Money(sample, scale.currency) if scale.currency else sample


def told_atoms(atoms: Iterable[Atom]) -> str:
    """Several atoms of one column in words: `from 10 to below 30, or 45`."""
    listed = list(atoms)
    words = [atom.label for atom in listed if atom.scale is None]
    ordered = sorted(
        (atom for atom in listed if atom.scale is not None),
        key=lambda atom: (str(atom.scale and atom.scale.currency), atom.at),
    )
    runs: list[list[Atom]] = []
    for atom in ordered:
        if runs and runs[-1][-1].scale == atom.scale and runs[-1][-1].at + 1 == atom.at:
            runs[-1].append(atom)
        else:
            runs.append([atom])
    words += map(_run, runs)
    return " or ".join(words[:6]) + (" …" if len(words) > 6 else "")


def _run(atoms: list[Atom]) -> str:
    first, last, scale = atoms[0], atoms[-1], atoms[0].scale
    if scale is None or (len(atoms) == 1 and first.at % 2):
        return scale.told(first.ends[0]) if scale else first.label
    low = (
        "" if first.ends[0] is None else f"{'from' if first.at % 2 else 'above'} {scale.told(first.ends[0])}"
    )
    high = "" if last.ends[1] is None else f"{'to' if last.at % 2 else 'below'} {scale.told(last.ends[1])}"
    return f"{low} {high}".strip() or "any"


def sample_told(column: Column, atom: Atom) -> object:
    """A value of the atom, as facts are written; None where every value is like the others."""
    return None if atom.sample is None else tell(atom.sample, column.type)


def _codes(cells: Iterable[Cell | None]) -> Iterable[str]:
    return (code for cell in cells if cell is not None for code in cell.codes())
