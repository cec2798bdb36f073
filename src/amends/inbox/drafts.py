"""What a person has typed and not sent: theirs alone, kept as typed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from amends.accounts.permission import require
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.inbox.models import Draft, OutgoingMessage
from amends.inbox.reply_files import copy_files
from amends.inbox.rules import LONGEST_TEXT, hinders_saving
from amends.inbox.states import LEFT, ON_ITS_WAY

SAID_AGAIN = timedelta(minutes=1)


@transaction.atomic
def save_draft(
    case: Case,
    text: str,
    *,
    template: str = "",
    seen_message_id: int | None,
    is_typed: bool = True,
    by: Actor,
) -> Draft:
    """Keep the acting person's draft for this case, as typed. `seen_message_id`: what it was written to.

    `is_typed`: others are told that somebody writes to this buyer.

    A draft that arrives after the very same text was sent is not kept. Raises NotAllowed, Refused.
    """
    require(by, "work_case", case.shop)
    if by.user_id is None:
        raise NotAllowed("not_a_person", "Only a person has drafts.", mend="Act as a person: --as LOGIN.")
    check_saving(text)
    kept = Draft.objects.filter(case=case, user_id=by.user_id).exclude(text="")
    before = kept.values_list("typed_at", flat=True).first()
    now = clock.now()
    if is_typed and (before is None or now - before > SAID_AGAIN):
        announce([case.pk], review=False)  # others see that somebody writes
    draft, _ = Draft.objects.update_or_create(
        case=case,
        user_id=by.user_id,
        defaults={
            "organisation_id": case.organisation_id,
            "text": text,
            "template": template,
            "seen_message_id": seen_message_id,
            "saved_at": now,
            **({"typed_at": now} if is_typed else {}),
        },
    )
    # Asked after writing: a reply sent at the same moment has by now removed the draft that was, or waits.
    if same_reply(case, text, seen_message_id, by=by).exists():
        Draft.objects.filter(pk=draft.pk, files=None).delete()
    return draft


def draft_of(case: Case, *, by: Actor) -> Draft | None:
    """The acting person's draft for this case."""
    return Draft.objects.filter(case=case, user_id=by.person_id).first()


def discard_draft(case: Case, *, by: Actor) -> bool:
    """Throw the acting person's text away; False where there was no draft. Files and others' drafts stay."""
    require(by, "work_case", case.shop)
    return end_draft(case, by=by)


def end_draft(case: Case, *, by: Actor) -> bool:
    """The person's draft is over; where files are left in it, it stays without its text."""
    mine = Draft.objects.filter(case=case, user_id=by.person_id)
    with transaction.atomic():
        draft = mine.select_for_update().first()
        if draft is None:
            return False
        if draft.files.exists():
            mine.update(text="", template="", saved_at=clock.now())
        else:
            draft.delete()
        return True


def give_back(case: Case, outgoing: OutgoingMessage, *, by: Actor) -> None:
    """Put a reply that did not leave back into its writer's draft, before what they have typed since."""
    writer = outgoing.by_id or by.user_id
    if writer is None:
        return
    draft = Draft.objects.select_for_update().filter(case=case, user_id=writer).first()
    if draft is None:
        draft = Draft(organisation_id=case.organisation_id, case=case, user_id=writer, text="")
        draft.template = outgoing.template
        draft.seen_message_id = outgoing.seen_message_id
    if draft.text.strip() != outgoing.text.strip():
        draft.text = f"{outgoing.text}\n\n{draft.text}" if draft.text.strip() else outgoing.text
    draft.saved_at = clock.now()
    draft.save()
    copy_files(outgoing, draft=draft)


def same_reply(case: Case, text: str, seen_message_id: int | None, *, by: Actor) -> QuerySet[OutgoingMessage]:
    """Replies of this person with this very text to this very message that left, or are about to."""
    return OutgoingMessage.objects.filter(
        case=case,
        by_id=by.user_id,
        text=text,
        seen_message_id=seen_message_id,
        state__in=(*LEFT, *ON_ITS_WAY),
    )


def check_saving(text: str) -> None:
    """Raises Refused for a text that cannot be kept."""
    hindrance = hinders_saving(text)
    if hindrance == "text_too_long":
        raise Refused(hindrance, f"The text has over {LONGEST_TEXT} characters.", mend="Shorten it.")
    if hindrance is not None:
        raise Refused(hindrance, "The text holds characters that cannot be kept.", mend="Type it again.")
