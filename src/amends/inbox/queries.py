"""Reading replies: nothing here changes a row."""

from typing import Any

from django.db.models import F, QuerySet

from amends.accounts.permission import scope_of
from amends.cases.family import in_family
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.core.clock import rfc3339
from amends.core.errors import NotFound
from amends.inbox.addressing import page_of_order
from amends.inbox.models import Draft, OutgoingMessage, ReplyFile


def outgoing_of(case: Case) -> QuerySet[OutgoingMessage]:
    """The case's replies and those of cases merged into it, the oldest first, with who wrote them."""
    return OutgoingMessage.objects.filter(in_family(case)).select_related("by", "sent_again").order_by("pk")


def find_outgoing(outgoing_id: int, *, by: Actor) -> OutgoingMessage:
    """A reply of a shop whose cases `by` may see. Raises NotFound."""
    scope = scope_of(by, "see_cases")
    rows = OutgoingMessage.objects.of(by.organisation_id).select_related("case__shop", "case__order")
    found = rows.filter(pk=outgoing_id).first()
    if found is None or found.case.shop_id not in scope:
        raise NotFound("reply_unknown_id", "There is no such reply.", mend="Reload the page.")
    return found


def files_of_draft(case: Case, *, by: Actor) -> list[ReplyFile]:
    """The files in the person's draft for this case, in order, with `size` and `small` (its thumbnail)."""
    files = ReplyFile.objects.filter(draft__case=case, draft__user_id=by.person_id)
    files = files.annotate(size=F("content__size"), small=F("content__thumbnail__state"))
    return list(files.order_by("position", "id"))


def find_reply_file(file_id: int, *, by: Actor) -> ReplyFile:
    """A file of the person's own draft, or of a reply in a shop whose cases they see. Raises NotFound."""
    scope = scope_of(by, "see_cases")
    rows = ReplyFile.objects.of(by.organisation_id).select_related("content", "draft__case", "outgoing__case")
    found = rows.filter(pk=file_id).first()
    owner = (found.draft or found.outgoing) if found is not None else None
    is_others = isinstance(owner, Draft) and owner.user_id != by.user_id
    if found is None or owner is None or is_others or owner.case.shop_id not in scope:
        raise NotFound("content_unknown", f"There is no file {file_id}.")
    return found


def outgoing_facts(outgoing: OutgoingMessage) -> dict[str, Any]:
    """A reply as it leaves the program. `page`: where a hand task is to be pasted, None where not known."""
    return {
        "id": outgoing.pk,
        "case": outgoing.case_id,
        "channel": outgoing.channel,
        "state": outgoing.state,
        "recipient": outgoing.recipient or None,
        "subject": outgoing.subject or None,
        "text": outgoing.text,
        "template": outgoing.template or None,
        "files": [
            {"name": file.filename, "media_type": file.media_type, "size": file.content.size}
            for file in outgoing.files.select_related("content").order_by("position", "id")
        ],
        "page": page_of_order(outgoing.case) or None if outgoing.channel == "hand" else None,
        "written_at": rfc3339(outgoing.written_at),
        "leaves_at": rfc3339(outgoing.leaves_at),
        "handed_over_at": rfc3339(outgoing.handed_over_at),
        "attempts": outgoing.attempts,
        "answer": outgoing.answer or None,
        "message": outgoing.message_id,
    }
