"""The words that decided what a case is about, marked where the buyer wrote them."""

from collections.abc import Collection
from dataclasses import dataclass

from amends.cases.models import Case
from amends.inbox.models import CaseMessage
from amends.triage.codes import CODES
from amends.triage.deciding import Span, deciding_spans

LONGEST = 20_000  # signs of a message that are looked through while a page is drawn


@dataclass(frozen=True, slots=True)
class Marked:
    """The message that tells of the issue type, and the spans of its text that spoke for it."""

    message_id: int
    code: str
    spans: tuple[Span, ...]


def marked_in(case: Case, links: Collection[CaseMessage]) -> Marked | None:
    """Of these messages the newest that tells of the case's first issue type; None where none does."""
    code = case.issue_types[0] if case.issue_types else ""
    if code not in CODES:
        return None
    told = [each for each in links if each.message.direction == "in" and each.issue_types]
    told.sort(key=lambda each: (each.message.happened_at, each.pk), reverse=True)
    first = (each for each in told if code in (each.corrected_to, each.issue_types[0][0]))
    link = next(first, None) or next((each for each in told if code in dict(each.issue_types)), None)
    text = link.message.body.text if link is not None and hasattr(link.message, "body") else ""
    if link is None or not 0 < len(text) <= LONGEST:
        return None
    spans = deciding_spans(text, code, language_hint=link.message.language or None)
    return Marked(link.message_id, code, tuple(spans)) if spans else None
