"""What a case's messages make of it, read again from the start: where messages went, or came back."""

from collections.abc import Collection
from datetime import datetime

from amends.cases.models import Case
from amends.cases.rules import Answer, Heard, oldest_waiting
from amends.inbox.about import About, wants_answer
from amends.inbox.models import CaseMessage, Message

TOLD = (
    "issue_types",
    "is_unsure",
    "signals",
    "unanswered_since",
    "last_message_at",
    "newest_message_id",
)


def retell(case: Case, names: Collection[str] = TOLD, *, waits_since: datetime | None) -> None:
    """Set these columns to what the case's messages say; a case without messages stays as it is.

    `waits_since`: before that moment no message waits for an answer; None where none does.
    """
    rows = CaseMessage.objects.filter(case=case).select_related(
        "message__outgoing", "message__platform_event"
    )
    links = list(rows.order_by("message__sent_at", "pk"))
    told = [each for each in links if each.message.direction == "in"]
    heard = [each for each in told if not hasattr(each.message, "platform_event")]
    if "unanswered_since" in names:
        case.unanswered_since = oldest_waiting(
            [_heard(each.message) for each in heard if _wants_answer(each)],
            [_answer(each.message) for each in links if each.message.direction == "out"],
            since=waits_since,
        )
    if "last_message_at" in names and links:
        case.last_message_at = max(each.message.happened_at for each in links)
    if "newest_message_id" in names:
        case.newest_message_id = max((each.message_id for each in heard), default=None)
    judged = [each for each in told if each.issue_types]
    if "issue_types" in names and judged:
        case.issue_types = _issue_types(judged)
    if "signals" in names:
        case.signals = {name: value for each in heard for name, value in each.signals.items()}


def _answer(message: Message) -> Answer:
    outgoing = getattr(message, "outgoing", None)
    seen = outgoing.seen_message_id if outgoing is not None else None
    return Answer(message.conversation_id, message.happened_at, seen)


def _heard(message: Message) -> Heard:
    return Heard(message.pk, message.conversation_id, message.happened_at)


def _wants_answer(link: CaseMessage) -> bool:
    return wants_answer(link.issue_types, link.corrected_to, link.ruled_out)


def _issue_types(judged: Collection[CaseMessage]) -> list[str]:
    about = About()
    for each in judged:
        about = about.hearing(each.issue_types)
        if each.corrected_to:
            about = about.corrected(each.corrected_to, each.ruled_out)
    return list(about.types)
