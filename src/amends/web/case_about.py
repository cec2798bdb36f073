"""Why a case is about what it is about: the buyer's words that decided, marked, and who or what said so."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.cases.models import Case
from amends.inbox.models import CaseMessage
from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.deciding import deciding_spans
from amends.triage.judgement import TriageFacts
from amends.web.access import Reader, reads
from amends.web.case_page import case_for_page

BEFORE, AFTER = 200, 200  # characters shown around what is marked
STRONG = 0.66


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together; `mark` is strong or weak where they spoke for the type, else empty."""

    text: str
    mark: str = ""


@reads("see_cases")
def case_about(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/about: the words that decided."""
    case = case_for_page(reader, case_id)
    return render(request, "cases/about.html", {"case": case, "shop": case.shop, **why_about(case)})


def why_about(case: Case) -> dict[str, Any]:
    """`pieces` of the message that decided, `code`, its `percent`; whether a person said it (`by_person`) or
    the order's record changed what the words say (`by_words`)."""
    code = case.issue_types[0] if case.issue_types else ""
    link = _telling(case, code)
    if link is None or code not in CODES:
        return {"code": code, "pieces": [], "percent": 0, "by_person": False, "by_words": ""}
    body = link.message.body
    text = body.text or body.subject
    hint = link.message.language or None
    facts = TriageFacts(marketplace=case.shop.marketplace, subject=body.subject)
    by_words = classify(text, language_hint=hint, facts=facts).code
    by_person = link.corrected_to == code
    guessed = dict(link.issue_types)
    return {
        "code": code,
        "pieces": marked(text, code, hint),
        "percent": round(100 * guessed.get(code, 0)),
        "by_person": by_person,
        "by_words": "" if by_person or by_words == code else by_words,
    }


def marked(text: str, code: str, hint: str | None) -> list[Piece]:
    """The text around what spoke for the type, cut where it is long."""
    spans = deciding_spans(text, code, language_hint=hint)
    begin = max(0, spans[0].start - BEFORE) if spans else 0
    end = min(len(text), (spans[-1].end if spans else 0) + AFTER)
    found, at = [Piece("…")] if begin else [], begin
    for span in spans:
        found += [
            Piece(text[at : span.start]),
            Piece(text[span.start : span.end], "strong" if span.share >= STRONG else "weak"),
        ]
        at = span.end
    found.append(Piece(text[at:end]))
    return [piece for piece in [*found, *([Piece("…")] if end < len(text) else [])] if piece.text]


def _telling(case: Case, code: str) -> CaseMessage | None:
    """The newest message of the buyer that tells of it; the newest of all where none does."""
    said = CaseMessage.objects.filter(case=case, message__direction="in").exclude(issue_types=[])
    rows = said.select_related("message__body").order_by("-message__sent_at", "-pk")
    links = [each for each in rows[:20] if hasattr(each.message, "body")]
    first = [each for each in links if each.corrected_to == code or each.issue_types[0][0] == code]
    among = [each for each in links if code in dict(each.issue_types)]
    return next(iter([*first, *among, *links]), None)
