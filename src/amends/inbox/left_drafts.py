"""One's own draft of a case that was merged: it stays there as it was, until one takes it over."""

from django.db import transaction

from amends.accounts.permission import require
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.core.errors import NotFound
from amends.inbox.drafts import discard_draft, draft_of, save_draft
from amends.inbox.models import Draft


@transaction.atomic
def take_over_draft(case: Case, left_in: int, *, by: Actor) -> Draft:
    """Put the draft left in a merged case behind what the person has typed in the living one.

    Raises NotAllowed, NotFound (draft_unknown), Refused (text_too_long).
    """
    require(by, "work_case", case.shop)
    left, here = _left(case, left_in, by=by), draft_of(case, by=by)
    typed = here is not None and bool(here.text.strip())
    first = here if here is not None and typed else left
    text = f"{first.text.rstrip()}\n\n{left.text}" if first is not left else left.text
    draft = save_draft(case, text, template=first.template, seen_message_id=first.seen_message_id, by=by)
    left.files.update(draft=draft)
    discard_draft(left.case, by=by)
    return draft


@transaction.atomic
def drop_left_draft(case: Case, left_in: int, *, by: Actor) -> None:
    """Throw the person's text in a merged case away. Raises NotAllowed, NotFound (draft_unknown)."""
    discard_draft(_left(case, left_in, by=by).case, by=by)


def _left(case: Case, left_in: int, *, by: Actor) -> Draft:
    left = Draft.objects.select_related("case__shop").filter(
        case_id=left_in, case__merged_into=case, user_id=by.user_id or 0
    )
    found = left.first()
    if found is None:
        raise NotFound("draft_unknown", "There is no such draft any more.", mend="Reload the page.")
    return found
