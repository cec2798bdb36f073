"""Putting a rule of law, marketplace or carrier right: a form that begins a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.core import clock
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.publishing.correcting import TEXTS, Correctable, begin_correction, correctable
from amends.publishing.row_fields import LANGUAGES
from amends.publishing.written_rows import in_one_line
from amends.web.access import Reader, reads_whole
from amends.web.form_errors import words_of
from amends.web.pack_parts import part_said

SOURCE = ("address", "known_from", "read_on", "confidence")
CONFIDENCE = ("A", "B")


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("prepare_rulebook")
def rule_correct(request: HttpRequest, reader: Reader, *, rule: str) -> HttpResponseBase:
    """/rulebook/rules/amz.msg.reply/correct: what it says now; what is right, with source and date."""
    row = correctable(rule)
    if request.method != "POST":
        return _page(request, rule, row)
    try:
        draft = begin_correction(
            rule,
            {name: request.POST.get(f"part.{name}", "") for name in row.parts},
            {
                name: {language: request.POST.get(f"{name}.{language}", "") for language in LANGUAGES}
                for name in TEXTS[row.family]
            },
            {name: request.POST.get(name, "") for name in SOURCE},
            by=reader.actor,
            title=_("Correction of %(rule)s") % {"rule": rule},
        )
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        exact = error.message if error.code == "part_unreadable" else ""
        return _page(request, rule, row, problem=f"{words_of(error)} {exact}".strip())
    messages.success(request, _("The correction is in a draft. Whoever releases it confirms it."))
    return redirect("rulebook_draft", draft.pk)


def _page(request: HttpRequest, rule: str, row: Correctable, *, problem: str = "") -> HttpResponse:
    def typed(name: str, held: Any) -> str:
        return str(request.POST.get(name, held))

    context = {
        "place": "rules",
        "rule_id": rule,
        "pack": row.pack,
        "problem": problem,
        "parts": [
            (
                name,
                part_said(name),
                typed(f"part.{name}", in_one_line(row.body[name]) if name in row.body else ""),
            )
            for name in row.parts
        ],
        "texts": [
            (
                name,
                part_said(name),
                [
                    (
                        language,
                        typed(f"{name}.{language}", str(row.body.get(name, {}).get(language, "")).strip()),
                    )
                    for language in LANGUAGES
                ],
            )
            for name in TEXTS[row.family]
        ],
        "address": typed("address", row.source.get("address", "")),
        "known_from": typed("known_from", row.source.get("known_from", "")),
        "read_on": typed("read_on", clock.now().date().isoformat()),
        "confidence": typed("confidence", "A"),
        "confidences": CONFIDENCE,
    }
    return render(request, "rulebook/correct.html", context, status=409 if problem else 200)
