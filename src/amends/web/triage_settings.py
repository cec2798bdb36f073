"""What triage learns from: the corrections people made, what was taken for what, and whether they count."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.rules import may
from amends.inbox.models import TriageExample
from amends.inbox.triage_examples import (
    forget_example,
    learn_from_corrections,
    learns_from_corrections,
    mistaken_of,
)
from amends.inbox.triage_learning import ask_to_learn, leave_lesson, use_lesson
from amends.inbox.triage_lessons import lesson_in_use, newest_lesson
from amends.triage.learning_figures import FEWEST
from amends.web.access import Reader, reads_whole
from amends.web.triage_evaluation import LANGUAGES

ON_A_PAGE = 50
MOST_COUNTED = 40


@require_http_methods(["GET", "HEAD"])
@reads_whole("teach_triage")
def triage_settings(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET /settings/triage"""
    rows = TriageExample.objects.of(reader.organisation_id).select_related("by").order_by("-at", "-pk")
    pages = Paginator(rows, ON_A_PAGE)
    facts = {
        "reader": reader,
        "place": "triage",
        "learns": learns_from_corrections(reader.organisation_id),
        **lessons_shown(reader.organisation_id),
        "mistaken": mistaken_of(reader.organisation_id)[:MOST_COUNTED],
        "page": pages.get_page(request.GET.get("page")),
        "are_enough": pages.count >= FEWEST,
        "may_choose_model": may("set_language_model", reader.grants),
    }
    return render(request, "settings/triage.html", facts)


@require_POST
@reads_whole("teach_triage")
def triage_learn(request: HttpRequest, reader: Reader) -> HttpResponse:
    """POST /settings/triage/learn: switch it on or off."""
    learns = request.POST.get("learns") == "1"
    if learn_from_corrections(learns, by=reader.actor):
        said = _("Corrections are learnt from.") if learns else _("Corrections are not learnt from any more.")
        messages.success(request, said)
    return redirect("settings_triage")


@require_POST
@reads_whole("teach_triage")
def triage_lesson(request: HttpRequest, reader: Reader) -> HttpResponse:
    """POST /settings/triage/lesson: learn anew (`do` learn), use what was learnt (use), or not (leave)."""
    do, lesson = request.POST.get("do"), request.POST.get("lesson", "")
    if do == "use":
        known = lesson.isascii() and lesson.isdecimal() and len(lesson) < 19
        if use_lesson(int(lesson) if known else 0, by=reader.actor):
            messages.success(request, _("Messages are judged by what was learnt too."))
    elif do == "leave":
        if leave_lesson(by=reader.actor):
            messages.success(request, _("Messages are judged as shipped again."))
    elif do == "learn":
        ask_to_learn(by=reader.actor)
        messages.success(request, _("It is being learnt; look again in a minute."))
    return redirect("settings_triage")


def lessons_shown(organisation_id: int) -> dict[str, Any]:
    """The `lesson` learnt last with its figures, the one `used`, and the `fewest` corrections needed."""
    lesson, used = newest_lesson(organisation_id), lesson_in_use(organisation_id)
    told: dict[str, Any] = lesson.figures if lesson is not None else {}
    return {
        "lesson": lesson,
        "used": used,
        "fewest": FEWEST,
        "on_trials": [
            {"name": LANGUAGES[code], **shares, "lost": shares["after"] < shares["before"]}
            for code, shares in told.get("trials", {}).items()
        ],
        "held_back": told.get("held_back"),
    }


@require_POST
@reads_whole("teach_triage")
def triage_forget(request: HttpRequest, reader: Reader, example_id: int) -> HttpResponse:
    """POST /settings/triage/7/forget: nothing is learnt from this one."""
    forget_example(example_id, by=reader.actor)
    messages.success(request, _("Nothing is learnt from that one any more."))
    return redirect("settings_triage")
