"""Drafts and releases of the rulebook: the list, one draft, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.accounts.models import User
from amends.accounts.rules import may
from amends.core import clock
from amends.core.errors import AmendsError
from amends.publishing.actions import (
    DraftChanged,
    begin_draft,
    bring_up_to_date,
    change_draft,
    discard_draft,
    find_draft,
    release_draft,
)
from amends.publishing.editable_tables import own_tables
from amends.publishing.new_tables import OpenQuestion, open_questions
from amends.publishing.queries import newest_release, readiness
from amends.publishing.reports import newest_report
from amends.publishing.rules import CHECKLIST, Readiness, hindrances, is_second_reading
from amends.releases.in_force import release_in_force
from amends.releases.models import RulebookDraft, RulebookRelease
from amends.web.access import Reader, reads_whole
from amends.web.case_snooze import moment_typed
from amends.web.draft_differences import said_of
from amends.web.draft_findings import findings_shown
from amends.web.draft_words import CHECKLIST as POINTS
from amends.web.draft_words import hindrance_said
from amends.web.what_if import last_month, zone_of

MOST_RELEASES = 100


@require_safe
@reads_whole("prepare_rulebook")
def draft_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /rulebook/drafts: what is being prepared, and what was released when."""
    drafts = RulebookDraft.objects.of(reader.organisation_id).filter(state="open").defer("files")
    releases = RulebookRelease.objects.of(reader.organisation_id).select_related(
        "released_by", "goes_back_to"
    )
    listed = list(releases.defer("files").order_by("-number")[:MOST_RELEASES])
    open_drafts = list(drafts.select_related("base").order_by("-edited_at"))
    wanted = {
        *(pk for one in listed for pk in one.prepared_by_ids),
        *(pk for one in open_drafts for pk in one.editor_ids),
    }
    names = names_of(reader, wanted)
    holding = release_in_force(reader.organisation_id)
    newest = newest_release(reader.organisation_id)
    context = {
        "place": "drafts",
        "zone": zone_of(reader),
        "drafts": [
            {
                "draft": one,
                "people": [names[pk] for pk in one.editor_ids if pk in names],
                "is_outdated": one.base_id != (newest.pk if newest else None),
            }
            for one in open_drafts
        ],
        "releases": [
            {
                "release": one,
                "state": _state(one, holding),
                "prepared_by": [names[pk] for pk in one.prepared_by_ids if pk in names],
                "may_come_back": newest is not None and one.pk != newest.pk and not one.withdrawn_at,
            }
            for one in listed
        ],
        "is_products": holding is None,
        "may_go_back": bool(listed),
        "may_release": reader_may(reader, "release_rulebook"),
    }
    return render(request, "rulebook/drafts.html", context)


