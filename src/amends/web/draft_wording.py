"""A seller's own rules of wording in a draft: listed, written in a form, tried, ended, taken away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.compliance.findings import ERROR, KINDS, LANGUAGES, WARNING
from amends.compliance.lint import marketplaces
from amends.compliance.told import rule_said
from amends.core import clock
from amends.core.errors import AmendsError, NotFound
from amends.insights.own_wording_templates import tried_on_templates
from amends.insights.own_wording_tried import Tried, tried_on_replies
from amends.publishing.actions import find_draft
from amends.publishing.checking import check_files
from amends.publishing.keeping import keep
from amends.publishing.own_wording import OwnWording, free_name, own_wording, own_wordings, written
from amends.publishing.own_wording_examples import rules_that_warn
from amends.releases.models import RulebookDraft
from amends.web.access import Reader, reads_whole
from amends.web.draft_findings import files_before, shown
from amends.web.form_errors import words_of
from amends.web.language import pack_language
from amends.web.reply_words import TONGUE
from amends.web.wording_templates import TemplatesShown, templates_shown

MOST_SIGNS = 20_000
LINES = ("phrases", "unless", "bad", "good")


@require_safe
@reads_whole("prepare_rulebook")
def wording_list(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """GET /rulebook/drafts/7/wording: every own rule of the draft."""
    draft = find_draft(draft_id, by=reader.actor)
    today = clock.now().date().isoformat()
    rules = [
        {"rule": each, "said": _in_words(each), "is_over": bool(each.until_day) and each.until_day < today}
        for each in own_wordings(draft.files)
    ]
    context = {
        "place": "drafts",
        "draft": draft,
        "is_open": draft.state == "open",
        "rules": rules,
        "new": free_name(draft.files),
        "met": _met(reader, draft.files) if rules else None,
    }
    return render(request, "rulebook/draft_wordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("prepare_rulebook")
def wording_edit(request: HttpRequest, reader: Reader, *, draft_id: int, name: str) -> HttpResponseBase:
    """/rulebook/drafts/7/wording/rule_1: see it, try it on what was sent, keep it, or take it away."""
    draft = find_draft(draft_id, by=reader.actor)
    if request.method != "POST":
        return _page(request, reader, draft, own_wording(draft.files, name))
    pack = OwnWording(name).pack
    if request.POST.get("do") == "remove":
        keep(draft_id, lambda now: {pack: None} if pack in now else None, by=reader.actor)
        messages.success(request, _("Taken out of the draft."))
        return redirect("rulebook_draft_wordings", draft_id)
    typed = _typed(request, name, own_wording(draft.files, name))
    try:
        text = written(typed, clock.now().date())
        if request.POST.get("do") == "check":
            return _page(request, reader, draft, typed, text=text)
        if draft.state != "open":
            raise NotFound("draft_closed", _("This draft is no longer open."))
        keep(draft_id, lambda now: {pack: text}, by=reader.actor)
    except AmendsError as error:
        return _page(request, reader, draft, typed, problem=words_of(error) or error.message)
    messages.success(request, _("Kept in the draft."))
    return redirect("rulebook_draft_wording", draft_id, name)


def _page(
    request: HttpRequest,
    reader: Reader,
    draft: RulebookDraft,
    wording: OwnWording,
    *,
    text: str = "",
    problem: str = "",
) -> HttpResponse:
    pack = wording.pack
    files = {pack: text or draft.files.get(pack, "")}
    is_there = bool(files[pack])
    findings = check_files(files, clock.now().date(), before=files_before(draft)) if is_there else []
    context = {
        "place": "drafts",
        "draft": draft,
        "is_open": draft.state == "open",
        "wording": wording,
        "is_in_draft": pack in draft.files,
        "tongues": [_in_tongue(wording, language) for language in LANGUAGES],
        "exact": "\n".join(wording.exact),
        "severities": [(code, code == wording.severity) for code in (ERROR, WARNING)],
        "raisable": [(code, rule_said(code, pack_language())) for code in sorted(rules_that_warn())],
        "marketplaces": [(code, code in wording.marketplaces) for code in _sold_on(reader, wording)],
        "kinds": [(code, code in wording.kinds) for code in KINDS],
        "findings": shown(draft.pk, files, findings),
        "is_checked": is_there,
        "tried": _tried(reader, pack, files) if is_there and not findings and not wording.raises else None,
        "met": _met(reader, {**draft.files, **files}, only=pack) if is_there and not findings else None,
        "problem": problem,
    }
    return render(request, "rulebook/draft_wording.html", context, status=409 if problem else 200)


def _tried(reader: Reader, pack: str, files: Mapping[str, str]) -> Tried | None:
    try:
        return tried_on_replies(reader.organisation_id, pack, files)
    except AmendsError:
        return None  # told among the findings


def _met(reader: Reader, files: Mapping[str, str], *, only: str = "") -> TemplatesShown | None:
    """What the draft's rules, or the one named, would object to in our templates."""
    sold_on = {shop.marketplace for shop in reader.every_shop.values()}
    try:
        found = tried_on_templates(
            reader.organisation_id, files, sold_on, today=clock.now().date(), only=only
        )
    except AmendsError:
        return None  # told among the findings
    return templates_shown(found)


