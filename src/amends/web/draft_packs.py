"""A pack of a draft as text: any that a seller may lay over the product's."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.core import clock
from amends.core.errors import NotFound
from amends.core.pack_sets import SHIPPED, judging_by
from amends.core.packs import load_pack, pack_names
from amends.publishing.actions import find_draft
from amends.publishing.checking import check_files
from amends.publishing.comparing import line_difference, shipped_text, text_in
from amends.publishing.keeping import keep
from amends.releases.laying_over import MOST_BYTES, OWN_FAMILIES, SINGLE, refused_content, refused_name
from amends.releases.models import RulebookDraft
from amends.web.access import Reader, reads_whole
from amends.web.draft_findings import files_before, shown
from amends.web.draft_words import pack_said


@require_safe
@reads_whole("prepare_rulebook")
def pack_list(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """GET /rulebook/drafts/7/packs: what a seller may change, and what the draft has changed."""
    draft = find_draft(draft_id, by=reader.actor)
    names = sorted({*laid_over_able(), *draft.files})
    families = [
        (family, [(name, name in draft.files) for name in names if name.partition("/")[0] == family])
        for family in OWN_FAMILIES
    ]
    context = {"place": "drafts", "draft": draft, "families": families}
    return render(request, "rulebook/draft_packs.html", context)


def laid_over_able() -> list[str]:
    """The product's packs that a seller may replace."""
    with judging_by(SHIPPED):
        named = [name for family in OWN_FAMILIES for name in _names_of(family)]
        return [name for name in named if refused_content(name, load_pack(name).body) is None]


def _names_of(family: str) -> list[str]:
    return [family] if family in SINGLE else pack_names(family)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("prepare_rulebook")
def pack_text(request: HttpRequest, reader: Reader, *, draft_id: int, pack: str) -> HttpResponseBase:
    """/rulebook/drafts/7/packs/policies/shop: see it, check it as it is typed, keep it, or take it back."""
    draft = find_draft(draft_id, by=reader.actor)
    if refused_name(pack) is not None:
        raise NotFound("pack_unknown", f"There is no pack {pack[:80]!r}.")
    if request.method != "POST":
        return _page(request, draft, pack, text_in(draft.files, pack))
    do = request.POST.get("do", "")
    if do == "back":
        keep(draft_id, lambda now: {pack: None}, by=reader.actor)
        messages.success(request, _("The product’s own holds again."))
        return redirect("rulebook_draft", draft_id)
    text = "\n".join(request.POST.get("text", "").splitlines()) + "\n"
    if do == "check":
        context = _checked(draft, pack, text)
        return render(request, "rulebook/findings.html", context)
    return _keep(request, reader, draft, pack, text)


def _keep(request: HttpRequest, reader: Reader, draft: RulebookDraft, pack: str, text: str) -> HttpResponse:
    was, theirs = request.POST.get("was", ""), text_in(draft.files, pack)
    if was != mark_of(theirs) and theirs != text:
        return _page(request, draft, pack, text, theirs=theirs)
    if draft.state != "open" or len(text.encode()) > MOST_BYTES or "\0" in text:
        told = _("It is over %(most)s bytes, or no text: nothing was kept yet.") % {"most": MOST_BYTES}
        told = told if draft.state == "open" else _("This draft is no longer open.")
        return _page(request, draft, pack, text, problem=told)

    def changes(files: Mapping[str, str]) -> dict[str, str | None] | None:
        return {pack: text} if text_in(files, pack) == theirs else None

    if keep(draft.pk, changes, by=reader.actor) is None:
        fresh = find_draft(draft.pk, by=reader.actor)
        return _page(request, fresh, pack, text, theirs=text_in(fresh.files, pack))
    messages.success(request, _("Kept in the draft."))
    return redirect("rulebook_draft_pack", draft.pk, pack)


def _page(
    request: HttpRequest,
    draft: RulebookDraft,
    pack: str,
    text: str,
    *,
    theirs: str | None = None,
    problem: str = "",
) -> HttpResponse:
    held = text_in(draft.files, pack)
    line = request.GET.get("line", "")
    context = _checked(draft, pack, text) | {
        "place": "drafts",
        "draft": draft,
        "pack": pack,
        "title": pack_said(pack),
        "text": text,
        "was": mark_of(held),
        "is_changed": pack in draft.files,
        "is_products": bool(shipped_text(pack)),
        "line": int(line) if line.isascii() and line.isdecimal() and len(line) < 7 else 0,
        "theirs": None if theirs is None else line_difference(theirs, text),
        "problem": problem,
    }
    return render(
        request, "rulebook/draft_pack.html", context, status=200 if theirs is None and not problem else 409
    )


def _checked(draft: RulebookDraft, pack: str, text: str) -> dict[str, Any]:
    files = {**draft.files, pack: text}
    if pack not in draft.files and text == shipped_text(pack):
        files.pop(pack)
    if len(text.encode()) > MOST_BYTES:
        return {"findings": [], "is_checked": False}
    findings = check_files(files, clock.now().date(), before=files_before(draft))
    here = [one for one in findings if one.file == pack]
    elsewhere = [one for one in findings if one.file != pack]
    return {"findings": shown(draft.pk, files, [*here, *elsewhere]), "is_checked": True, "checked": pack}


def mark_of(text: str) -> str:
    """By which a form knows the text it began with."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