@require_POST
@reads_whole("prepare_rulebook")
def draft_begin(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """POST /rulebook/drafts/begin: a draft of that title, which says what holds until it is changed."""
    draft = begin_draft(request.POST.get("title", ""), by=reader.actor)
    return redirect("rulebook_draft", draft.pk)


@require_safe
@reads_whole("prepare_rulebook")
def draft_page(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """GET /rulebook/drafts/7: what differs, what the checks find, the what-if, what stands in the way."""
    return _page(request, reader, find_draft(draft_id, by=reader.actor))


@require_POST
@reads_whole("prepare_rulebook")
def draft_rename(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/rename: another title."""
    draft = find_draft(draft_id, by=reader.actor)
    change_draft(draft.pk, {}, revision=draft.revision, by=reader.actor, title=request.POST.get("title", ""))
    return redirect("rulebook_draft", draft.pk)


@require_POST
@reads_whole("prepare_rulebook")
def draft_discard(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/discard."""
    draft = discard_draft(draft_id, by=reader.actor)
    messages.success(request, _("The draft “%(title)s” is discarded.") % {"title": draft.title})
    return redirect("rulebook_drafts")


@require_POST
@reads_whole("prepare_rulebook")
def draft_update(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/update: lay it over what was released since."""
    bring_up_to_date(draft_id, by=reader.actor)
    messages.success(request, _("The draft stands on the newest release. Read its changes again."))
    return redirect("rulebook_draft", draft_id)


@require_POST
@reads_whole("release_rulebook")
def draft_release(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/release: let it hold, now or from a moment on."""
    draft = find_draft(draft_id, by=reader.actor)
    typed = request.POST.get("at", "") if request.POST.get("from") == "date" else ""
    at = moment_typed(typed, zone_of(reader)) if typed else None
    revision = request.POST.get("revision", "")
    try:
        if typed and at is None:
            raise AmendsError("at_bad", _("This is no moment."), mend=_("Choose a day and a time."))
        release = release_draft(
            draft_id,
            revision=int(revision) if revision.isascii() and revision.isdecimal() else 0,
            effective_at=at,
            by=reader.actor,
            ticked=request.POST.getlist("ticked"),
        )
    except DraftChanged:
        problem = _(
            "Somebody has changed the draft since you read it. This is how it stands now: read it again."
        )
        return _page(request, reader, find_draft(draft_id, by=reader.actor), problem=problem, typed=typed)
    except AmendsError as error:
        if draft.state != "open" or error.code in ("not_allowed", "draft_unknown", "point_unknown"):
            raise
        said = hindrance_said(error.code, error.message, error.mend)
        problem = f"{said['message']} {said['mend']}"
        return _page(request, reader, draft, problem=problem, typed=typed)
    if release.effective_at > clock.now():
        messages.success(request, _("Release %(number)s takes effect later.") % {"number": release.number})
    else:
        messages.success(request, _("Release %(number)s holds from now on.") % {"number": release.number})
    return redirect("rulebook_drafts")


def _page(
    request: HttpRequest, reader: Reader, draft: RulebookDraft, *, problem: str = "", typed: str = ""
) -> HttpResponse:
    now = clock.now()
    ticked = frozenset(request.POST.getlist("ticked")) & frozenset(CHECKLIST)
    facts = readiness(draft, by=reader.actor, effective_at=now, now=now, ticked=ticked)
    standing = [hindrance_said(one.code, one.message, one.mend) for one in hindrances(facts)]
    context = {
        "place": "drafts",
        "draft": draft,
        "is_open": draft.state == "open",
        "zone": zone_of(reader),
        "people": list(names_of(reader, draft.editor_ids).values()),
        "packs": said_of(draft),
        "findings": findings_shown(draft, now.date()),
        "report": newest_report(draft),
        "period": last_month(now.date()),
        "hindrances": standing,
        "codes": {one["code"] for one in standing},
        "may_release": reader_may(reader, "release_rulebook"),
        "is_alone": is_second_reading(facts),
        "points": [(point, POINTS[point], point in ticked) for point in CHECKLIST],
        "can_release": _is_releasable(facts),
        "tables": own_tables(draft.files),
        "questions": open_questions_of(draft),
        "problem": problem,
        "typed": typed,
    }
    return render(request, "rulebook/draft.html", context, status=409 if problem else 200)


def open_questions_of(draft: RulebookDraft) -> list[OpenQuestion]:
    """What the seller could answer with a table of their own; nothing while a table cannot be read."""
    try:
        return open_questions(draft.files)
    except AmendsError:
        return []


def _is_releasable(facts: Readiness) -> bool:
    """Whether nothing stands in the way but what is ticked in the form itself."""
    return not {one.code for one in hindrances(facts)} - {"checklist_open"}


def _state(release: RulebookRelease, holding: RulebookRelease | None) -> str:
    if release.withdrawn_at is not None:
        return "withdrawn"
    if release.faulty_since is not None:
        return "set_aside"
    if release.effective_at > clock.now():
        return "to_come"
    return "in_force" if holding is not None and holding.pk == release.pk else "past"


def reader_may(reader: Reader, verb: str) -> bool:
    """Whether the person may do that in the organisation as a whole."""
    return may(verb, reader.grants)


def names_of(reader: Reader, ids: Any) -> dict[int, str]:
    """People of the organisation by id."""
    people = User.objects.filter(organisation_id=reader.organisation_id, pk__in=list(ids)).order_by("login")
    return {person.pk: person.name or person.login for person in people}
