"""Merging: one case goes on, the other points to it. Taken back, each is as if they had never met."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from amends.cases.actions import CaseConflict, stop_answer_clocks
from amends.cases.models import Case, CaseChange, Clock
from amends.cases.rules import Side, hinders_merging
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.about import about_both
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
from amends.inbox.clocks import keep_clocks
from amends.inbox.models import CaseMessage, Conversation, OutgoingMessage
from amends.inbox.promise_clocks import take_promise_over
from amends.inbox.retelling import retell
from amends.inbox.states import ON_ITS_WAY

REASONS = {
    "case_same": "it is the same case",
    "case_merged": "one of the two was merged already",
    "case_other_shop": "they are of different shops",
    "case_other_order": "they are about different orders",
    "case_other_buyer": "they are of different buyers",
    "case_closed": "one of the two is closed",
    "case_not_at_work": "nobody works on that one any more",
}
MENDS = {
    "case_same": "Name the other case.",
    "case_merged": "Open the case it went to.",
    "case_other_shop": "Link them instead.",
    "case_other_order": "Link them instead.",
    "case_other_buyer": "Link them instead.",
    "case_closed": "Link them instead.",
    "case_not_at_work": "Open that case again first, or merge it into this one.",
}


def merge_cases(case: Case, into: Case, *, by: Actor) -> CaseChange:
    """Merge a case into another of the same shop, buyer and order, as far as these are known.

    Raises NotAllowed, CaseConflict (case_same, case_merged, case_other_shop, case_other_order,
    case_other_buyer, case_closed, case_not_at_work, shop_busy).
    """
    with rearranging(into, by=by):
        return merge_held(case.pk, into.pk, by=by)


def merge_held(case_id: int, into_id: int, *, by: Actor, despite_buyer: bool = False) -> CaseChange:
    """merge_cases for one who rearranges already."""
    both = Case.objects.in_bulk([case_id, into_id])
    _refuse(both[case_id], both[into_id], despite_buyer)  # before locking: a merged one is locked first
    locked = {each.pk: each for each in held(sorted({case_id, into_id}))}
    merged, living = locked[case_id], locked[into_id]
    _refuse(merged, living, despite_buyer)
    before, moved = as_it_is(living), _move(merged, living)
    _take_over(merged, living)
    Case.objects.filter(pk__in=moved["children"]).update(merged_into=living)
    merged.merged_into = living
    merged.save(update_fields=["merged_into"])
    change = keep("merge", living, before, other=merged, by=by, moved=moved)
    tell("case_merged", {merged.pk: {"into": living.pk}, living.pk: {"case": merged.pk}}, by=by)
    return change


def undo_merge(change: CaseChange, *, by: Actor) -> CaseChange:
    """Take a merged case out again, with what has been said in its conversations since.

    Raises NotAllowed, CaseConflict (change_undone, case_merged, shop_busy).
    """
    with rearranging(change.case, by=by):
        return undo_merge_held(find_change(change.pk, by=by), by=by)


def undo_merge_held(change: CaseChange, *, by: Actor) -> CaseChange:
    """undo_merge for one who rearranges already."""
    assert change.other_id is not None
    refuse_merged(change.case)
    merged, living = held([change.other_id, change.case_id])  # in the order of lock_case
    waits_since = living.unanswered_since
    anew = give_back(change, living)
    came = _move_back(change, living, merged)
    retell(living, anew, waits_since=waits_since)
    merged.merged_into = None
    _catch_up(merged, living, came=came, waits_since=waits_since)
    merged.is_split = merged.is_split or _order_is_taken(merged)
    settle(change, living, anew, by=by)
    keep_clocks(merged, merged.shop)
    merged.save()
    Case.objects.filter(pk__in=change.moved["children"], merged_into=living).update(merged_into=merged)
    tell("merge_undone", {merged.pk: {"from": living.pk}, living.pk: {"case": merged.pk}}, by=by)
    return change


def side_of(case: Case) -> Side:
    """What merging asks of a case."""
    return Side(
        case.pk,
        case.shop_id,
        case.state,
        case.buyer_id,
        case.order_number,
        is_merged=case.merged_into_id is not None,
    )


def _refuse(merged: Case, living: Case, despite_buyer: bool) -> None:
    code = hinders_merging(side_of(merged), side_of(living), despite_buyer=despite_buyer)
    if code is not None:
        raise CaseConflict(
            code,
            f"Case {merged.pk} cannot be merged into case {living.pk}: {REASONS[code]}.",
            mend=MENDS[code],
        )


def _take_over(merged: Case, living: Case) -> None:
    """What is now known of both."""
    if living.order_id is None and merged.order_id is not None:
        living.order, living.is_split = merged.order, merged.is_split
    living.order_number = living.order_number or merged.order_number
    if living.order_id is not None or living.offered_order_id is None:
        living.offered_order_id = None if living.order_id is not None else merged.offered_order_id
    living.buyer_id = living.buyer_id or merged.buyer_id
    living.assignee_id = living.assignee_id or merged.assignee_id
    living.issue_types = about_both(living.issue_types, merged.issue_types)
    living.signals = {**merged.signals, **living.signals}
    living.is_unsure = living.is_unsure or merged.is_unsure
    living.language = living.language or merged.language
    for name in ("answers", "happened", "given"):  # what people told of either holds of both
        setattr(living, name, {**getattr(merged, name), **getattr(living, name)})
    living.at_stake = max(living.at_stake, merged.at_stake)
    living.opened_at = min(living.opened_at, merged.opened_at)
    living.last_message_at = max(living.last_message_at, merged.last_message_at)
    waiting = [at for at in (living.unanswered_since, merged.unanswered_since) if at is not None]
    living.unanswered_since = min(waiting, default=None)
    newest = [pk for pk in (living.newest_message_id, merged.newest_message_id) if pk is not None]
    living.newest_message_id = max(newest, default=None)
    asleep = ("snoozed",) if merged.state != "open" else ()
    if merged.state == "open" or (waiting and living.state not in asleep):
        living.state, living.snoozed_until = "open", None
    take_promise_over(merged, living)


def _move(merged: Case, living: Case) -> dict[str, Any]:
    """Messages are linked to both, conversations go on in the living case; the ids, to find them again."""
    here = CaseMessage.objects.filter(case=living).values("message_id")
    links = CaseMessage.objects.bulk_create(
        CaseMessage(
            organisation_id=living.organisation_id,
            case=living,
            message_id=each.message_id,
            reason="merged",
            issue_types=each.issue_types,
            signals=each.signals,
            corrected_to=each.corrected_to,
            ruled_out=each.ruled_out,
        )
        for each in CaseMessage.objects.filter(case=merged).exclude(message_id__in=here).order_by("pk")
    )
    conversations = Conversation.objects.filter(case=merged).order_by("pk")
    ids = list(conversations.values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=ids).update(case=living)
    children = Case.objects.filter(merged_into=merged).order_by("pk")
    newest = CaseMessage.objects.order_by("-pk").values_list("pk", flat=True).first()
    return {
        "links": [each.pk for each in links],
        "newest_link": newest or 0,
        "conversations": ids,
        "children": list(children.values_list("pk", flat=True)),
        "seen": [*_unseen(merged, living), *_unseen(living, merged)],
    }


def _unseen(answering: Case, other: Case) -> list[list[int | None]]:
    """Replies on their way have not seen what waits in the other case: it goes on waiting when they leave.

    [reply, what it had seen, what it has seen of both], for taking back.
    """
    if other.unanswered_since is None:
        return []
    heard = CaseMessage.objects.filter(case=other, message__direction="in", message__platform_event=None)
    heard = heard.select_related("message")
    waiting = [each.message_id for each in heard if each.message.happened_at >= other.unanswered_since]
    first = min(waiting, default=None)
    if first is None:
        return []
    changed: list[list[int | None]] = []
    for reply in _on_their_way(answering):
        if reply.seen_message_id is not None and reply.seen_message_id >= first:
            changed.append([reply.pk, reply.seen_message_id, first - 1])
            OutgoingMessage.objects.filter(pk=reply.pk).update(seen_message_id=first - 1)
    return changed


def _on_their_way(case: Case) -> QuerySet[OutgoingMessage]:
    rows = OutgoingMessage.objects.filter(case=case, state__in=ON_ITS_WAY)
    return rows.select_for_update(of=("self",)).order_by("pk")


def _move_back(change: CaseChange, living: Case, merged: Case) -> list[datetime]:
    """Undo _move; what was said since in those conversations goes with them. When the buyer wrote since."""
    moved = change.moved
    CaseMessage.objects.filter(pk__in=moved["links"], case=living).delete()
    theirs = Q(pk__in=moved["conversations"])
    if merged.order_id is not None and merged.order_id != living.order_id:
        theirs |= Q(order_id=merged.order_id)
    conversations = Conversation.objects.filter(theirs, case=living).order_by("pk")
    ids = list(conversations.values_list("pk", flat=True))
    since = (
        CaseMessage.objects.filter(case=living, pk__gt=moved["newest_link"], message__conversation_id__in=ids)
        .exclude(reason="merged")
        .exclude(message_id__in=CaseMessage.objects.filter(case=merged).values("message_id"))
    )
    came = [(each.pk, each.message) for each in since.select_related("message").order_by("pk")]
    CaseMessage.objects.filter(pk__in=[pk for pk, _ in came]).update(case=merged)
    Conversation.objects.filter(pk__in=ids).update(case=merged)
    for reply_id, seen, set_to in moved["seen"]:
        OutgoingMessage.objects.filter(pk=reply_id, seen_message_id=set_to).update(seen_message_id=seen)
    return [message.happened_at for _, message in came if message.direction == "in"]


def _catch_up(merged: Case, living: Case, *, came: Sequence[datetime], waits_since: datetime | None) -> None:
    """What happened to both while they were one has happened to the one that was merged too.

    `came`: when the buyer wrote since; `waits_since`: since when the two, as one, waited for an answer.
    """
    waited = merged.unanswered_since
    answered = waited is not None and (waits_since is None or waits_since > waited)
    if not (came or answered):
        return
    retell(merged, waits_since=waits_since if waited is not None else min(came, default=None))
    if merged.unanswered_since is not None:
        if merged.state in AT_WORK:
            merged.state, merged.snoozed_until = "open", None
    elif merged.state == "open":
        merged.state = "waiting_buyer"
    if answered:
        stop_answer_clocks(merged, at=_answered_at(living))


def _answered_at(case: Case) -> datetime:
    met = Clock.objects.filter(case=case, kind="answer", state="met").order_by("-met_at").first()
    return met.met_at if met is not None and met.met_at is not None else clock.now()


def _order_is_taken(case: Case) -> bool:
    """Whether another case of its order is at work: the two were merged, and are apart by a person's wish."""
    if case.order_id is None or case.state not in AT_WORK:
        return False
    others = Case.objects.filter(order_id=case.order_id, merged_into=None, is_split=False, state__in=AT_WORK)
    return others.exclude(pk=case.pk).exists()
