"""What triage learnt from an organisation's corrections: the one that is used, and the newest."""

from functools import lru_cache

from amends.accounts.models import Organisation
from amends.inbox.models import TriageLesson
from amends.triage.own import BadOwn, Own, read_own


def lesson_in_use(organisation: Organisation | int) -> TriageLesson | None:
    """What is used, since somebody said so; its weights are not read."""
    rows = TriageLesson.objects.of(organisation).filter(used_since__isnull=False)
    return rows.defer("weights").order_by("pk").first()


def newest_lesson(organisation: Organisation | int) -> TriageLesson | None:
    """What was learnt last, used or not; its weights are not read."""
    return TriageLesson.objects.of(organisation).defer("weights").order_by("-pk").first()


def own_of(organisation: Organisation | int) -> Own | None:
    """The weights that messages of the organisation are judged by besides the packs'; None for none."""
    used = lesson_in_use(organisation)
    return _own(used.pk) if used is not None else None


def leave_lessons(organisation: Organisation | int) -> int:
    """Nothing of it is used any more; how many were. The caller holds the organisation's lock."""
    return TriageLesson.objects.of(organisation).filter(used_since__isnull=False).update(used_since=None)


@lru_cache(maxsize=32)
def _own(lesson_id: int) -> Own | None:
    """The weights never change once written. What cannot be read counts for nothing."""
    raw = TriageLesson.objects.filter(pk=lesson_id).values_list("weights", flat=True).first()
    try:
        return read_own(bytes(raw)) if raw is not None else None
    except BadOwn:
        return None
