"""Reading answers to groups: nothing here changes a row."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from amends.accounts.permission import scope_of
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.answers.pacing import MOST_MEMBERS
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of one case of a group answer.

    `code` is ready, left_out, or the state of its message (waiting, sent, hand_task, failed, unknown …);
    `wrote_since`: the buyer has written after what it was an answer to.
    """

    member: GroupAnswerMember
    code: str
    wrote_since: bool


def find_group_answer(answer_id: int, *, by: Actor, verb: str = "see_cases") -> GroupAnswer:
    """A group answer with a case in a shop where `by` may do `verb`. Raises NotFound."""
    scope = scope_of(by, verb)
    found = GroupAnswer.objects.of(by.organisation_id).select_related("made_by", "sent_by")
    answer = found.filter(pk=answer_id).first()
    shops = GroupAnswerMember.objects.filter(answer_id=answer_id).order_by("case__shop")
    seen = any(shop_id in scope for shop_id in shops.values_list("case__shop", flat=True).distinct())
    if answer is None or not seen:
        raise NotFound("group_answer_unknown", "There is no such answer to a group.", mend="Reload the page.")
    return answer


def outcomes_of(answer: GroupAnswer, shop_ids: Collection[int]) -> list[Outcome]:
    """Each case in these shops with what became of it, in the order they are written to. One query."""
    rows = answer.members.filter(case__shop_id__in=shop_ids)
    wanted = rows.select_related("case__shop", "case__buyer__person", "case__order__person", "outgoing")
    return [_outcome(member) for member in wanted.order_by("pk")[:MOST_MEMBERS]]


def counts_of(outcomes: Collection[Outcome]) -> Counter[str]:
    """How many of each code, and `wrote_since`."""
    found = Counter(each.code for each in outcomes)
    found["wrote_since"] = sum(each.wrote_since for each in outcomes)
    return found


def newcomers(answer: GroupAnswer, shop_ids: Collection[int]) -> int:
    """Cases that have come into the group since, and wait for an answer of their own."""
    now_in = Q(grouped__group__question=answer.question, grouped__group__kind=answer.kind)
    now_in &= Q(grouped__group__key=answer.key)
    cases = Case.objects.of(answer.organisation_id).filter(
        now_in, shop_id__in=shop_ids, state="open", merged_into=None, unanswered_since__isnull=False
    )
    return cases.exclude(group_answers__answer=answer).count()


def answers_of_groups(group_ids: Collection[int], organisation_id: int) -> dict[int, GroupAnswer]:
    """Group id → its newest answer that is not over, for the list of groups."""
    rows = GroupAnswer.objects.of(organisation_id).filter(group_ref__in=group_ids)
    open_ones = rows.filter(state__in=("prepared", "sending", "stopped")).order_by("pk")
    return {answer.group_ref: answer for answer in open_ones}


def languages_of(group_id: int, shop_ids: Collection[int]) -> list[tuple[Case, str]]:
    """The cases of a group in these shops with the language their buyer is written to in."""
    from amends.answers.filling import language_of

    rows = Case.objects.filter(
        grouped__group_id=group_id,
        shop_id__in=shop_ids,
        state="open",
        merged_into=None,
        unanswered_since__isnull=False,
    )
    cases = rows.select_related("shop").order_by("queue_key", "pk")[:MOST_MEMBERS]
    return [(case, language_of(case)) for case in cases]


def _outcome(member: GroupAnswerMember) -> Outcome:
    outgoing = member.outgoing
    newest, seen = member.case.newest_message_id or 0, member.seen_message_id or 0
    code = outgoing.state if outgoing is not None else member.state
    return Outcome(member, code, wrote_since=outgoing is not None and newest > seen)
