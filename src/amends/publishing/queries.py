"""What is asked of drafts and releases."""

from datetime import datetime

from amends.accounts.models import RoleGrant
from amends.accounts.rules import VERBS
from amends.core import clock
from amends.core.actor import Actor
from amends.publishing.checking import check_files, is_clean
from amends.publishing.rules import Readiness
from amends.releases.models import RulebookDraft, RulebookRelease, WhatIfReport


def newest_release(organisation_id: int) -> RulebookRelease | None:
    """What was released last, whether it holds already or takes effect later."""
    rows = RulebookRelease.objects.filter(organisation_id=organisation_id, withdrawn_at=None)
    return rows.order_by("-number").first()


def release_set_aside(organisation_id: int) -> RulebookRelease | None:
    """The latest release that would hold now or later, were it not faulty."""
    rows = RulebookRelease.objects.filter(organisation_id=organisation_id, withdrawn_at=None)
    rows = rows.select_related("organisation").defer("files")
    now = clock.now()
    for release in rows.order_by("-effective_at", "-number"):
        if release.faulty_since is not None:
            return release
        if release.effective_at <= now:
            break
    return None


def releases_set_aside() -> list[RulebookRelease]:
    """The same of every organisation, with its name."""
    faulty = RulebookRelease.objects.filter(withdrawn_at=None).exclude(faulty_since=None)
    ids = faulty.order_by("organisation_id").values_list("organisation_id", flat=True).distinct()
    found = [release_set_aside(each) for each in ids]
    return [one for one in found if one is not None]


def readiness(
    draft: RulebookDraft,
    *,
    by: Actor,
    effective_at: datetime,
    now: datetime,
    ticked: frozenset[str] = frozenset(),
) -> Readiness:
    """What tells whether this person may release this draft. Runs all checks: up to some seconds."""
    newest = newest_release(draft.organisation_id)
    reports = WhatIfReport.objects.filter(draft=draft, revision=draft.revision, state="done")
    seen = [reader for report in reports.order_by("pk") for reader in report.seen_by_ids]
    editors = frozenset(draft.editor_ids)
    return Readiness(
        now=now,
        edited_at=draft.edited_at,
        effective_at=effective_at,
        is_open=draft.state == "open",
        is_changed=draft.files != (draft.base.files if draft.base is not None else {}),
        is_newest=(newest.pk if newest is not None else None) == draft.base_id,
        has_errors=not is_clean(check_files(draft.files, now.date())),
        has_report=reports.exists(),
        has_seen_report=by.user_id in seen,
        editor_ids=editors,
        releaser_id=by.user_id,
        others_who_may=len(_may_release(draft.organisation_id) - editors),
        ticked=ticked,
    )


def _may_release(organisation_id: int) -> frozenset[int]:
    """Active people who may release in the whole organisation."""
    grants = RoleGrant.objects.filter(
        user__organisation_id=organisation_id,
        user__is_active=True,
        shop=None,
        role__in=VERBS["release_rulebook"],
    )
    return frozenset(grants.order_by("user_id").values_list("user_id", flat=True))
