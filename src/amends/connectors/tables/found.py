"""A header found in a file, and how to read the rows after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amends.connectors.tables.cells import BadRow, RawRow
from amends.core.errors import Refused

MAX_COLUMNS = 5_000


@dataclass(slots=True)
class Progress:
    """How far a pass over a file has come, in bytes."""

    position: int = 0


@dataclass(frozen=True)
class Found:
    """The recognised table; `rows` makes a fresh pass and keeps its Progress up to date."""

    kind: str
    encoding: str
    delimiter: str
    header: list[str]
    header_line: int
    rows: Callable[[Progress], Iterator[RawRow | BadRow]]


def too_many_columns() -> Refused:
    """The refusal of a file that is wider than any report."""
    return Refused(
        "too_many_columns",
        f"The first rows have more than {MAX_COLUMNS:,} columns.",
        mend="Download the report again; a report has a few hundred columns at most.",
    )
