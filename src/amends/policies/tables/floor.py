"""The floor: whether a seller's table is anywhere harsher to the buyer than law or marketplace, exactly."""

from collections.abc import Iterator, Mapping

from amends.policies.tables.columns import Column, build_column
from amends.policies.tables.fact_types import FactType, Value, tell
from amends.policies.tables.findings import ERROR, NOTE, WARNING, Finding
from amends.policies.tables.hunting import Box, Budget, OutOfTime
from amends.policies.tables.judging import added_up
from amends.policies.tables.known import CannotReckon, Outcome
from amends.policies.tables.layers import is_as_kind
from amends.policies.tables.rulebook import COLLECT, DECIDED, LAW, SELLER, SIDES, Row, Rulebook, Table, Then
from amends.policies.tables.searching import Search, rows_of, told_box


def floor_findings(book: Rulebook, budget: Budget) -> list[Finding]:
    """Each row that falls below a floor, with the floor's row and the facts where it does."""
    findings: list[Finding] = []
    for tables in book.by_question.values():
        for upper in tables:
            for floor in tables:
                if SIDES.index(floor.side) < SIDES.index(upper.side) and _speak_alike(book, upper, floor):
                    findings += _below(book, upper, floor, budget)
    return findings


def _speak_alike(book: Rulebook, upper: Table, floor: Table) -> bool:
    shared = set(upper.outcomes) & set(floor.outcomes)
    return any(book.outcomes[name].kinder != "none" for name in shared)


def _below(book: Rulebook, upper: Table, floor: Table, budget: Budget) -> Iterator[Finding]:
    try:
        search = Search([upper, floor], joint_columns(upper, floor), budget)
        collects = COLLECT in (upper.hit, floor.hit)
        found = list((_fallen_together if collects else _fallen)(book, search, upper, floor))
    except (OutOfTime, RecursionError):
        message = f"Whether table {upper.id} stays above {floor.id} could not be told in time."
        yield Finding(WARNING, "undecided", message, "Split the tables.", upper.file, upper.line, upper.id)
        return
    for mine, theirs, offence, box in found:
        yield _finding(upper, mine, theirs, floor, offence, told_box(box))


Fallen = Iterator[tuple[Row, Row, str, Box]]


def _fallen(book: Rulebook, search: Search, upper: Table, floor: Table) -> Fallen:
    """Each row of `upper` that fires together with a kinder one of `floor`, once."""
    one, other = search.parts
    for number, mine in enumerate(upper.all_rows):
        for at, theirs in enumerate(floor.all_rows):
            offence = _offence(book, upper, [mine], floor, [theirs])
            if offence is None:
                continue
            targets = search.guards | one.guard << (number + 1) | other.guard << (at + 1)
            before = ((1 << number) - 1) * (one.guard << 1) | ((1 << at) - 1) * (other.guard << 1)
            box = search.witness(targets, before)
            if box is not None:
                yield mine, theirs, offence, box
                break


def _fallen_together(book: Rulebook, search: Search, upper: Table, floor: Table) -> Fallen:
    """The same where several rows add up."""
    one, other = search.parts
    told: set[str] = set()
    for leaf in sorted(search.leaves()):
        mine = [upper.all_rows[n] for n in rows_of(one, leaf)]
        theirs = [floor.all_rows[n] for n in rows_of(other, leaf)]
        offence = _offence(book, upper, mine, floor, theirs)
        if offence is not None and mine[0].name not in told:
            told.add(mine[0].name)
            [box] = search.boxes(lambda found, leaf=leaf: found == leaf, 1)  # type: ignore[misc]
            yield mine[0], theirs[0], offence, box


def joint_columns(upper: Table, floor: Table) -> list[Column]:
    """The columns of both tables over one domain: the bits of `upper` first, those of `floor` after."""
    lined = [[table.guard, *(row.cells for row in table.all_rows)] for table in (upper, floor)]
    types: Mapping[str, FactType] = {**floor.types, **upper.types}
    return [
        build_column(name, of, [cells.get(name) for cells in (*lined[0], *lined[1])])
        for name, of in types.items()
    ]


def _offence(book: Rulebook, upper: Table, mine: list[Row], floor: Table, theirs: list[Row]) -> str | None:
    """What the upper rows say more harshly than the floor's; None where they do not."""
    if not mine or not theirs or any(row.state != DECIDED for row in (*mine, *theirs)):
        return None
    for name in upper.outcomes:
        outcome = book.outcomes[name]
        own, least = _said(mine, name), _said(theirs, name)
        if outcome.kinder == "none" or not own or not least:
            continue
        verdict = _as_kind(book, outcome, _one(upper, own, name), _one(floor, least, name))
        if verdict is None:
            return f"{name}: {_told(own, outcome)} cannot be compared with {_told(least, outcome)}"
        if not verdict:
            return f"{name}: {_told(own, outcome)} instead of {_told(least, outcome)}"
    return None


def _said(rows: list[Row], name: str) -> list[Then]:
    return [row.then[name] for row in rows if name in row.then]


def _one(table: Table, thens: list[Then], name: str) -> Then | None:
    """What several rows come to; None where that hangs on the facts."""
    if len(thens) == 1:
        return thens[0]
    if any(then.fact is not None for then in thens):
        return None
    try:
        return Then(added_up([then.value for then in thens], table.add_up[name]))
    except CannotReckon:
        return None


def _as_kind(book: Rulebook, outcome: Outcome, own: Then | None, least: Then | None) -> bool | None:
    """Whether `own` is as kind for all facts; None where that cannot be proved."""
    if own is None or least is None:
        return None
    if own.fact is not None and own.fact == least.fact:
        return True
    if own.fact is None and least.fact is None:
        return is_as_kind(outcome, own.value, least.value)
    if outcome.kinder not in ("higher", "lower"):
        return None
    is_higher = outcome.kinder == "higher"
    worst = _bound(book, own, "least" if is_higher else "most")
    best = _bound(book, least, "most" if is_higher else "least")
    if worst is None or best is None:
        return None
    return True if is_as_kind(outcome, worst, best) else None


def _bound(book: Rulebook, then: Then, end: str) -> Value:
    if then.fact is None:
        return then.value
    if then.fact in book.derived:
        return getattr(book.derived[then.fact].type, end)
    of = book.facts[then.fact].type if then.fact in book.facts else None
    return None if of is None else getattr(of, end)


def _told(thens: list[Then], outcome: Outcome) -> str:
    words = [then.fact or _value(then.value, outcome) for then in thens]
    return " and ".join(words)


def _value(value: Value, outcome: Outcome) -> str:
    told = tell(value, outcome.type)
    return str(told).lower() if isinstance(told, bool) else str(told)


def _finding(upper: Table, mine: Row, theirs: Row, floor: Table, offence: str, where: str) -> Finding:
    cannot = "cannot be compared" in offence
    is_own = upper.side == SELLER
    level = ERROR if is_own else NOTE
    code = ("floor_undecided" if cannot else "below_floor") if is_own else "law_wins"
    message = (
        f"Row {mine.name} {'may be' if cannot else 'is'} harsher to the buyer than {theirs.name} "
        f"({floor.side}, {theirs.file}:{theirs.line}): {offence}, where {where}."
    )
    mend = "Be as kind there, or leave these facts to the law." if floor.side == LAW else "Be as kind there."
    return Finding(level, code, message, mend if is_own else "", mine.file, mine.line, upper.id, mine.id)
