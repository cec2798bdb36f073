"""The steps of a case become work items, and move with its facts: begun, put off, done, moot, put aside."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from amends.accounts.rules import ROLES
from amends.cases.announcing import announce
from amends.cases.family import in_family
from amends.cases.models import Case, CaseReview, WorkItem
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.inbox.answering import lock_case
from amends.inbox.clocks import keep_clocks
from amends.playbooks.assess import assess
from amends.playbooks.assessment import ASK, DONE, MOOT, Step
from amends.playbooks.carrier_claims import keep_claim
from amends.playbooks.gathering import facts_of
from amends.playbooks.records import tell_of_records
from amends.playbooks.remembering import remember
from amends.releases.in_force import by_rulebook_of

KIND = "step"
OTHER_OWNERS = {"order_check": "lead"}  # who has no role of their own: all else is the agent's
AT_ONCE = 100
MOST_AT_ONCE = 2_000


def role_of(owner: str) -> str:
    """The role in whose list a step stands: the owner's, or that of whoever speaks with them."""
    return owner if owner in ROLES else OTHER_OWNERS.get(owner, "agent")


def follow_steps(case: Case, *, by: Actor) -> bool:
    """Bring the work items of a case to what its playbook says now; whether any differs.

    The caller has locked the case. The same facts again change nothing.
    """
    with by_rulebook_of(case.organisation_id):
        facts = facts_of(case)
        found = assess(facts)
        remember(case, facts, found)
    keep_claim(case, found)
    items = WorkItem.objects.select_for_update(of=("self",)).filter(in_family(case)).exclude(step="")
    own, others = dict[str, WorkItem](), list[WorkItem]()
    for item in items.order_by("pk"):
        if item.case_id == case.pk and item.issue_type == found.issue_type:
            own[item.step] = item
        else:
            others.append(item)
    moves: dict[str, list[str]] = defaultdict(list)
    for step in found.steps:
        for word in _brought(case, found.issue_type, step, own.get(step.code)):
            moves[word].append(step.code)
    if found.outcome != ASK:  # while something is asked, what has begun goes on
        applying = {step.code for step in found.steps}
        others += [item for code, item in own.items() if code not in applying]
    for item in others:
        if item.state == "open":
            _set(item, state="cancelled")
            moves["aside"].append(item.step)
    if moves:
        detail = {"playbook": found.playbook, **moves}
        record(actor=by, verb="steps_followed", subject_type="case", subject_id=case.pk, detail=detail)
    return bool(moves)


@transaction.atomic
def review_case(case_id: int, *, by: Actor | None = None) -> bool:
    """Look at one case's steps, and at what returns and feedback tell of it; whether anything differs."""
    case = lock_case(case_id)
    actor = by or Actor(case.organisation_id, None, "worker")
    told = tell_of_records(case)
    if told:
        keep_clocks(case, case.shop)
        case.save()
    changed = follow_steps(case, by=actor) or told
    if changed:
        announce([case.pk], review=False)
    return changed


def review_all_due() -> int:
    """The cases of which something changed, each in a transaction of its own; how many there were.

    At most so many at once, that other jobs have their turn: the next job takes the rest.
    """
    looked_at = 0
    while looked_at < MOST_AT_ONCE and (case_ids := _due()):
        for case_id in case_ids:
            with transaction.atomic():
                rows = CaseReview.objects.select_for_update(skip_locked=True).filter(case_id=case_id)
                taken = list(rows.order_by("pk").values_list("pk", flat=True))
                if taken:
                    review_case(case_id)
                    CaseReview.objects.filter(pk__in=taken).delete()
                    looked_at += 1
        if len(case_ids) < AT_ONCE:
            break
    return looked_at


def _due() -> list[int]:
    rows = CaseReview.objects.order_by("pk").values_list("case_id", flat=True)[:AT_ONCE]
    return list(dict.fromkeys(rows))


def _brought(case: Case, issue_type: str, step: Step, item: WorkItem | None) -> Iterator[str]:
    """Bring one item to its step; yields what became of it: begun, moved, done, moot, or again."""
    if step.began_at is None:
        return  # it waits for what has not happened: the assessment says so, no item yet
    columns = _columns(step)
    if item is None:
        WorkItem.objects.create(
            organisation_id=case.organisation_id,
            case=case,
            kind=KIND,
            issue_type=issue_type,
            step=step.code,
            **columns,
        )
        yield "done" if step.status == DONE else "moot" if step.status == MOOT else "begun"
        return
    if step.status in (DONE, MOOT) and step.due_at is None:
        columns |= {"due_at": item.due_at, "opens_at": item.opens_at}
    if step.status == DONE:
        columns["done_at"] = item.done_at or columns["done_at"]
    before = item.state
    if _set(item, **columns):
        yield "moved" if item.state == before else {"open": "again", "done": "done"}.get(item.state, "moot")


def _columns(step: Step) -> dict[str, Any]:
    state = {DONE: "done", MOOT: "cancelled"}.get(step.status, "open")
    return {
        "state": state,
        "role": role_of(step.owner),
        "verb": step.verb,
        "plan": step.plan or "",
        "is_blocking": step.is_blocking,
        "created_at": step.began_at,
        "opens_at": step.opens_at,
        "due_at": step.due_at,
        "done_at": (step.ended_at or clock.now()) if state == "done" else None,
        "moot_at": (step.ended_at or clock.now()) if step.status == MOOT else None,
    }


def _set(item: WorkItem, **columns: Any) -> bool:
    """Change these columns; whether any differs, and then it is saved."""
    differing: Mapping[str, Any] = {
        name: value for name, value in columns.items() if getattr(item, name) != value
    }
    for name, value in differing.items():
        setattr(item, name, value)
    if differing:
        item.save(update_fields=list(differing))
    return bool(differing)
