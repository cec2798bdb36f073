"""A change kept in a draft on top of whatever others keep in it meanwhile."""

from collections.abc import Callable, Mapping

from amends.core.actor import Actor
from amends.publishing.actions import DraftChanged, change_draft, find_draft
from amends.releases.models import RulebookDraft

TRIES = 5
Changes = Callable[[Mapping[str, str]], Mapping[str, str | None] | None]


def keep(draft_id: int, changes: Changes, *, by: Actor) -> RulebookDraft | None:
    """Keep what `changes` makes of the draft's packs as they are now; None where it says None.

    Somebody else's change in between is not overwritten: `changes` is asked again. Raises what change_draft
    does, DraftChanged only where others change it again and again.
    """
    for left in reversed(range(TRIES)):
        draft = find_draft(draft_id, by=by)
        wanted = changes(draft.files)
        if wanted is None:
            return None
        try:
            return change_draft(draft_id, wanted, revision=draft.revision, by=by)
        except DraftChanged:
            if not left:
                raise
    return None
