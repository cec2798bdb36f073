"""Splitting: messages that are about something else become a case of their own."""

from collections.abc import Collection

from amends.cases.actions import CaseConflict
from amends.cases.linking import link_pair
from amends.cases.models import Case, CaseChange
from amends.cases.rules import hinders_splitting
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
    told,
)
from amends.inbox.clocks import keep_clocks
from amends.inbox.models import CaseMessage, Conversation
from amends.inbox.retelling import TOLD, retell

REASONS = {
    "split_nothing": "none was chosen",
    "split_not_there": "not all of them are in this case any more",
    "split_everything": "at least one has to stay",
}
MENDS = {
    "split_nothing": "Choose the messages that are about something else.",
    "split_not_there": "Reload the page.",
    "split_everything": "Leave at least one message here.",
}


def split_messages(case: Case, message_ids: Collection[int], *, by: Actor) -> Case:
    """Put these messages of a case into a new one beside it, for the same order; the two are linked.

    A conversation whose every message goes, goes too; else what is said in it later stays with the first.
    Raises NotAllowed, CaseConflict (split_nothing, split_not_there, split_everything, case_merged,
    case_closed, shop_busy).
    """
    with rearranging(case, by=by):
        source = held([case.pk])[0]
        refuse_merged(source)
        _refuse(source, message_ids)
        links = CaseMessage.objects.filter(case=source, message_id__in=message_ids).select_related("message")
        moving = list(links.order_by("pk"))
        before, waits_since = as_it_is(source), source.unanswered_since
        new = _new_case(source, moving)
        _move(source, new, moving)
        retell(source, waits_since=waits_since)
        retell(new, waits_since=waits_since)
        keep_clocks(new, new.shop)
        new.save()
        keep("split", source, before, other=new, by=by, moved={"new": told(new)})
        link_pair(source, new, by=by)
        tell("messages_split_off", {source.pk: {"case": new.pk}, new.pk: {"from": source.pk}}, by=by)
        return new


def undo_split(change: CaseChange, *, by: Actor) -> CaseChange:
    """Put the messages back. The case that was split off stays as a pointer, with its notes and drafts.

    Raises NotAllowed, CaseConflict (change_undone, split_merged_since, shop_busy).
    """
    with rearranging(change.case, by=by):
        change = find_change(change.pk, by=by)
        assert change.other_id is not None
        new, source = _both(change)
        since = [at for at in (source.unanswered_since, new.unanswered_since) if at is not None]
        anew = give_back(change, source)
        if told(new) != change.moved["new"]:
            anew.update(TOLD)
        _move_back(source, new)
        retell(source, anew, waits_since=min(since, default=None))
        Case.objects.filter(merged_into=new).update(merged_into=source)
        new.merged_into = source
        new.save(update_fields=["merged_into"])
        settle(change, source, anew, by=by)
        tell("split_undone", {source.pk: {"case": new.pk}, new.pk: {"into": source.pk}}, by=by)
        return change


def _both(change: CaseChange) -> tuple[Case, Case]:
    rows = Case.objects.in_bulk([change.case_id, change.other_id])
    for each in rows.values():
        if each.merged_into_id is not None:
            raise CaseConflict(
                "split_merged_since",
                f"Case {each.pk} was merged into case {each.merged_into_id} after the split.",
                mend=f"Undo that merge first, in case {each.merged_into_id}.",
            )
    locked = {each.pk: each for each in held(sorted(rows))}
    return locked[change.other_id or 0], locked[change.case_id]


def _refuse(case: Case, message_ids: Collection[int]) -> None:
    if case.state == "closed":
        raise CaseConflict("case_closed", "This case is closed.", mend="A new message opens another one.")
    present = CaseMessage.objects.filter(case=case).values_list("message_id", flat=True)
    code = hinders_splitting(message_ids, set(present))
    if code is not None:
        raise CaseConflict(code, f"These messages cannot be split off: {REASONS[code]}.", mend=MENDS[code])


def _new_case(source: Case, moving: Collection[CaseMessage]) -> Case:
    times = [each.message.happened_at for each in moving]
    new = Case(
        organisation_id=source.organisation_id,
        shop=source.shop,
        order=source.order,
        order_number=source.order_number,
        buyer_id=source.buyer_id,
        declined_order_ids=source.declined_order_ids,
        issue_types=source.issue_types[:1],
        is_unsure=source.is_unsure,
        language=source.language,
        assignee_id=source.assignee_id,
        at_stake=source.at_stake,
        is_split=True,
    )
    new.opened_at = new.queue_key = min(times)
    new.last_message_at = max(times)
    new.save()
    return new


def _move(source: Case, new: Case, moving: Collection[CaseMessage]) -> None:
    """The links change their case, and the conversations in which the buyer said nothing else."""
    CaseMessage.objects.filter(pk__in=[each.pk for each in moving]).update(case=new)
    staying = CaseMessage.objects.filter(case=source, message__direction="in")
    going = {each.message.conversation_id for each in moving}
    going -= set(staying.values_list("message__conversation_id", flat=True))
    Conversation.objects.filter(pk__in=going, case=source).update(case=new)


def _move_back(source: Case, new: Case) -> None:
    here = CaseMessage.objects.filter(case=source).values("message_id")
    CaseMessage.objects.filter(case=new, message_id__in=here).delete()
    CaseMessage.objects.filter(case=new).update(case=source)
    Conversation.objects.filter(case=new).update(case=source)
