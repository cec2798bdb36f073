"""Taking back that a message needs no answer."""

from django.db import transaction

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.history.actions import record
from amends.inbox.answering import lock_case
from amends.inbox.clocks import keep_clocks
from amends.inbox.retelling import retell


@transaction.atomic
def need_answer(case: Case, *, by: Actor) -> Case:
    """The buyer's newest messages want an answer after all: the clocks count from the oldest of them.

    Raises CaseConflict (nothing_waits) where every message has been answered, NotAllowed.
    """
    require(by, "work_case", case.shop)
    locked = lock_case(case.pk)
    retell(locked, ("unanswered_since",), waits_since=locked.opened_at)
    if locked.unanswered_since is None:
        raise CaseConflict("nothing_waits", "Every message has been answered.", mend="Nothing is to do.")
    if locked.state == "waiting_buyer":
        locked.state = "open"
    keep_clocks(locked, locked.shop)
    locked.save()
    record(actor=by, verb="answer_needed", subject_type="case", subject_id=locked.pk)
    announce([locked.pk])
    return locked
