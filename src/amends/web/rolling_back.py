"""Bringing an earlier release back: what that changes, and the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.core import clock
from amends.core.errors import NotFound
from amends.publishing.actions import roll_back
from amends.publishing.queries import newest_release
from amends.releases.models import RulebookRelease
from amends.web.access import Reader, reads_whole
from amends.web.draft_differences import said_between


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("release_rulebook")
def release_roll_back(request: HttpRequest, reader: Reader, *, release_id: int) -> HttpResponseBase:
    """/rulebook/releases/3/roll_back: what comes back, and bringing it back; 0 is the product's own packs."""
    target = _release(reader, release_id)
    if request.method == "POST":
        release = roll_back(target.pk if target else None, by=reader.actor)
        messages.success(request, _("Release %(number)s holds from now on.") % {"number": release.number})
        return redirect("rulebook_drafts")
    newest = newest_release(reader.organisation_id)
    before = newest.files if newest is not None else {}
    waiting = RulebookRelease.objects.of(reader.organisation_id).filter(withdrawn_at=None)
    context = {
        "place": "drafts",
        "target": target,
        "packs": said_between(before, target.files if target is not None else {}),
        "to_come": waiting.filter(effective_at__gt=clock.now()).count(),
    }
    return render(request, "rulebook/roll_back.html", context)


def _release(reader: Reader, release_id: int) -> RulebookRelease | None:
    if release_id == 0:
        return None
    found = RulebookRelease.objects.of(reader.organisation_id).filter(pk=release_id).first()
    if found is None:
        raise NotFound("release_unknown", f"There is no release {release_id}.")
    return found
