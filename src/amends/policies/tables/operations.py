"""Derived facts: what packs may reckon, a closed set of operations, and how they are built."""

from collections.abc import Callable, Mapping
from typing import Any

from amends.policies.facts import BadFacts
from amends.policies.tables import arithmetic, comparing, listing, timing
from amends.policies.tables.cells import read_cell
from amends.policies.tables.fact_types import FactType, nearest
from amends.policies.tables.known import Case, Derived, Fact, Outcome
from amends.policies.tables.operand import Lines, Maker, Operand, literal

OPERATIONS: dict[str, Callable[[Maker, Any], Operand]] = {
    "plus": arithmetic.plus,
    "minus": arithmetic.minus,
    "times": arithmetic.times,
    "share": arithmetic.share,
    "ratio": arithmetic.ratio,
    "min": arithmetic.smallest,
    "max": arithmetic.largest,
    "if": arithmetic.chosen,
    "sum": listing.summed,
    "count": listing.counted,
    "all": listing.every,
    "any": listing.some,
    "collect": listing.collected,
    "least": listing.extreme(min),
    "most": listing.extreme(max),
    "time_between": timing.time_between,
    "days_between": timing.days_between,
    "business_days_between": timing.business_days,
    "day_of": timing.day_of,
    "later": timing.later,
    "same": comparing.same,
    "in": comparing.member,
    "subset": comparing.subset,
    "overlap": comparing.overlap,
    "size": comparing.size,
    "compare": comparing.compare,
    "not": comparing.negated,
    "all_of": comparing.all_of,
    "any_of": comparing.any_of,
    "lookup": lambda maker, raw: maker.lookup(raw),
}


class Names:
    """Everything a rulebook's packs can name, built as it is needed so that the order of writing is free.

    `written` maps a derived fact to (its operation, the lines it is of, its pack's zone).
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        outcomes: Mapping[str, Outcome],
        questions: Mapping[str, str | None],
        written: Mapping[str, tuple[Any, str | None, str | None]],
    ) -> None:
        self.facts = facts
        self.outcomes = outcomes
        self.questions = questions
        self.written = written
        self.built: dict[str, Derived] = {}
        self._building: list[str] = []

    def type_of(self, name: str, over: str | None) -> FactType:
        """The type of a fact as seen from the case (over None) or from a line. Raises BadFacts."""
        if over is not None and name in self.facts[over].fields:
            return self._typed(self.facts[over].fields[name])
        if name in self.facts:
            return self._typed(self.facts[name])
        if name in self.written and self.written[name][1] in (None, over):
            return self.derived(name).type
        raise BadFacts(name, "is no fact here", nearest(name, self._visible(over)))

    def derived(self, name: str) -> Derived:
        """A derived fact, built. Raises BadFacts, also where it is reckoned from itself."""
        if name in self.built:
            return self.built[name]
        if name in self._building:
            circle = " → ".join([*self._building[self._building.index(name) :], name])
            raise BadFacts(name, f"is reckoned from itself ({circle})", "Break the circle.")
        raw, over, zone = self.written[name]
        self._building.append(name)
        try:
            part = Building(self, name, over, zone).operation(raw)
        finally:
            self._building.pop()
        self.built[name] = Derived(name, part.type, part.uses, part.get, over)
        return self.built[name]

    def _typed(self, fact: Fact) -> FactType:
        if fact.type is None:
            raise BadFacts(fact.name, "is a list of lines", "Take a sum, a count, all or any over it.")
        return fact.type

    def _visible(self, over: str | None) -> list[str]:
        inner = list(self.facts[over].fields) if over is not None else []
        return (
            inner + list(self.facts) + [name for name, row in self.written.items() if row[1] in (None, over)]
        )


class Building:
    """Builds one derived fact, seen from the case or from a line."""

    def __init__(self, names: Names, place: str, over: str | None, zone: str | None) -> None:
        self.names = names
        self.place = place
        self.over = over
        self.zone = zone

    def operation(self, raw: Any) -> Operand:
        """`{plus: [a, b]}`. Raises BadFacts."""
        if not isinstance(raw, dict) or len(raw) != 1:
            raise self.fails("is no operation", f"One of {', '.join(OPERATIONS)}.")
        [(name, argument)] = raw.items()
        if name not in OPERATIONS:
            raise self.fails(f"has no operation {name!r}", nearest(str(name), OPERATIONS))
        return OPERATIONS[name](self, argument)

    def operand(self, raw: Any) -> Operand:
        """A fact by its name, a literal, or a nested operation."""
        if isinstance(raw, str) and (raw in self.names.facts or raw in self.names.written):
            return self._fact(raw)
        written_out = literal(raw)
        if written_out is not None:
            return written_out
        if isinstance(raw, str):
            return self._fact(raw)
        return self.operation(raw)

    def lines(self, raw: Any, *, inner: bool) -> Lines:
        """`lines.price`, or `{of: lines.price, where: {…}}`."""
        written = raw if isinstance(raw, dict) else {"of": raw}
        if not {"of"} <= set(written) <= {"of", "where"} or not isinstance(written["of"], str):
            raise self.fails("needs of, and can have where", "Write {of: lines, where: {fact: cell}}.")
        name, _, field = written["of"].partition(".")
        if name not in self.names.facts or self.names.facts[name].type is not None:
            lists = [fact.name for fact in self.names.facts.values() if fact.type is None]
            raise self.fails(f"{name!r} is no list of lines", nearest(name, lists))
        if inner is not bool(field):
            raise self.fails(
                *(
                    ("names no fact of the lines", f"Write {name}.fact.")
                    if inner
                    else ("names a fact of the lines", f"Write of: {name}, and the test under where.")
                )
            )
        below = Building(self.names, self.place, name, self.zone)
        tests = written.get("where", {})
        if not isinstance(tests, dict):
            raise self.fails("has a where that is no mapping", "Write where: {fact: cell}.")
        where = [(below.operand(fact), fact, cell) for fact, cell in tests.items()]
        cells = [(part, read_cell(part.type, fact, cell)) for part, fact, cell in where]
        return Lines(
            name,
            tuple((part, cell) for part, cell in cells if cell is not None),
            below.operand(field) if field else None,
        )

    def lookup(self, raw: Any) -> Operand:
        """`{question: restocking, outcome: fee}`: what another table says of the same facts."""
        if not isinstance(raw, dict) or set(raw) != {"question", "outcome"}:
            raise self.fails("needs question and outcome")
        question, column = raw["question"], raw["outcome"]
        if question not in self.names.questions:
            raise self.fails(f"{question!r} is no question", nearest(str(question), self.names.questions))
        if self.names.questions[question] not in (None, self.over):
            raise self.fails(
                f"{question!r} is asked of each line", "Look it up among the facts of the lines."
            )
        if column not in self.names.outcomes:
            raise self.fails(f"{column!r} is no outcome", nearest(str(column), self.names.outcomes))

        def get(case: Case) -> Any:
            return case.book.outcome_of(case, question, column)

        return Operand(self.names.outcomes[column].type, get, (f"?{question}",))

    def fails(self, problem: str, mend: str = "") -> BadFacts:
        return BadFacts(self.place, problem, mend)

    def _fact(self, name: str) -> Operand:
        of = self.names.type_of(name, self.over)
        return Operand(of, lambda case: case.value(name), (name,))
