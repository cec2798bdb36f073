"""A case is corrected with all that hangs on it: clocks in the inbox, steps here, in one transaction."""

from django.db import transaction

from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.core.actor import Actor
from amends.inbox.correcting import correct_issue_type
from amends.playbooks.runner import review_case


@transaction.atomic
def correct_case(case: Case, to: str, *, by: Actor, instead_of: str | None = None) -> bool:
    """See inbox.correcting.correct_issue_type; the steps follow at once. Whether anything changed."""
    changed = correct_issue_type(case, to, by=by, instead_of=instead_of, review=False)
    if changed and case.state in AT_WORK:
        review_case(case.pk, by=by)
    return changed