def _in_tongue(wording: OwnWording, language: str) -> dict[str, Any]:
    fields = {part: "\n".join(getattr(wording, part).get(language, ())) for part in LINES}
    said = {part: getattr(wording, part).get(language, "") for part in ("text", "suggestion")}
    is_open = any((*fields.values(), *said.values())) or language == pack_language()
    return {"language": language, "name": TONGUE[language], "is_open": is_open, **fields, **said}


def _sold_on(reader: Reader, wording: OwnWording) -> list[str]:
    own = {shop.marketplace for shop in reader.every_shop.values()}
    return sorted({*own, *wording.marketplaces} & marketplaces())


def _in_words(wording: OwnWording) -> str:
    texts = wording.text
    return texts.get(pack_language()) or next(iter(texts.values()), wording.name)


def _typed(request: HttpRequest, name: str, before: OwnWording) -> OwnWording:
    """The rule as the form has it now. What was read when stays, unless the words are new."""
    said = request.POST
    return replace(
        before,
        name=name,
        severity=WARNING if said.get("severity") == WARNING else ERROR,
        raises=said.get("raises", "")[:100],
        exact=_lines(said.get("exact", "")),
        marketplaces=tuple(code for code in said.getlist("marketplaces") if code in marketplaces()),
        kinds=tuple(code for code in said.getlist("kinds") if code in KINDS),
        from_day=_day(said.get("from", "")),
        until_day=_day(said.get("until", "")),
        phrases=_lines_of(request, "phrases"),
        unless=_lines_of(request, "unless"),
        bad=_lines_of(request, "bad"),
        good=_lines_of(request, "good"),
        text=_texts_of(request, "text"),
        suggestion=_texts_of(request, "suggestion"),
    )


def _lines_of(request: HttpRequest, part: str) -> dict[str, tuple[str, ...]]:
    found = {language: _lines(request.POST.get(f"{part}.{language}", "")) for language in LANGUAGES}
    return {language: lines for language, lines in found.items() if lines}


def _texts_of(request: HttpRequest, part: str) -> dict[str, str]:
    found = {
        language: " ".join(request.POST.get(f"{part}.{language}", "")[:MOST_SIGNS].split())
        for language in LANGUAGES
    }
    return {language: text for language, text in found.items() if text}


def _lines(text: str) -> tuple[str, ...]:
    """One to a line, each once."""
    found = (line.replace("\0", "").strip() for line in text[:MOST_SIGNS].splitlines())
    return tuple(dict.fromkeys(line for line in found if line))


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed.strip()).isoformat() if typed.strip() else ""
    except ValueError:
        return ""
