"""Conditions as packs write them: fact → test, all of which must hold. A fact not known leaves it open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core.packs import BadPack
from amends.playbooks.derived import Known, Value
from amends.playbooks.fact_names import COUNT, FLAG, SET, WORD, fact_kinds


@dataclass(frozen=True, slots=True)
class FactTest:
    """One test of one fact. Sets: `codes` any of which must be in it (or none, where `absent`)."""

    fact: str
    codes: frozenset[str] = frozenset()
    absent: bool = False
    flag: bool | None = None
    least: int | None = None
    most: int | None = None

    def holds(self, value: Value) -> bool | None:
        """True, False, or None where the fact is not known."""
        if value is None:
            return None
        if isinstance(value, frozenset):
            return bool(value & self.codes) is not self.absent
        if isinstance(value, bool):
            return value is self.flag
        if isinstance(value, int):
            return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return (value in self.codes) is not self.absent


Condition = tuple[FactTest, ...]


def holds(condition: Condition, known: Known) -> bool | None:
    """Whether all tests hold; None where that hangs on a fact not known."""
    so_far: bool | None = True
    for test in condition:
        outcome = test.holds(known[test.fact])
        if outcome is False:
            return False
        if outcome is None:
            so_far = None
    return so_far


def open_facts(condition: Condition, known: Known) -> Iterator[str]:
    """The facts on which the condition still hangs: none where another test has failed already."""
    if holds(condition, known) is None:
        yield from (test.fact for test in condition if known[test.fact] is None)


def any_holds(conditions: Iterable[Condition], known: Known) -> bool:
    """Whether at least one surely holds."""
    return any(holds(condition, known) for condition in conditions)


def read_condition(written: Mapping[str, Any], place: str) -> Condition:
    """`{delivered: false, days_past_promise: {min: 3}, wishes: {has: [refund]}, parcel_state: [lost]}`.

    Raises BadPack for an unknown fact, code or a test that does not fit the fact, naming `place`.
    """
    return tuple(_read_test(fact, test, f"{place}/{fact}") for fact, test in written.items())


def _read_test(fact: str, written: Any, place: str) -> FactTest:
    if fact not in fact_kinds():
        raise BadPack("pack_invalid", f"{place} is no fact.", mend="See packs/case_facts.")
    kind, codes = fact_kinds()[fact]
    if kind == FLAG and isinstance(written, bool):
        return FactTest(fact, flag=written)
    if kind == COUNT and isinstance(written, dict) and set(written) <= {"min", "max"} and written:
        return FactTest(fact, least=written.get("min"), most=written.get("max"))
    if kind == WORD and isinstance(written, str | list):
        named = [written] if isinstance(written, str) else written
        return FactTest(fact, codes=_known(named, codes, place))
    if kind == WORD and isinstance(written, dict) and set(written) == {"not"}:
        return FactTest(fact, codes=_known(written["not"], codes, place), absent=True)
    if kind == SET and isinstance(written, dict) and set(written) in ({"has"}, {"lacks"}):
        [(way, named)] = written.items()
        return FactTest(fact, codes=_known(named, codes, place), absent=way == "lacks")
    raise BadPack("pack_invalid", f"{place} does not fit the fact.")


def _known(codes: list[str], known: Iterable[str] | None, place: str) -> frozenset[str]:
    unknown = [] if known is None else [code for code in codes if code not in known]
    if unknown:
        raise BadPack("pack_invalid", f"{place}: {unknown[0]!r} is not known.")
    return frozenset(codes)
