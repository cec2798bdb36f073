"""Taking all cases of a group at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from amends.accounts.permission import scope_of
from amends.cases.actions import CaseConflict, take_case
from amends.cases.models import Case, CaseGroup
from amends.core.actor import Actor
from amends.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of taking a group: cases that are the person's own now, and those that others have."""

    taken: int
    with_others: int


def take_group(group_id: int, *, by: Actor) -> Taken:
    """Take every case of the group in the shops where `by` works cases, each for itself.

    What somebody else has, or gets in this moment, stays theirs. Raises NotFound (group_unknown) where `by`
    sees none of its cases.
    """
    scope = scope_of(by, "work_case")
    group = CaseGroup.objects.of(by.organisation_id).filter(pk=group_id).first()
    found = _open_in(group) if group is not None else []
    cases = [case for case in found if case.shop_id in scope]
    if not cases:
        raise NotFound("group_unknown", "This group is no more.", mend="Reload the page.")
    return _take(cases, by=by)


def _open_in(group: CaseGroup) -> list[Case]:
    rows = Case.objects.filter(grouped__group=group, state="open", merged_into=None)
    return list(rows.select_related("shop").order_by("queue_key", "pk"))


def _take(cases: Iterable[Case], *, by: Actor) -> Taken:
    taken = with_others = 0
    for case in cases:
        if case.assignee_id == by.user_id:
            continue
        try:
            take_case(case, by=by)
            taken += 1
        except CaseConflict:
            with_others += 1
    return Taken(taken, with_others)
