"""Groups and the answers to them as they leave the program."""

from collections.abc import Collection
from typing import Any

from amends.answers.fitting import fits
from amends.answers.models import GroupAnswer
from amends.answers.queries import Outcome, answers_of_groups, counts_of, newcomers, outcomes_of
from amends.cases.groups import groups_in
from amends.core.clock import rfc3339


def groups_document(organisation_id: int, shop_ids: Collection[int]) -> list[dict[str, Any]]:
    """The groups in these shops, the largest first; `answer`: the id of the one that is under way."""
    groups = groups_in(shop_ids)
    answers = answers_of_groups([each.id for each in groups], organisation_id)
    return [
        {
            "id": each.id,
            "question": each.question,
            "kind": each.kind,
            "key": each.key,
            "label": each.label,
            "cases": each.cases,
            "buyers": each.buyers,
            "free": each.free,
            "waiting_since": rfc3339(each.waiting_since),
            "next_due_at": rfc3339(each.next_due_at),
            "answer": answers[each.id].pk if each.id in answers else None,
        }
        for each in groups
    ]


def group_answer_document(answer: GroupAnswer, shop_ids: Collection[int]) -> dict[str, Any]:
    """A group answer with what each case in these shops gets, and what became of it."""
    outcomes = outcomes_of(answer, shop_ids)
    return {
        "id": answer.pk,
        "group": answer.group_ref,
        "question": answer.question,
        "kind": answer.kind,
        "key": answer.key,
        "label": answer.label,
        "state": answer.state,
        "texts": answer.texts,
        "template": answer.template or None,
        "template_fits": fits(answer.template, answer.question),
        "made_at": rfc3339(answer.made_at),
        "begun_at": rfc3339(answer.begun_at),
        "ended_at": rfc3339(answer.ended_at),
        "counts": dict(counts_of(outcomes)),
        "newcomers": newcomers(answer, shop_ids),
        "cases": [_case(each) for each in outcomes],
    }


def _case(each: Outcome) -> dict[str, Any]:
    member = each.member
    return {
        "case": str(member.case_id),
        "shop": member.case.shop.code,
        "state": each.code,
        "reason": member.reason or None,
        "named": member.named or None,
        "language": member.language,
        "text": member.text,
        "wrote_since": each.wrote_since,
    }
