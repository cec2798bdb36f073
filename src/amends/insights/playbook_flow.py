"""A playbook as a flow: evidence by stage, and the steps of each plan as a tree of what waits for what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core.errors import NotFound
from amends.core.packs import load_pack
from amends.playbooks.playbook import EvidenceRule, Playbook, StepRule
from amends.playbooks.reading import playbooks
from amends.triage.codes import GROUPS

ALWAYS, NOT_SHIPPED, ON_THE_WAY, DELIVERED = STAGES = ("always", "not_shipped", "on_the_way", "delivered")


@dataclass(frozen=True, slots=True)
class Branch:
    """A step and the steps of the same plan that wait for it."""

    step: StepRule
    next: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """One plan, or (None) the steps of none; `branches` begin at once, on an event, or after others."""

    plan: str | None
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue type with its playbook, where there is one, and the requirements that it covers."""

    issue_type: str
    book: Playbook | None = None
    requirements: tuple[str, ...] = ()


def playbook_named(issue_type: str) -> Playbook:
    """The playbook of an issue type. Raises NotFound."""
    book = playbooks().get(issue_type)
    if book is None:
        raise NotFound("playbook_unknown", f"There is no playbook for {issue_type[:60]!r}.")
    return book


def body_of(book: Playbook) -> Mapping[str, Any]:
    """The pack as it is written: source, requirements, examples."""
    return load_pack(book.name).body


def by_group() -> dict[str, tuple[Listed, ...]]:
    """Every issue type in its group, in the order of the desk."""
    return {group: tuple(map(_listed, issue_types)) for group, issue_types in GROUPS.items()}


def _listed(issue_type: str) -> Listed:
    book = playbooks().get(issue_type)
    return Listed(issue_type, book, tuple(body_of(book)["requirements"]) if book is not None else ())


def evidence_by_stage(book: Playbook) -> dict[str, list[EvidenceRule]]:
    """What is asked for at which stage of the parcel; stages without anything are left out."""
    found: dict[str, list[EvidenceRule]] = {stage: [] for stage in STAGES}
    for row in book.evidence:
        found[_stage(row)].append(row)
    return {stage: rows for stage, rows in found.items() if rows}


def _stage(row: EvidenceRule) -> str:
    for test in row.when:
        if test.fact == "delivered":
            return DELIVERED if test.flag else ON_THE_WAY
        if test.fact == "shipped":
            return ON_THE_WAY if test.flag else NOT_SHIPPED
    return ALWAYS


def lanes(book: Playbook) -> tuple[Lane, ...]:
    """The steps of no plan first, then each plan in the order of its first step."""
    plans = dict.fromkeys([None, *(step.plan for step in book.steps)])
    made = (Lane(plan, _branches(plan, book.steps)) for plan in plans)
    return tuple(lane for lane in made if lane.branches)


def _branches(plan: str | None, steps: Iterable[StepRule]) -> tuple[Branch, ...]:
    within = [step for step in steps if step.plan == plan]
    codes = {step.code for step in within}

    def branch(step: StepRule) -> Branch:
        return Branch(step, tuple(branch(each) for each in within if each.after == step.code))

    return tuple(branch(step) for step in within if step.after not in codes)
