"""An order that was only offered, because a stranger named it: a person says whether it is that order."""

from datetime import datetime
from typing import Any

from amends.cases.actions import CaseConflict
from amends.cases.models import Case, CaseChange
from amends.cases.states import AT_WORK
from amends.core.actor import Actor
from amends.inbox.changing import (
    as_it_is,
    find_change,
    give_back,
    held,
    keep,
    rearranging,
    refuse_merged,
    settle,
    tell,
)
from amends.inbox.merging import merge_held, undo_merge_held
from amends.inbox.models import Conversation
from amends.inbox.moving import set_order
from amends.inbox.retelling import retell
from amends.orders.models import Order


def join_order(case: Case, *, by: Actor) -> CaseChange:
    """This is that order: the case gets it. Has the order a case at work, this one is merged into that.

    Raises NotAllowed, CaseConflict (order_not_offered, case_merged, case_closed, shop_busy; see merge_cases).
    """
    with rearranging(case, by=by):
        locked, order = _offered(case)
        before = as_it_is(locked)
        talks = Conversation.objects.filter(case=locked, order=None).order_by("pk")
        moved: dict[str, Any] = {"order": order.pk, "talks": list(talks.values_list("pk", flat=True))}
        Conversation.objects.filter(pk__in=moved["talks"]).update(order=order)
        at_work = _at_work(order, beside=locked)
        if at_work is not None:
            merge = merge_held(locked.pk, at_work.pk, by=by, despite_buyer=True)
            moved["merge"] = merge.pk
            locked = held([locked.pk])[0]
        set_order(locked, order, locked.shop)
        change = keep("join", locked, before, other=None, by=by, moved=moved)
        tell("order_joined", {locked.pk: {"order": order.pk}}, by=by)
        return change


def decline_order(case: Case, *, by: Actor) -> CaseChange:
    """This is another order: it is not offered for this case again.

    Raises NotAllowed, CaseConflict (order_not_offered, case_merged, case_closed, shop_busy).
    """
    with rearranging(case, by=by):
        locked, order = _offered(case)
        before = as_it_is(locked)
        locked.offered_order = None
        locked.declined_order_ids = [*locked.declined_order_ids, order.pk]
        change = keep("decline", locked, before, other=None, by=by, moved={"order": order.pk})
        tell("order_declined", {locked.pk: {"order": order.pk}}, by=by)
        return change


def undo_offered(change: CaseChange, *, by: Actor) -> CaseChange:
    """Take joining or declining back: the order is offered again, a merge that came of it is undone.

    Raises NotAllowed, CaseConflict (change_undone, case_merged, shop_busy).
    """
    with rearranging(change.case, by=by):
        change = find_change(change.pk, by=by)
        merge = _merge_of(change)
        if merge is None:
            refuse_merged(change.case)
        case = _given_back(change, by=by)
        if merge is not None:
            undo_merge_held(merge, by=by)
        verb = "order_join_undone" if change.kind == "join" else "order_decline_undone"
        tell(verb, {case.pk: {"order": change.order_id}}, by=by)
        return change


def join_behind(merge: CaseChange) -> CaseChange | None:
    """The joining of an order that brought this merge about, unless it was undone."""
    return CaseChange.objects.filter(
        kind="join", case_id=merge.other_id or 0, undone_at=None, moved__merge=merge.pk
    ).first()


def _offered(case: Case) -> tuple[Case, Order]:
    locked = held([case.pk])[0]
    refuse_merged(locked)
    if locked.state == "closed":
        raise CaseConflict("case_closed", "This case is closed.", mend="A new message opens another one.")
    if locked.offered_order is None or locked.order_id is not None:
        raise CaseConflict("order_not_offered", "No order is offered here now.", mend="Reload the page.")
    return locked, locked.offered_order


def _at_work(order: Order, *, beside: Case) -> Case | None:
    at_work = Case.objects.filter(order=order, merged_into=None, state__in=AT_WORK, is_split=False)
    return at_work.exclude(pk=beside.pk).first() if beside.state in AT_WORK else None


def _merge_of(change: CaseChange) -> CaseChange | None:
    merges = CaseChange.objects.select_related("case__shop", "other").filter(undone_at=None)
    return merges.filter(pk=change.moved.get("merge"), kind="merge").first()


def _given_back(change: CaseChange, *, by: Actor) -> Case:
    """The case without the order, as it was; while it is still merged, so that no order has two."""
    case = held([change.case_id])[0]
    waits_since: datetime | None = case.unanswered_since
    retell(case, give_back(change, case), waits_since=waits_since)
    talks = Conversation.objects.filter(pk__in=change.moved.get("talks", ()), order_id=change.order_id or 0)
    talks.update(order=None)
    settle(change, case, by=by)
    return case
