"""What a case may be about, to choose from: what it is now, what triage guessed besides, then the others."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Subquery
from django.db.models.expressions import OuterRef
from django.utils import translation

from amends.cases.models import Case
from amends.inbox.models import CaseMessage, ModelQuestion
from amends.triage.codes import CODES
from amends.web.case_words import ISSUE_TYPE
from amends.web.language import HTML_LANG

SHOWN_GUESSES = 3


@dataclass(frozen=True, slots=True)
class TypeToChoose:
    """An issue type with everything it may be typed as; `percent` where triage guessed it."""

    code: str
    words: str
    percent: int = 0
    is_current: bool = False


def guesses_of(case: OuterRef) -> Subquery:
    """What triage guessed of the newest message of a case of the outer query, as [[code, confidence], …]."""
    heard = CaseMessage.objects.filter(case=case, message__direction="in").exclude(issue_types=[])
    return Subquery(heard.order_by("-message__sent_at", "-pk").values("issue_types")[:1])


def suggested_for(message_id: OuterRef) -> Subquery:
    """What a language model said of the newest message of a case of the outer query."""
    answered = ModelQuestion.objects.filter(message_id=message_id, state="answered")
    return Subquery(answered.order_by("-pk").values("code")[:1])


def types_to_choose(case: Case) -> dict[str, Any]:
    """`all` to choose from, the likeliest first; `guesses`: the few that triage wavers between.

    `suggested`: what a language model says of an unsure one; empty where there is nothing to take over.
    """
    current = case.issue_types[0] if case.issue_types else ""
    guessed = {code: round(100 * share) for code, share in getattr(case, "guesses", None) or []}
    suggested = (getattr(case, "suggested", None) or "") if case.is_unsure else ""
    first = [code for code in (current, suggested, *guessed) if code in CODES]
    codes = dict.fromkeys([*first, *case.issue_types, *CODES])
    shown = [
        TypeToChoose(code, _words(code), guessed.get(code, 0), is_current=code == current) for code in codes
    ]
    return {
        "all": shown,
        "guesses": [each for each in shown if each.percent][:SHOWN_GUESSES],
        "suggested": suggested,
    }


@cache
def _words(code: str) -> str:
    """The code and its name in every language of the desk."""
    said = [code.replace("_", " ")]
    for language in HTML_LANG:
        with translation.override(language):
            said.append(str(ISSUE_TYPE.get(code, code)))
    return " · ".join(dict.fromkeys(said))
