"""Who relies on a rule: playbooks that cite it, conditions that hang on its clock, tables that look it up."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from amends.cases.models import Clock
from amends.cases.states import AT_WORK, CLOCK_UNMET
from amends.core.pack_sets import kept_by
from amends.insights.rulebook_index import GROUND, ROW, RULE, Entry
from amends.playbooks.conditions import Condition
from amends.playbooks.playbook import Playbook
from amends.playbooks.reading import GROUNDS, playbooks
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import Rulebook, Table, used_by

_HOURS_LEFT = "hours_left_"
_WINDOWS = {
    "law_window": ("return_window", "law"),
    "law_rule": ("return_window", "law"),
    "return_window": ("return_window", ""),
    "fault_window": ("fault_window", "law"),
    "fault_rule": ("fault_window", "law"),
    "hours_to_claim": ("claim_possible", "platform"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One reliance. `section` is of a playbook (`grounds`, `liable`, `warnings`, `steps`, `causes` …), or
    `tables` with the question under `code`. `way` says of a ground what it decides.
    """

    section: str
    code: str
    issue_type: str = ""
    way: str = ""


def uses_of(entry: Entry) -> tuple[Use, ...]:
    """Everything that relies on the rule, each place once."""
    found = [*_cited().get(entry.id, ())]
    if entry.family == RULE:
        found += _by_clock().get((entry.kind, entry.side), ())
        found += _by_clock().get((entry.kind, ""), ())
    if entry.family == ROW:
        found += [Use("tables", entry.kind), *_looked_up().get((entry.book, entry.kind), ())]
    if entry.family == GROUND:
        issue_type, way, _ = entry.id.split(".", 2)
        found.append(Use("resolutions", way, issue_type, entry.kind))
    return tuple(dict.fromkeys(found))


def issue_types_of(entry: Entry) -> frozenset[str]:
    """The issue types it is about: those it names, and those whose playbooks rely on it."""
    return entry.issue_types | {use.issue_type for use in uses_of(entry) if use.issue_type}


def open_cases_by_rule(organisation_id: int, shop_ids: Collection[int]) -> dict[str, int]:
    """Rule → in how many cases at work in these shops a clock runs by it: one query."""
    clocks = Clock.objects.filter(
        organisation_id=organisation_id,
        state__in=CLOCK_UNMET,
        case__state__in=AT_WORK,
        case__shop_id__in=list(shop_ids),
    )
    counted = clocks.values("rule").annotate(cases=Count("case", distinct=True)).order_by("rule")
    return dict(counted.values_list("rule", "cases"))


def conditions_of(book: Playbook) -> Iterator[tuple[str, str, Condition]]:
    """Every condition of a playbook with its section and code; of grounds `resolution.ground`."""
    for need in book.needs:
        yield "needs", need.fact, need.when
    for cause in book.causes:
        yield from (("causes", cause.code, condition) for condition in (*cause.likely, *cause.ruled_out))
    for rows, section in ((book.evidence, "evidence"), (book.liable, "liable"), (book.warnings, "warnings")):
        yield from ((section, row.code, row.when) for row in rows)
    for way in book.resolutions:
        for kind in GROUNDS:
            yield from (("grounds", f"{way.code}.{one.code}", one.when) for one in getattr(way, kind))
        yield from (("resolutions", way.code, line.when) for line in way.lines)
    for step in book.steps:
        for condition in (step.when, step.moot, step.done):
            yield "steps", step.code, condition
    yield from (("stages", stage.stage, stage.when) for stage in book.stages)


@kept_by("playbooks", "case_facts")
def _cited() -> Mapping[str, tuple[Use, ...]]:
    """Rule id → the places of playbooks that name it."""
    found: dict[str, list[Use]] = {}
    for book in playbooks().values():
        for way in book.resolutions:
            for kind in GROUNDS:
                for ground in getattr(way, kind):
                    use = Use("grounds", f"{way.code}.{ground.code}", book.issue_type, kind)
                    found.setdefault(ground.rule, []).append(use)
        for section in ("liable", "warnings"):
            for row in getattr(book, section):
                if row.rule is not None:
                    found.setdefault(row.rule, []).append(Use(section, row.code, book.issue_type))
    return {rule: tuple(uses) for rule, uses in found.items()}


@kept_by("playbooks", "case_facts")
def _by_clock() -> Mapping[tuple[str, str], tuple[Use, ...]]:
    """Kind of clock and side (empty: any) → the conditions and steps that hang on it."""
    found: dict[tuple[str, str], dict[Use, None]] = {}
    for book in playbooks().values():
        for section, code, condition in conditions_of(book):
            for test in condition:
                clock = _clock_of(test.fact)
                if clock is not None:
                    found.setdefault(clock, {})[Use(section, code, book.issue_type)] = None
        for step in book.steps:
            if step.before is not None:
                found.setdefault((step.before.kind, ""), {})[Use("steps", step.code, book.issue_type)] = None
    return {clock: tuple(uses) for clock, uses in found.items()}


def _clock_of(fact: str) -> tuple[str, str] | None:
    if fact.startswith(_HOURS_LEFT):
        return fact.removeprefix(_HOURS_LEFT), ""
    return _WINDOWS.get(fact)


@kept_by("tables")
def _looked_up() -> Mapping[tuple[str, str], tuple[Use, ...]]:
    """Rulebook and question → the other questions whose tables look it up."""
    found: dict[tuple[str, str], dict[Use, None]] = {}
    for place, book in rulebooks().items():
        for table in book.tables:
            for question in _questions_behind(book, table):
                found.setdefault((place, question), {})[Use("tables", table.question)] = None
    return {key: tuple(uses) for key, uses in found.items()}


def _questions_behind(book: Rulebook, table: Table) -> set[str]:
    waiting, seen = [part for name in used_by(table) for part in name.split(".")], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            derived = book.derived.get(name)
            waiting += [part for used in (derived.uses if derived else ()) for part in used.split(".")]
    return {name.removeprefix("?") for name in seen if name.startswith("?")} - {table.question}
