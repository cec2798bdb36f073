"""What came to a case and was no buyer's word: mails that came back, automatic replies, notices."""

import re
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q

from amends.cases.models import Case
from amends.inbox.models import PlatformEvent

CODED = re.compile(r"\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b")
LONGEST = 200


def hears(case_id: OuterRef) -> Exists:
    """Whether any reached the case or one merged into it: asked along with the case itself."""
    of_family = Q(case_id=case_id) | Q(case__merged_into=case_id)
    return Exists(PlatformEvent.objects.filter(of_family, message__direction="in"))


def told_to(case: Case, family: Collection[int], *, most: int) -> list[PlatformEvent]:
    """The newest of them that reached the case or one merged into it. One query, where there are any."""
    if not getattr(case, "hears", True):
        return []
    found = PlatformEvent.objects.of(case.organisation_id).filter(case_id__in=family, message__direction="in")
    return list(found.select_related("message__body").order_by("-id")[:most])


def came_back(told: Sequence[PlatformEvent]) -> dict[str, str]:
    """Message-ID of a mail of ours → why it could not be delivered, as the server said; the newest counts."""
    bounces = [each.message for each in reversed(told) if each.kind == "bounce" and each.message.in_reply_to]
    return {each.in_reply_to: reason_in(each.body.text if hasattr(each, "body") else "") for each in bounces}


def reason_in(text: str) -> str:
    """The line with the server's code; the first line that says anything where there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    coded = next((line for line in lines if CODED.search(line)), "")
    return (coded or next(iter(lines), ""))[:LONGEST]
