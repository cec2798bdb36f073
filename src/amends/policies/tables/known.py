"""What a rulebook knows: declared facts, reckoned ones, outcomes; and one case's values of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amends.policies.facts import BadFacts
from amends.policies.tables.fact_types import FactType, Value, nearest, tell

if TYPE_CHECKING:
    from amends.policies.tables.rulebook import Rulebook

Texts = Mapping[str, str]  # locale → sentence
LOCALES = ("en", "zh-Hans", "fr")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a pack declares. `of`: whom to ask for it. `fields`: of lines, each line's own facts.

    `case`: the fact of a case that tells it, or issue types one of which the case then has.
    """

    name: str
    type: FactType | None  # None: lines
    of: str
    ask: Texts
    default: Value = None
    fields: Mapping[str, "Fact"] = field(default_factory=dict)
    case: str | frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that is reckoned from others. `over`: the lines it is a fact of, None for the whole case."""

    name: str
    type: FactType
    uses: tuple[str, ...]
    reckon: Callable[["Case"], Value]
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A column of what a table says. `kinder`: the direction kinder to the buyer, or the order of values."""

    name: str
    type: FactType
    kinder: str | tuple[str, ...]  # higher | lower | true | false | more | fewer | none | harshest … kindest


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one case, each of its declared type. Made by `read_facts` only."""

    values: Mapping[str, Value]


class CannotReckon(Exception):
    """A derived fact that has no value here: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Case:
    """One set of facts while it is judged: values are reckoned when they are needed, and once."""

    __slots__ = ("book", "fired", "outer", "over", "position", "problems", "reckoned", "values")

    def __init__(
        self,
        book: "Rulebook",
        values: Mapping[str, Value],
        outer: "Case | None" = None,
        over: str | None = None,
        position: int = 0,
        fired: set[tuple[str, str]] | None = None,
    ) -> None:
        self.book = book
        self.values = values
        self.outer = outer
        self.over = over
        self.position = position
        self.reckoned: dict[str, Value] = {}
        self.problems: dict[str, str] = {}
        self.fired: set[tuple[str, str]] | None = fired if outer is None else outer.fired

    def value(self, name: str) -> Value:
        """The value of a fact, declared or derived; None where it is not known."""
        known = self.values.get(name)
        if known is not None:
            return known
        if name in self.reckoned:
            return self.reckoned[name]
        derived = self.book.derived.get(name)
        if derived is None or derived.over != self.over:
            return None if self.outer is None else self.outer.value(name)
        try:
            value = derived.reckon(self)
        except CannotReckon as problem:
            self.problems[name] = problem.code
            value = None
        self.reckoned[name] = value
        return value

    def lines(self, name: str) -> "list[Case] | None":
        """Each line of a list as a case of its own; None where the list is not known."""
        if self.outer is not None:
            return self.outer.lines(name)
        lines = self.values.get(name)
        if lines is None:
            return None
        return [Case(self.book, line, self, name, n) for n, line in enumerate(lines)]

    def missing(self, name: str) -> dict[str, str]:
        """The facts not known on which `name` hangs: fact, or lines[2].fact → its name as declared."""
        if name.startswith("?"):
            return self.book.missing_for(self, name[1:])
        if self.value(name) is not None or self.problem(name) is not None:
            return {}
        derived = self.book.derived.get(name)
        if derived is None:
            if self.over is not None and name in self.book.facts[self.over].fields:
                return {f"{self.over}[{self.position + 1}].{name}": f"{self.over}.{name}"}
            return {name: name}
        if derived.over is None and self.outer is not None:
            return self.outer.missing(name)
        return {place: fact for used in derived.uses for place, fact in self._missing_of(used).items()}

    def _missing_of(self, used: str) -> dict[str, str]:
        lines, _, inner = used.partition(".")
        if not inner:
            return self.missing(used)
        cases = self.lines(lines)
        if cases is None:
            return {lines: lines}
        return {place: fact for case in cases for place, fact in case.missing(inner).items()}

    def problem(self, name: str) -> str | None:
        """Why a derived fact has no value, where it has none for another reason than a missing fact."""
        if name.startswith("?"):
            return None
        self.value(name)
        if name in self.problems:
            return self.problems[name]
        derived = self.book.derived.get(name)
        if derived is None:
            return None
        if derived.over is None and self.outer is not None:
            return self.outer.problem(name)
        return next(filter(None, (self._problem_of(used) for used in derived.uses)), None)

    def _problem_of(self, used: str) -> str | None:
        lines, _, inner = used.partition(".")
        if not inner:
            return self.problem(used) if self.value(used) is None else None
        cases = self.lines(lines) or []
        found = (case.problem(inner) for case in cases if case.value(inner) is None)
        return next(filter(None, found), None)


def read_facts(declared: Mapping[str, Fact], document: Any) -> Facts:
    """Facts from JSON: `{"order_status": "delivered", "paid": "41.98 USD", "lines": [{…}], …}`.

    null is the same as leaving out. Raises BadFacts for an unknown name, a wrong type or unit.
    """
    if not isinstance(document, dict):
        raise BadFacts("the facts", "are no JSON object")
    return Facts(MappingProxyType(_read(declared, document, "")))


def told_facts(declared: Mapping[str, Fact], facts: Facts, names: frozenset[str]) -> dict[str, Any]:
    """The facts with these names, as `read_facts` takes them."""
    return {
        name: _told(declared[name], value)
        for name, value in facts.values.items()
        if name in names and value is not None
    }


def _read(declared: Mapping[str, Fact], document: dict[str, Any], place: str) -> dict[str, Value]:
    for name in document:
        if name not in declared:
            raise BadFacts(f"{place}{name}", "is no fact of this rulebook", nearest(str(name), declared))
    values = {
        name: _value(declared[name], f"{place}{name}", raw)
        for name, raw in document.items()
        if raw is not None
    }
    defaults = {name: fact.default for name, fact in declared.items() if fact.default is not None}
    return defaults | values


def _value(fact: Fact, name: str, raw: Any) -> Value:
    if fact.type is not None:
        return fact.type.read(name, raw)
    if not isinstance(raw, list):
        raise BadFacts(name, "is no list of lines")
    return tuple(_line(fact, f"{name}[{n}]", line) for n, line in enumerate(raw, 1))


def _line(fact: Fact, name: str, raw: Any) -> Mapping[str, Value]:
    if not isinstance(raw, dict):
        raise BadFacts(name, "is no JSON object")
    return MappingProxyType(_read(fact.fields, raw, f"{name}."))


def _told(fact: Fact, value: Value) -> Any:
    if fact.type is not None:
        return tell(value, fact.type)
    return [{name: _told(fact.fields[name], part) for name, part in line.items()} for line in value]


def leaves(names: Iterator[str] | tuple[str, ...]) -> frozenset[str]:
    """The names of case-wide facts among names as `uses` writes them."""
    return frozenset(name.partition(".")[0] for name in names)
