"""The seller's reply templates: all of them with their gaps, and the editor of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.core.errors import AmendsError
from amends.insights.reply_outcomes import outcomes_of
from amends.insights.reply_preview import preview
from amends.publishing.wording import CHANGE, TemplateChanged, find_template, go_back, save_template
from amends.publishing.wordings_in_force import versions_of, wordings_of
from amends.replies.liquid import BrokenTemplate
from amends.replies.templates import Stage, Variant
from amends.replies.values import LOCALES
from amends.replies.wording import LONGEST
from amends.web.access import Reader, reads_whole
from amends.web.error_sentences import exact_for, sentence_for
from amends.web.reply_editor import case_chosen, cases_to_try, marked, rows_of, source_of, values_shown
from amends.web.reply_words import stage_name, value_name


@reads_whole(CHANGE)
def reply_list(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET /settings/replies?marketplace=amazon: stage by language, and where each may be written."""
    offered = sorted({shop.marketplace for shop in reader.every_shop.values()}) or ["own"]
    wished = request.GET.get("marketplace", "")
    marketplace = wished if wished in offered else offered[0]
    context = {
        "reader": reader,
        "place": "replies",
        "rows": rows_of(wordings_of(reader.organisation_id), marketplace),
        "marketplaces": offered,
        "marketplace": marketplace,
        "locales": LOCALES,
    }
    return render(request, "settings/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole(CHANGE)
def reply_template(
    request: HttpRequest, reader: Reader, *, stage: str, locale: str, variant: str
) -> HttpResponseBase:
    """/settings/replies/lost/en/default: see it, try it on a case as it is typed, save a new version."""
    found, of = find_template(stage, locale, variant)
    if request.method != "POST":
        return _page(request, reader, found, of)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if request.POST.get("do") == "try":
        return render(request, "settings/reply_preview.html", _tried(request, reader, found, of, text))
    try:
        saved = save_template(stage, locale, variant, text, seen=_seen(request), by=reader.actor)
    except (BrokenTemplate, TemplateChanged) as problem:
        return _page(request, reader, found, of, text=text, problem=problem)
    said = _("Saved as version %(number)s. It holds from now on.") % {"number": saved.number}
    messages.success(request, said)
    return redirect("settings_reply", stage, locale, variant)


@require_POST
@reads_whole(CHANGE)
def reply_template_back(
    request: HttpRequest, reader: Reader, *, stage: str, locale: str, variant: str, version: int
) -> HttpResponse:
    """POST /settings/replies/lost/en/default/back/2: that version holds again; 0 is the product's own."""
    go_back(stage, locale, variant, version, by=reader.actor)
    messages.success(request, _("That wording holds again."))
    return redirect("settings_reply", stage, locale, variant)


def _problem_said(problem: AmendsError) -> str:
    if isinstance(problem, BrokenTemplate):
        return _broken_said(problem.line, problem.about)
    return f"{sentence_for(problem.code) or problem.message} {exact_for(problem)}".strip()


def _broken_said(line: int, about: str) -> str:
    if about:
        return f"{sentence_for('variable_unknown')} {about}"
    said = sentence_for("template_broken")
    if not line:
        return said
    return _("%(sentence)s (line %(number)s)") % {"sentence": said, "number": line}


def _page(
    request: HttpRequest,
    reader: Reader,
    stage: Stage,
    variant: Variant,
    *,
    text: str | None = None,
    problem: AmendsError | None = None,
) -> HttpResponse:
    versions = list(versions_of(reader.organisation_id, stage.code, stage.locale, variant.name))
    newest = versions[0] if versions else None
    standing = newest.text if newest is not None and newest.text else source_of(stage, variant)
    typed = standing if text is None else text
    this = (stage.locale, variant.name)
    context = _tried(request, reader, stage, variant, typed) | {
        "reader": reader,
        "place": "replies",
        "stage": stage,
        "variant": variant,
        "name": stage_name(stage.code),
        "text": typed,
        # A page that was refused still knows which version its text began with.
        "seen": _seen(request) if text is not None else newest.number if newest is not None else 0,
        "versions": versions,
        "values": values_shown(stage, variant),
        "cases": cases_to_try(reader, stage.locale),
        "problem": problem,
        "problem_said": _problem_said(problem) if problem else "",
        "longest": LONGEST,
        "outcomes": [
            each
            for each in outcomes_of(reader.organisation_id, stage.code)
            if (each.locale, each.variant) == this
        ],
    }
    return render(request, "settings/reply.html", context, status=200 if problem is None else 409)


def _tried(
    request: HttpRequest, reader: Reader, stage: Stage, variant: Variant, text: str
) -> dict[str, object]:
    named = (request.POST if request.method == "POST" else request.GET).get("case", "")
    case = case_chosen(named, reader)
    sold_on = {shop.marketplace for shop in reader.every_shop.values()}
    tried = preview(stage, variant, text, case=case, agent_name=reader.user.name, marketplaces=sold_on)
    missing = ", ".join(value_name(name) for name in tried.missing)
    said = _broken_said(tried.line, tried.about) if tried.is_broken else tried.problem
    return {"preview": tried, "preview_said": said, "marked": marked(tried), "missing": missing, "case": case}


def _seen(request: HttpRequest) -> int:
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
