"""Drafts and releases of the rulebook as every face tells them: names of packs, not their words."""

from collections.abc import Iterable
from typing import Any

from amends.accounts.models import User
from amends.core.clock import rfc3339
from amends.releases.in_force import release_in_force
from amends.releases.models import RulebookDraft, RulebookRelease


def draft_documents(organisation_id: int) -> list[dict[str, Any]]:
    """The open drafts, the one changed last first."""
    drafts = RulebookDraft.objects.of(organisation_id).filter(state="open").select_related("base")
    rows = list(drafts.order_by("-edited_at", "-pk"))
    logins = _logins(organisation_id, (editor for row in rows for editor in row.editor_ids))
    return [
        {
            "id": row.pk,
            "title": row.title,
            "state": row.state,
            "revision": row.revision,
            "begun_from": row.base.number if row.base is not None else None,
            "packs": sorted(row.files),
            "editors": [logins[editor] for editor in row.editor_ids if editor in logins],
            "created_at": rfc3339(row.created_at),
            "edited_at": rfc3339(row.edited_at),
        }
        for row in rows
    ]


def release_documents(organisation_id: int) -> list[dict[str, Any]]:
    """All releases, the newest first; `in_force` marks the one by which cases are judged now."""
    holds = release_in_force(organisation_id)
    releases = RulebookRelease.objects.of(organisation_id).select_related("released_by", "goes_back_to")
    return [
        {
            "number": row.number,
            "title": row.title,
            "in_force": holds is not None and row.pk == holds.pk,
            "packs": sorted(row.files),
            "sha256": row.sha256,
            "effective_at": rfc3339(row.effective_at),
            "released_at": rfc3339(row.released_at),
            "released_by": row.released_by.login,
            "second_reading": row.is_second_reading,
            "rollback": row.is_rollback,
            "goes_back_to": row.goes_back_to.number if row.goes_back_to is not None else None,
            "withdrawn_at": rfc3339(row.withdrawn_at) if row.withdrawn_at is not None else None,
            "faulty_since": rfc3339(row.faulty_since) if row.faulty_since is not None else None,
            "faults": row.faults,
        }
        for row in releases.order_by("-number")
    ]


def _logins(organisation_id: int, ids: Iterable[int]) -> dict[int, str]:
    people = User.objects.filter(organisation_id=organisation_id, pk__in=set(ids)).order_by("pk")
    return dict(people.values_list("pk", "login"))
