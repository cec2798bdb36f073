"""What we have promised a buyer, as a clock: until our next message, or until the case is solved."""

from datetime import datetime, timedelta

from django.db import transaction

from amends.accounts.models import Shop
from amends.cases.actions import place_in_queue
from amends.cases.announcing import announce
from amends.cases.models import Case, Clock
from amends.cases.states import AT_WORK, CLOCK_RUNNING, CLOCK_UNMET
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.inbox.answering import lock_case
from amends.inbox.in_hand import CaseInHand
from amends.inbox.promises import COUNTS_FROM, KIND, RULE, SIDE, promised_by

REMINDS = timedelta(hours=1)  # before it is due
AT_ONCE = 200


def keep_promise(each: CaseInHand, text: str, *, at: datetime, shop: Shop) -> None:
    """Start the clock of what a text that left at that moment promises; what is past by now starts none.

    One that runs already and is due earlier stays. The caller saves the case with its clocks.
    """
    due_at = promised_by(text, at=at, zone=shop.time_zone, country=shop.country)
    if due_at is None or due_at <= clock.now() or not each.is_at_work:
        return
    running = [other for other in each.clocks if other.kind == KIND and other.state in CLOCK_RUNNING]
    if running:
        if due_at < running[0].due_at:
            each.move(running[0], due_at=due_at)
        return
    case = each.case
    each.clocks.append(_clock(case, started_at=at, due_at=due_at))


def take_promise_over(merged: Case, living: Case) -> None:
    """What was promised in a case that is merged into another is promised there. The caller holds both."""
    theirs = Clock.objects.filter(case=merged, kind=KIND, state__in=CLOCK_RUNNING).first()
    if theirs is None:
        return
    ours = Clock.objects.filter(case=living, kind=KIND, state__in=CLOCK_RUNNING).first()
    if ours is None:
        _clock(living, started_at=theirs.started_at, due_at=theirs.due_at).save()
    elif theirs.due_at < ours.due_at:
        Clock.objects.filter(pk=ours.pk).update(due_at=theirs.due_at)


def remind_of_promises() -> int:
    """Bring cases back into the queue whose promise is due within the hour; how many."""
    due = Clock.objects.filter(
        kind=KIND,
        state="running",
        due_at__lte=clock.now() + REMINDS,
        announced_at=None,
        case__merged_into=None,
        case__state__in=AT_WORK,
    )
    ids = list(due.order_by("due_at", "pk").values_list("pk", "case_id")[:AT_ONCE])
    return sum(_remind(clock_id, case_id) for clock_id, case_id in ids)


@transaction.atomic
def _remind(clock_id: int, case_id: int) -> bool:
    case = lock_case(case_id)
    row = (
        Clock.objects.select_for_update()
        .filter(pk=clock_id, state__in=CLOCK_UNMET, announced_at=None)
        .first()
    )
    if row is None:
        return False
    row.announced_at = clock.now()
    row.save(update_fields=["announced_at"])
    if case.state == "open" or case.state not in AT_WORK:
        return False
    case.state, case.snoozed_until = "open", None
    place_in_queue(case)
    case.save()
    by = Actor(case.organisation_id, None, "worker")
    record(actor=by, verb="promise_due", subject_type="case", subject_id=case.pk, detail={"clock": row.pk})
    announce([case.pk])
    return True


def _clock(case: Case, *, started_at: datetime, due_at: datetime) -> Clock:
    return Clock(
        organisation_id=case.organisation_id,
        case=case,
        kind=KIND,
        side=SIDE,
        actor="seller",
        rule=RULE,
        counts_from=COUNTS_FROM,
        started_at=started_at,
        due_at=due_at,
    )
