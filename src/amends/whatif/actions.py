"""Replaying a draft: at once for a terminal, or as a report that the worker makes."""

from collections.abc import Mapping
from datetime import date
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction

from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import held_while_running
from amends.core.errors import AmendsError, Refused
from amends.core.pack_sets import PackSet
from amends.history.actions import record
from amends.policies.tables.findings import Finding
from amends.publishing.checking import is_clean
from amends.releases.in_force import packs_of
from amends.releases.models import RulebookDraft, WhatIfReport
from amends.whatif.checking import draft_findings
from amends.whatif.period import check_period
from amends.whatif.running import Progress, Summary, WhatIf, run, silent
from amends.whatif.taken import TakenOver
from amends.whatif.tasks import run_what_if

UNDER_WAY = ("waiting", "running")


def replay_packs(
    packs: Mapping[str, bytes],
    places: Mapping[str, str],
    from_day: date,
    until_day: date,
    *,
    lines: IO[bytes],
    by: Actor,
    progress: Progress = silent,
) -> tuple[list[Finding], Summary | None]:
    """Lay packs over the rulebook in force and replay that: what is found in them, and the summary.

    Where something keeps them from being used, nothing is replayed and there is no summary.

    Raises NotAllowed, Refused for days that are no period.
    """
    require(by, "prepare_rulebook")
    check_period(from_day, until_day)
    before = packs_of(by.organisation_id)
    after = PackSet({**before.files, **packs})
    findings = draft_findings(after, places, clock.now().date())
    if not is_clean(findings):
        return findings, None
    asked = WhatIf(before, after, shops_of(by.organisation_id), from_day, until_day, progress=progress)
    return findings, run(asked, lines)


def start_report(draft: RulebookDraft, from_day: date, until_day: date, *, by: Actor) -> WhatIfReport:
    """Ask for the draft as it stands to be replayed over the cases opened in a period: the worker does it.

    One that waits or runs already for the same is given back. Raises NotAllowed, Refused (period_bad,
    draft_over where it was released or discarded).
    """
    require(by, "prepare_rulebook")
    check_period(from_day, until_day)
    with transaction.atomic():
        held = RulebookDraft.objects.of(by.organisation_id).select_for_update().get(pk=draft.pk)
        if held.state != "open":
            raise Refused("draft_over", "This draft is released or discarded.", mend="Begin another one.")
        asked = WhatIfReport.objects.filter(
            draft=held, revision=held.revision, from_day=from_day, until_day=until_day, state__in=UNDER_WAY
        )
        under_way = asked.defer("changes").order_by("pk").first()
        if under_way is not None:
            return under_way
        report = WhatIfReport.objects.create(
            organisation_id=by.organisation_id,
            draft=held,
            revision=held.revision,
            from_day=from_day,
            until_day=until_day,
            asked_by_id=by.user_id,
            asked_at=clock.now(),
        )
        detail = {"report": report.pk, "from": from_day.isoformat(), "to": until_day.isoformat()}
        record(
            actor=by,
            verb="rulebook_what_if_asked",
            subject_type="rulebook_draft",
            subject_id=held.pk,
            detail=detail,
        )
        run_what_if.defer(report_id=report.pk)
    return report


def run_report(report_id: int) -> None:
    """Make a report that waits, or one whose process was killed; a made one stays as it is.

    What is wrong with its draft is said in the report. Raises TakenOver.
    """
    with held_while_running("what_if_report", report_id) as is_ours:
        if not is_ours:
            raise TakenOver(report_id)
        report = WhatIfReport.objects.defer("changes").select_related("draft").get(pk=report_id)
        if report.state not in UNDER_WAY:
            return
        WhatIfReport.objects.filter(pk=report_id).update(state="running")
        try:
            summary, changes = _made(report)
        except AmendsError as error:
            _fail(report_id, str(error))
            return
        WhatIfReport.objects.filter(pk=report_id).update(
            state="done", summary=summary, changes=changes, problem="", done_at=clock.now()
        )


def give_up(report_id: int, error: Exception) -> None:
    """Say of a report that its own fault ended it."""
    _fail(report_id, f"It stopped: {type(error).__name__}. Ask for it again; report it if it stops again.")


def _made(report: WhatIfReport) -> tuple[Summary, bytes]:
    draft = report.draft
    if draft.revision != report.revision:
        raise Refused("draft_changed", "The draft was changed since.", mend="Ask for a what-if of it again.")
    before = packs_of(report.organisation_id)
    after = PackSet({name: text.encode() for name, text in draft.files.items()})
    findings = draft_findings(after, {}, clock.now().date())
    if not is_clean(findings):
        raise Refused("draft_bad", str(findings[0]), mend="The draft's checks say all that is wrong.")
    asked = WhatIf(before, after, shops_of(report.organisation_id), report.from_day, report.until_day)
    with TemporaryFile() as lines:
        summary = run(asked, lines)
        lines.seek(0)
        return summary, lines.read()


def _fail(report_id: int, problem: str) -> None:
    WhatIfReport.objects.filter(pk=report_id, state__in=UNDER_WAY).update(
        state="failed", problem=problem, done_at=clock.now()
    )


def shops_of(organisation_id: int) -> tuple[Shop, ...]:
    """Every shop of the organisation, by its code."""
    return tuple(Shop.objects.filter(organisation_id=organisation_id).order_by("code", "pk"))
