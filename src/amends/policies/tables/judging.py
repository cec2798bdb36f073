"""Facts in, verdict out: each table of a question judged, and the layers laid over each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from typing import Any

from amends.core.money import Money
from amends.policies.tables.columns import Column
from amends.policies.tables.fact_types import Value
from amends.policies.tables.known import CannotReckon, Case, Facts, Texts
from amends.policies.tables.layers import Won, laid_over, stays_above
from amends.policies.tables.operand import amount_of, in_one_currency, like
from amends.policies.tables.rulebook import (
    ASK,
    COLLECT,
    DECIDED,
    NOT_CONCERNED,
    PERSON,
    SILENT,
    Row,
    Rulebook,
    Table,
)

Trace = set[tuple[str, str]]  # table and row, of every row that fired


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that is needed: `fact` names it (lines[2].price: of the second line), `of` whom to ask."""

    fact: str
    declared: str
    of: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Judged:
    """What one table says of one case. `outcomes` None values: it says nothing there."""

    table: Table
    state: str
    rows: tuple[Row, ...] = ()
    outcomes: Mapping[str, Value] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    possible: tuple[Row, ...] = ()  # while facts are missing: the rows that can still fire


@dataclass(frozen=True, slots=True)
class Said:
    """What a question comes to. `spoke`: the tables that are concerned and say something, law first."""

    book: Rulebook
    question: str
    state: str
    spoke: tuple[Judged, ...] = ()
    outcomes: Mapping[str, Value] = field(default_factory=dict)
    won: Mapping[str, Won] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    problem: str | None = None
    lines: "tuple[Said, ...] | None" = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that made the verdict: of the layers that won, the one that won most first."""
        winners = [won.judged for won in self.won.values()] or list(self.spoke)
        ordered = sorted(self.spoke, key=lambda one: -sum(one is winner for winner in winners))
        return tuple(row for one in ordered if any(one is winner for winner in winners) for row in one.rows)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question comes to on these facts."""

    facts: Facts
    said: Said

    @property
    def state(self) -> str:
        return self.said.state

    @property
    def outcomes(self) -> Mapping[str, Value]:
        return self.said.outcomes

    @property
    def row(self) -> Row | None:
        """The row that fired; of several, that of the layer that won most."""
        return next(iter(self.said.rows), None)


def decide(book: Rulebook, facts: Facts, question: str, trace: Trace | None = None) -> Verdict:
    """The verdict on a question; on one asked of each line: `said.lines` has that of each.

    `trace` is filled with every row that fires, also in tables that are only looked up.
    """
    if trace is None:
        said = _at_once(book, facts, question)
        if said is not None:
            return Verdict(facts, said)
    case = Case(book, facts.values, fired=trace)
    over = book.by_question[question][0].over
    if over is None:
        return Verdict(facts, judge(book, case, question))
    lines = case.lines(over)
    if lines is None:
        return Verdict(facts, Said(book, question, ASK, asks=(_ask(book, over, over),)))
    judged = tuple(judge(book, line, question) for line in lines)
    states = [one.state for one in judged]
    state = next((state for state in (PERSON, ASK, DECIDED) if state in states), NOT_CONCERNED)
    asks = {ask.fact: ask for one in judged for ask in one.asks}
    return Verdict(facts, Said(book, question, state, asks=tuple(asks.values()), lines=judged))


def judge(book: Rulebook, case: Case, question: str) -> Said:
    """What the question comes to inside a case, or one of its lines, that is being judged."""
    judged = [judge_table(case, table) for table in book.by_question[question]]
    spoke = tuple(one for one in judged if one.state not in (NOT_CONCERNED, SILENT))
    decided = [one for one in spoke if one.state == DECIDED]
    outcomes, won = laid_over(book.outcomes, decided)
    hanging = [one for one in spoke if one.state == ASK and not _is_moot(book, one, outcomes, won)]
    person = next((one for one in spoke if one.state == PERSON), None)
    if person is not None:
        return Said(book, question, PERSON, spoke, problem=person.problem)
    if hanging:
        missing = {place: name for one in hanging for place, name in one.missing.items()}
        asks = tuple(_ask(book, place, name) for place, name in missing.items())
        return Said(book, question, ASK, tuple(decided), asks=asks)
    if decided:
        return Said(book, question, DECIDED, tuple(decided), outcomes, won)
    if all(one.state == NOT_CONCERNED for one in judged):
        return Said(book, question, NOT_CONCERNED)
    return Said(book, question, PERSON, problem="no_row")


