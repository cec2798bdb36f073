"""What the rules object to in a typed reply: the words, the rule, its source, and a wording that passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from amends.cases.models import Case
from amends.compliance.findings import ERROR, Finding
from amends.compliance.sentence import after_greeting, greeting_at, sentence_around
from amends.compliance.told import rule_said
from amends.inbox.checking import findings_on
from amends.inbox.contact_rules import ANSWER
from amends.inbox.contacts import purpose_of, verdict_on
from amends.releases.in_force import by_rulebook_of
from amends.web.access import Reader, reads
from amends.web.case_page import case_for_page
from amends.web.contact_words import contact_said
from amends.web.language import pack_language
from amends.web.source_words import source_said

MOST_SHOWN, MOST_MARKED = 12, 100
LONGEST_CHECKED = 50_000


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding: `words` stand at `start` to before `end`, in the sentence from `begin` to before `finish`.

    Code points of the text; a greeting before the words is no part of it. The rule was read at `address`, or
    is `known_from` elsewhere, on `read_on`. `suggestion` may take the place of the sentence. `others` are
    more words of it that the same rule objects to; those findings are marked, not listed (`is_again`).
    """

    severity: str
    said: str
    words: str
    address: str
    known_from: str
    read_on: date
    suggestion: str
    start: int
    end: int
    begin: int
    finish: int
    others: tuple[str, ...] = ()
    is_again: bool = False


@require_POST
@reads("work_case")
def case_check(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/check: what is found in the text as it is typed; nothing is kept."""
    case = case_for_page(reader, case_id, "work_case")
    text = request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST_CHECKED]
    purpose = purpose_of(case, request.POST.get("template", ""))
    found = findings_on(case, text, purpose=purpose) if text.strip() else ()
    context = findings_shown(reader, case, text, found)
    if text.strip() and purpose != ANSWER:
        context["contact"] = contact_said(verdict_on(case, purpose), case.shop.time_zone)
        context["purpose"] = purpose
    return render(request, "cases/reply_findings.html", context)


def findings_shown(reader: Reader, case: Case, text: str, found: Iterable[Finding]) -> dict[str, object]:
    """The context of the list beside the box. Errors stop; warnings a lead may let pass."""
    found = list(found)
    with by_rulebook_of(case.organisation_id):
        shown = _once_for_each_sentence(text, found[:MOST_MARKED])
    warned = bool(found) and all(each.severity != ERROR for each in found)
    return {
        "findings": shown,
        "case": case,
        "warned": warned,
        "may_let_pass": warned and case.shop_id in reader.shops("let_warning_pass"),
    }


def _once_for_each_sentence(text: str, found: Sequence[Finding]) -> list[ShownFinding]:
    """What a rule says of a sentence is listed once, with all its words there; the rest is only marked."""
    shown = [_shown(text, each) for each in found]
    ones: dict[tuple[str, int], list[int]] = {}
    for at, finding in enumerate(found):
        ones.setdefault((finding.rule, shown[at].begin), []).append(at)
    for listed, (first, *others) in enumerate(ones.values()):
        words = tuple(dict.fromkeys(shown[at].words for at in others))
        shown[first] = replace(shown[first], others=words, is_again=listed >= MOST_SHOWN)
        for at in others:
            shown[at] = replace(shown[at], is_again=True)
    return shown


def _shown(text: str, finding: Finding) -> ShownFinding:
    place = finding.source.place
    is_address = place.startswith("https://")
    begin, finish, suggestion = _exchange(text, finding)
    return ShownFinding(
        finding.severity,
        rule_said(finding.rule, pack_language()),
        text[finding.start : finding.end],
        place if is_address else "",
        "" if is_address else source_said(place),
        date.fromisoformat(finding.source.read_on),
        suggestion,
        finding.start,
        finding.end,
        begin,
        finish,
    )


def _exchange(text: str, finding: Finding) -> tuple[int, int, str]:
    """What gives way to the suggestion, from and to before, and the suggestion as it fits there.

    A greeting stays: but where the rule objects to nothing else.
    """
    begin, finish = sentence_around(text, finding.start, finding.end)
    rest = greeting_at(text, begin, finish)
    if begin == rest or finding.end <= rest:
        return begin, finish, finding.suggestion
    return rest, finish, after_greeting(finding.suggestion, text[rest:finish])
