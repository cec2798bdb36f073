"""People do the steps of a case: each is done, and may be taken up again."""

from django.db import transaction

from amends.accounts.permission import grants_of, require
from amends.accounts.rules import may
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case, WorkItem
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed
from amends.history.actions import record
from amends.inbox.answering import lock_case
from amends.playbooks.runner import follow_steps


def finish_step(item: WorkItem, *, by: Actor) -> WorkItem:
    """The step is done; what waits for it begins. Done already, nothing changes.

    Raises NotAllowed, CaseConflict (step_over) where it is moot or does not apply.
    """
    with transaction.atomic():
        case, row = _held(item, by=by)
        if row.state == "done":
            return row
        if row.state != "open":
            raise CaseConflict("step_over", "This step does not apply any more.", mend="Reload the page.")
        row.state, row.done_at, row.done_by_id = "done", clock.now(), by.user_id
        row.save(update_fields=["state", "done_at", "done_by"])
        _tell("step_done", case, row, by=by)
    return row


def reopen_step(item: WorkItem, *, by: Actor) -> WorkItem:
    """It is not done after all, or not moot: it is to be done again. Open already, nothing changes."""
    with transaction.atomic():
        case, row = _held(item, by=by)
        if row.state == "open":
            return row
        row.state, row.done_at, row.done_by, row.moot_at = "open", None, None, None
        row.save(update_fields=["state", "done_at", "done_by", "moot_at"])
        _tell("step_reopened", case, row, by=by)
    return row


def _held(item: WorkItem, *, by: Actor) -> tuple[Case, WorkItem]:
    case = lock_case(item.case_id)
    require(by, "finish_step", case.shop)
    row = WorkItem.objects.select_for_update().exclude(step="").get(pk=item.pk)
    if by.user_id is not None:
        grants = grants_of(by.user_id)
        is_own = any(grant.role == row.role and grant.shop_id in (None, case.shop_id) for grant in grants)
        if not is_own and not may("work_case", grants, case.shop_id):
            raise NotAllowed("step_of_others", "This step is for others.", mend="Leave it to them.")
    return case, row


def _tell(verb: str, case: Case, row: WorkItem, *, by: Actor) -> None:
    detail = {"playbook": row.issue_type, "step": row.step}
    record(actor=by, verb=verb, subject_type="case", subject_id=case.pk, detail=detail)
    follow_steps(case, by=by)
    announce([case.pk], review=False)