def looked_up(book: Rulebook, case: Case, question: str, column: str) -> Value:
    """One outcome of a question; None where facts are missing. Raises CannotReckon."""
    said = judge(book, case, question)
    if said.state == ASK:
        return None
    if said.state != DECIDED:
        raise CannotReckon(said.problem or f"lookup_{said.state}")
    value = said.outcomes.get(column)
    if value is None:
        raise CannotReckon("lookup_says_nothing")
    return value


@dataclass(frozen=True, slots=True)
class Plain:
    """A question of one table over declared facts alone: what each row comes to, told beforehand."""

    plan: tuple[tuple[str, Any], ...]
    full: int
    says: tuple[Said | None, ...]  # None: it hangs on the facts
    not_concerned: Said


def _at_once(book: Rulebook, facts: Facts, question: str) -> Said | None:
    """The fast way, where all columns are known: one AND each, the lowest bit fires. None: the long way."""
    if question not in book.plain:
        book.plain[question] = _plain(book, question)
    plain = book.plain[question]
    if plain is None:
        return None
    mask = plain.full
    get = facts.values.get
    try:
        for name, place in plain.plan:
            value = get(name)
            if value is None:
                return None
            mask &= place(value)
    except CannotReckon:
        return None
    if not mask & 1:
        return plain.not_concerned
    mask >>= 1
    return plain.says[(mask & -mask).bit_length() - 1] if mask else None


def _plain(book: Rulebook, question: str) -> Plain | None:
    [table, *others] = book.by_question[question]
    if others or table.over is not None or table.hit == COLLECT:
        return None
    says = tuple(_told_beforehand(book, table, row) for row in table.all_rows)
    return Plain(table.plan, table.full, says, Said(book, question, NOT_CONCERNED))


def _told_beforehand(book: Rulebook, table: Table, row: Row) -> Said | None:
    if row.state != DECIDED or any(then.fact is not None for then in row.then.values()):
        return None
    judged = Judged(table, DECIDED, (row,), {name: then.value for name, then in row.then.items()})
    outcomes, won = laid_over(book.outcomes, [judged])
    return Said(book, table.question, DECIDED, (judged,), outcomes, won)


def judge_table(case: Case, table: Table) -> Judged:
    """What the table says. The fast way: every column known, one AND each, the lowest bit fires."""
    mask = table.full
    values = case.values
    try:
        for name, place in table.plan:
            value = values.get(name)
            if value is None:
                value = case.value(name)
                if value is None:
                    return _judge_with_gaps(case, table)
            mask &= place(value)
    except CannotReckon:
        return _judge_with_gaps(case, table)
    if not mask & 1:
        return Judged(table, NOT_CONCERNED)
    return _fired(case, table, mask >> 1)


def _judge_with_gaps(case: Case, table: Table) -> Judged:
    """The same where some columns are not known: what can fire, what surely fires, and what that hangs on."""
    possible = sure = table.full
    unknown: list[Column] = []
    problems: dict[str, str] = {}
    for column in table.compiled:
        value = case.value(column.name)
        if value is not None:
            try:
                mask = column.place(value)
            except CannotReckon as problem:
                problems[column.name] = problem.code
            else:
                possible, sure = possible & mask, sure & mask
                continue
        unknown.append(column)
        possible &= column.ever
        sure &= column.always
    if not possible & 1:
        return Judged(table, NOT_CONCERNED)
    if not sure & 1:
        return _hanging(case, table, unknown, problems, 1, possible)
    rows, certain = possible >> 1, sure >> 1
    if table.hit == COLLECT:
        rows, certain = _without_otherwise(table, rows, certain)
        unsure = rows & ~certain
    else:
        lowest = certain & -certain
        rows &= 2 * lowest - 1 if lowest else -1
        unsure = rows & ~lowest
    if not unsure:
        return _fired(case, table, certain)
    return _hanging(case, table, unknown, problems, unsure << 1, rows << 1)


def _without_otherwise(table: Table, rows: int, certain: int) -> tuple[int, int]:
    """In a table that collects, what is said otherwise counts only where no row surely fires."""
    if table.otherwise is None:
        return rows, certain
    last = 1 << len(table.rows)
    if certain & ~last:
        return rows & ~last, certain & ~last
    return rows, certain & ~last if rows & ~last else certain


