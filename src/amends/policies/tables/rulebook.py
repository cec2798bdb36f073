"""A rulebook: the tables of one or several packs over the same facts, compiled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amends.policies.tables.cells import Cell
from amends.policies.tables.columns import Column, build_column
from amends.policies.tables.fact_types import FactType, Value
from amends.policies.tables.known import Case, Derived, Fact, Outcome, Texts, leaves

if TYPE_CHECKING:
    from amends.policies.tables.judging import Plain

LAW, MARKETPLACE, SELLER = SIDES = ("law", "marketplace", "seller")
DECIDED, ASK, PERSON, SILENT, NOT_CONCERNED = STATES = (
    "decided",
    "ask",
    "ask_a_person",
    "silent",
    "not_concerned",
)
FIRST, COLLECT = HITS = ("first", "collect")
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Then:
    """What a row says in one outcome: a value, or the fact whose value it is."""

    value: Value = None
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Who put a law's or marketplace's value right, when, and who read it a second time."""

    corrected_on: date
    by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row in one version. `state`: what firing means: decided, ask_a_person, silent.

    `cells` hold scope and dates too. `impossible`: facts that contradict each other. `text` the reason's.
    """

    table: str
    id: str
    cells: Mapping[str, Cell]
    state: str
    then: Mapping[str, Then]
    reason: str
    text: Texts
    source: Mapping[str, str]
    from_day: date | None = None
    until_day: date | None = None
    impossible: bool = False
    correction: Correction | None = None
    file: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The id that verdicts and `rulebook show` use."""
        return f"{self.table}/{self.id}"


@dataclass(frozen=True)
class Table:
    """Rows over the same facts for one question, of one side. `over`: each line of that list is judged."""

    id: str
    question: str
    side: str
    pack: str
    hit: str
    over: str | None
    columns: tuple[str, ...]
    outcomes: tuple[str, ...]
    add_up: Mapping[str, str]
    guard: Mapping[str, Cell]
    rows: tuple[Row, ...]
    otherwise: Row | None
    types: Mapping[str, FactType]
    file: str = ""
    line: int = 0

    @cached_property
    def all_rows(self) -> tuple[Row, ...]:
        """Rows in the order in which they are tried, what is said otherwise as the last."""
        return self.rows if self.otherwise is None else (*self.rows, self.otherwise)

    @cached_property
    def compiled(self) -> tuple[Column, ...]:
        """Bit 0 is the guard, bit n + 1 the n-th of all_rows."""
        lined = [self.guard, *(row.cells for row in self.all_rows)]
        return tuple(
            build_column(name, self.types[name], [cells.get(name) for cells in lined])
            for name in self.columns
        )

    @cached_property
    def plan(self) -> tuple[tuple[str, Any], ...]:
        """The columns that tell rows apart, as (fact, its place)."""
        full = self.full
        return tuple((column.name, column.place) for column in self.compiled if column.always != full)

    @cached_property
    def full(self) -> int:
        return (1 << (len(self.all_rows) + 1)) - 1


@dataclass
class Rulebook:
    """Everything of one directory of packs. `sha256` is that of all its files together."""

    name: str
    version: str
    sha256: str
    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    outcomes: Mapping[str, Outcome]
    tables: tuple[Table, ...]
    examples: tuple["Example", ...] = ()
    main: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()  # the questions put to every case of the desk
    by_question: Mapping[str, tuple[Table, ...]] = field(init=False)
    plain: dict[str, "Plain | None"] = field(default_factory=dict)  # kept by judging
    _leaves: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[str, list[Table]] = {}
        for table in self.tables:
            found.setdefault(table.question, []).append(table)
        self.by_question = {
            question: tuple(sorted(tables, key=lambda table: SIDES.index(table.side)))
            for question, tables in found.items()
        }

    def outcome_of(self, case: Case, question: str, column: str) -> Value:
        """What the question's verdict says in one outcome; None where facts are missing."""
        from amends.policies.tables.judging import looked_up

        return looked_up(self, case, question, column)

    def missing_for(self, case: Case, question: str) -> dict[str, str]:
        """The missing facts on which the question's verdict hangs: place → name as declared."""
        from amends.policies.tables.judging import judge

        return {ask.fact: ask.declared for ask in judge(self, case, question).asks}

    def leaves(self, question: str) -> frozenset[str]:
        """Every declared fact on which the question can hang."""
        if question not in self._leaves:
            self._leaves[question] = frozenset(self._reached(question)) & frozenset(self.facts)
        return self._leaves[question]

    def _reached(self, question: str) -> set[str]:
        waiting, seen = [f"?{question}"], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name.startswith("?"):
                waiting += [used for table in self.by_question[name[1:]] for used in used_by(table)]
            elif name in self.derived:
                waiting += [part for used in self.derived[name].uses for part in used.split(".")]
        return seen | leaves(tuple(seen))


def used_by(table: Table) -> list[str]:
    """The names a table asks for: its columns, the facts its outcomes tell, the list it goes over."""
    told = [then.fact for row in table.all_rows for then in row.then.values() if then.fact]
    return [*table.columns, *dict.fromkeys(told), *([table.over] if table.over else [])]


@dataclass(frozen=True, slots=True)
class Example:
    """What a pack says its tables give: run by `rulebook check`."""

    name: str
    question: str | None
    facts: Mapping[str, Any]
    gives: Mapping[str, Any]
    file: str = ""
    line: int = 0
