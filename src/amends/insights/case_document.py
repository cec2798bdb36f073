"""A case as one document: what the commands, the API and the screens answer with."""

from typing import Any

from amends.cases.family import family_ids
from amends.cases.models import Case, Clock
from amends.cases.queries import clocks_of
from amends.core import clock
from amends.core.clock import rfc3339
from amends.inbox.models import CaseMessage
from amends.insights.case_drafts import CaseReplies
from amends.insights.order_document import money
from amends.playbooks.assess import assess
from amends.playbooks.assessment_document import assessment_document
from amends.playbooks.facts_document import clocks_document, facts_document
from amends.playbooks.gathering import facts_of
from amends.releases.in_force import by_rulebook_of


def case_row(case: Case) -> dict[str, Any]:
    """The case as a line of the queue. Times are RFC 3339 in UTC."""
    return {
        "ref": str(case.pk),
        "order": case.order_number or None,
        "shop": case.shop.code,
        "state": case.state,
        "issue_types": case.issue_types,
        "unsure": case.is_unsure,
        "language": case.language,
        "assignee": case.assignee.login if case.assignee is not None else None,
        "opened_at": rfc3339(case.opened_at),
        "unanswered_since": rfc3339(case.unanswered_since),
        "next_due_at": rfc3339(case.next_due_at),
        "at_stake": money(case.at_stake, case.shop.currency),
    }


def case_document(case: Case, locale: str = "en") -> dict[str, Any]:
    """The case with its clocks, messages and assessment, as JSON-ready values."""
    joined = (
        CaseMessage.objects.filter(case=case)
        .select_related("message__body")
        .order_by("message__sent_at", "message_id")
    )
    return {
        **case_row(case),
        "merged_into": str(case.merged_into_id) if case.merged_into_id else None,
        "merged": [str(pk) for pk in family_ids(case)[1:]],
        "follows": str(case.follows_id) if case.follows_id else None,
        "offered_order": case.offered_order.number if case.offered_order is not None else None,
        "clocks": [clock_document(each) for each in clocks_of([case.pk])[case.pk]],
        "messages": [_message(each) for each in joined],
        "assessment": case_assessment(case, locale),
    }


def clock_document(each: Clock) -> dict[str, Any]:
    """A clock as it stands now: missed where its time is past and nobody has met it."""
    late = each.state == "running" and each.due_at < clock.now()
    return {
        "kind": each.kind,
        "side": each.side,
        "actor": each.actor,
        "due_at": rfc3339(each.due_at),
        "opens_at": rfc3339(each.opens_at),
        "state": "missed" if late else each.state,
        "is_chance": each.is_chance,
        "rule": each.rule,
    }


def case_assessment(case: Case, locale: str = "en") -> dict[str, Any]:
    """What the playbook says, in the words of `locale`, and the reply it proposes in the buyer's language."""
    with by_rulebook_of(case.organisation_id):
        return _assessment(case, locale)


def _assessment(case: Case, locale: str) -> dict[str, Any]:
    facts = facts_of(case)
    found = assess(facts)
    newest = case.conversations.order_by("-last_message_at", "-pk").first()
    channel = newest.channel if newest is not None else "email"
    chosen = CaseReplies(case, facts, found, channel).proposal()
    return {
        **assessment_document(found, locale),
        "facts": facts_document(facts),
        "clocks": [clock_document(each) for each in clocks_of([case.pk])[case.pk]],
        "deadlines_not_known": [each for each in clocks_document(facts) if each["due_at"] is None],
        "draft": {"template": chosen.template, "text": chosen.text} if chosen is not None else None,
    }


def _message(joined: CaseMessage) -> dict[str, Any]:
    message = joined.message
    body = getattr(message, "body", None)
    return {
        "id": message.external_id,
        "direction": message.direction,
        "at": rfc3339(message.sent_at or message.received_at),
        "subject": body.subject if body is not None else "",
        "text": body.text if body is not None else "",
        "joined_by": joined.reason,
        "issue_types": [{"code": code, "confidence": confidence} for code, confidence in joined.issue_types],
    }