def _hanging(
    case: Case, table: Table, unknown: list[Column], problems: dict[str, str], unsure: int, possible: int
) -> Judged:
    hung = [column for column in unknown if unsure & ~column.always]
    for column in hung:
        problem = problems.get(column.name) or case.problem(column.name)
        if problem is not None:
            return Judged(table, PERSON, problem=problem)
    missing = {place: name for column in hung for place, name in case.missing(column.name).items()}
    can_fire = tuple(row for n, row in enumerate(table.all_rows) if possible >> 1 & (1 << n))
    return Judged(table, ASK, missing=missing, possible=can_fire)


def _fired(case: Case, table: Table, mask: int) -> Judged:
    if not mask:
        return Judged(table, PERSON, problem="no_row")
    rows = table.all_rows
    if table.hit == COLLECT:
        if table.otherwise is not None and mask != 1 << len(table.rows):
            mask &= ~(1 << len(table.rows))
        fired = tuple(row for n, row in enumerate(rows) if mask & (1 << n))
    else:
        fired = (rows[(mask & -mask).bit_length() - 1],)
    if case.fired is not None:
        case.fired.update((row.table, row.id) for row in fired)
    if any(row.state != DECIDED for row in fired):
        stop = next(row for row in fired if row.state != DECIDED)
        return Judged(
            table, stop.state, (stop,), problem="impossible_facts" if stop.impossible else stop.reason
        )
    return _said(case, table, fired)


def _said(case: Case, table: Table, rows: tuple[Row, ...]) -> Judged:
    missing: dict[str, str] = {}
    outcomes: dict[str, Value] = {}
    for name in table.outcomes:
        parts = []
        for row in rows:
            then = row.then.get(name)
            if then is None:
                continue
            value = then.value if then.fact is None else case.value(then.fact)
            if value is not None:
                parts.append(value)
            elif then.fact is not None:
                problem = case.problem(then.fact)
                if problem is not None:
                    return Judged(table, PERSON, rows, problem=problem)
                missing |= case.missing(then.fact)
        if parts:
            try:
                outcomes[name] = parts[0] if len(parts) == 1 else added_up(parts, table.add_up[name])
            except CannotReckon as error:
                return Judged(table, PERSON, rows, problem=error.code)
    if missing:
        return Judged(table, ASK, rows, missing=missing, possible=rows)
    return Judged(table, DECIDED, rows, outcomes)


def added_up(parts: list[Value], way: str) -> Value:
    """Several rows' values of one outcome as one. Raises CannotReckon for money of different currencies."""
    if way == "union":
        return reduce(lambda one, other: one | other, parts)
    if way in ("any", "all"):
        return any(parts) if way == "any" else all(parts)
    in_one_currency(*parts)
    if way in ("min", "max"):
        return (min if way == "min" else max)(parts, key=amount_of)
    amounts = [amount_of(part) for part in parts]
    total = reduce(lambda one, other: one + other, amounts)
    return like(parts[0], Decimal(total) if isinstance(parts[0], Money) else total)


def _is_moot(book: Rulebook, one: Judged, outcomes: Mapping[str, Value], won: Mapping[str, Won]) -> bool:
    """Whether nothing the layer can still say would change the verdict that the others make."""
    if not won:
        return False
    return all(
        row.state == SILENT
        or (row.state == DECIDED and stays_above(book.outcomes, row, one.table.side, outcomes, won))
        for row in one.possible
    ) and bool(one.possible)


def _ask(book: Rulebook, place: str, name: str) -> Ask:
    lines, _, inner = name.partition(".")
    fact = book.facts[lines].fields[inner] if inner else book.facts[lines]
    return Ask(place, name, fact.of, fact.ask)


def decide_all(
    book: Rulebook, facts: Facts, questions: tuple[str, ...] = (), trace: Trace | None = None
) -> dict[str, Verdict]:
    """The verdict on each question that concerns the case; on the first one where none does."""
    verdicts = {question: decide(book, facts, question, trace) for question in questions or book.main}
    concerned = {
        question: verdict for question, verdict in verdicts.items() if verdict.state != NOT_CONCERNED
    }
    return concerned or dict(list(verdicts.items())[:1])
