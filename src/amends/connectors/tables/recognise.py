"""Which kind of file a table is, told by the names in its header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from amends.connectors.tables.cells import normal_header
from amends.core.errors import Refused

MAX_CANDIDATES = 30
"""Rows, not counting empty ones, among which the header is looked for."""

_MAX_NAME = 300  # characters: a longer text is no column name


@dataclass(frozen=True)
class HeaderShape:
    """The header of one kind of file; all names as normal_header gives them.

    Of each group in `required` at least one spelling stands in the header. `known` are the columns that the
    kind can make use of; `display` gives a name's original spelling, for messages.
    """

    kind: str
    required: tuple[frozenset[str], ...]
    known: frozenset[str]
    display: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    def missing(self, names: frozenset[str]) -> list[str]:
        """The required columns that `names` lacks, each by its first spelling."""
        return [self._shown(group) for group in self.required if group.isdisjoint(names)]

    def _shown(self, group: frozenset[str]) -> str:
        order = {name: place for place, name in enumerate(self.display)}
        first = min(group, key=lambda name: (order.get(name, len(order)), name))
        return self.display.get(first, first)


@dataclass(frozen=True, order=True)
class Match:
    """A header found. Of several the greatest fits best: most required groups, then most known columns."""

    required: int
    known: int
    index: int = field(compare=False)  # of the row among the candidates
    kind: str = field(compare=False)


class UnknownKind(Refused):
    """No row is the header of a known kind; `nearest` are up to three kinds with what they lack."""

    def __init__(self, nearest: list[tuple[str, list[str]]]) -> None:
        self.nearest = nearest
        near = "; ".join(f"{kind} (missing: {', '.join(missing)})" for kind, missing in nearest)
        super().__init__(
            "unknown_kind",
            "No header row of a known kind of file was found." + (f" Nearest: {near}." if near else ""),
            mend="Export the report again with all its columns, and do not rename them.",
        )


def find_header(candidates: Iterable[Sequence[str]], shapes: Sequence[HeaderShape]) -> Match | None:
    """The best match among the candidate rows; of equal ones the first. None where no kind fits."""
    best: Match | None = None
    for index, row in enumerate(candidates):
        names = _names(row)
        for shape in shapes:
            if not names or any(group.isdisjoint(names) for group in shape.required):
                continue
            match = Match(len(shape.required), len(names & shape.known), index, shape.kind)
            if best is None or match > best:
                best = match
    return best


def recognise(candidates: Sequence[Sequence[str]], shapes: Sequence[HeaderShape]) -> Match:
    """The header row and kind among a file's first rows. Raises UnknownKind where none fits."""
    match = find_header(candidates, shapes)
    if match is None:
        raise UnknownKind(nearest_kinds(candidates, shapes))
    return match


def nearest_kinds(
    candidates: Iterable[Sequence[str]], shapes: Sequence[HeaderShape], limit: int = 3
) -> list[tuple[str, list[str]]]:
    """The kinds that lack the least of their required columns, each over its best row, closest first."""
    rows = [_names(row) for row in candidates] or [frozenset()]
    ranked: list[tuple[float, int, int, str, list[str]]] = []
    for place, shape in enumerate(shapes):
        missing = min((shape.missing(names) for names in rows), key=len)
        share = 1 - len(missing) / max(len(shape.required), 1)
        ranked.append((-share, len(missing), place, shape.kind, missing))
    return [(kind, missing) for *_, kind, missing in sorted(ranked)[:limit]]


def _names(row: Sequence[str]) -> frozenset[str]:
    return frozenset(normal_header(name) for name in row if len(name) <= _MAX_NAME) - {""}
