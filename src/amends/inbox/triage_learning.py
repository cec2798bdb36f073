"""Triage learns from corrections: worked out in a process of its own, used when somebody says so."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from django.db import transaction

from amends.accounts.organisations import lock_organisation
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record
from amends.inbox.models import TriageLesson, TriageSetting
from amends.inbox.triage_examples import learns_from_corrections, triage_examples_of
from amends.inbox.triage_lessons import lesson_in_use, newest_lesson
from amends.triage.codes import CODES
from amends.triage.learning import Told
from amends.triage.learning_figures import FEWEST, WORSE, Lesson, lesson_of


@transaction.atomic
def ask_to_learn(*, by: Actor) -> None:
    """Have the worker learn from the corrections.

    Raises NotAllowed, Refused (not_learning, too_few_corrections).
    """
    from amends.inbox.tasks import learn_triage

    require(by, "teach_triage")
    _refuse(by.organisation_id, len(_told(by.organisation_id)))
    learn_triage.defer(organisation_id=by.organisation_id, user_id=by.user_id)


def learn_triage(*, by: Actor) -> TriageLesson:
    """Learn from all corrections there are and keep what comes of it; nothing is used by that.

    Not within a transaction: it takes a while, and only the end is written.
    Raises NotAllowed, Refused (not_learning, too_few_corrections).
    """
    require(by, "teach_triage")
    told = _told(by.organisation_id)
    _refuse(by.organisation_id, len(told))
    newest = max(example_id for example_id, _ in told)
    lesson = _apart([each for _, each in told])
    with transaction.atomic():
        lock_organisation(by.organisation_id)
        row = TriageLesson.objects.create(
            organisation_id=by.organisation_id,
            made_at=clock.now(),
            newest_example_id=newest,
            weights=lesson.weights,
            figures=lesson.figures | {"told": len(told)},
            verdict=lesson.verdict,
        )
        TriageLesson.objects.of(by.organisation_id).filter(pk__lt=row.pk, used_since=None).delete()
        detail = {"corrections": len(told), "verdict": lesson.verdict}
        record(
            actor=by,
            verb="triage_lesson_made",
            subject_type="triage_lesson",
            subject_id=row.pk,
            detail=detail,
        )
    return row


@transaction.atomic
def use_lesson(lesson_id: int, *, by: Actor) -> bool:
    """From now on messages are judged by it too; whether that changed anything.

    Raises NotAllowed, NotFound, Refused (not_learning, lesson_worse).
    """
    require(by, "teach_triage")
    lock_organisation(by.organisation_id)
    row = TriageLesson.objects.of(by.organisation_id).select_for_update().filter(pk=lesson_id).first()
    if row is None:
        raise NotFound("lesson_unknown", "That was learnt anew meanwhile.", mend="Reload the page.")
    if row.used_since is not None:
        return False
    if not learns_from_corrections(by.organisation_id):
        raise _not_learning()
    if row.verdict == WORSE:
        raise Refused(
            "lesson_worse",
            "Messages would be judged worse by it.",
            mend="Look through the corrections, and learn anew.",
        )
    TriageLesson.objects.of(by.organisation_id).filter(used_since__isnull=False).delete()
    row.used_since = clock.now()
    row.save(update_fields=["used_since"])
    record(actor=by, verb="triage_lesson_used", subject_type="triage_lesson", subject_id=row.pk)
    return True


@transaction.atomic
def leave_lesson(*, by: Actor) -> bool:
    """Messages are judged by the packs alone again; whether that changed anything. Raises NotAllowed."""
    require(by, "teach_triage")
    lock_organisation(by.organisation_id)
    used = lesson_in_use(by.organisation_id)
    if used is None:
        return False
    TriageLesson.objects.filter(pk=used.pk).update(used_since=None)
    record(actor=by, verb="triage_lesson_left", subject_type="triage_lesson", subject_id=used.pk)
    return True


def learn_where_new() -> int:
    """Learn for every organisation that wants it and has corrections not learnt from; for how many."""
    done = 0
    for organisation_id in (
        TriageSetting.objects.filter(learns=True).order_by("pk").values_list("organisation_id", flat=True)
    ):
        told = _told(organisation_id)
        before = newest_lesson(organisation_id)
        if len(told) < FEWEST or (before is not None and _covers(before, told)):
            continue
        learn_triage(by=Actor(organisation_id, None, "worker"))
        done += 1
    return done


def _covers(lesson: TriageLesson, told: Sequence[tuple[int, Told]]) -> bool:
    """Whether it was made of these corrections: none has come, none has gone."""
    newest = max(example_id for example_id, _ in told)
    return lesson.newest_example_id == newest and lesson.figures["told"] == len(told)


def _told(organisation_id: int) -> list[tuple[int, Told]]:
    rows = triage_examples_of(organisation_id)
    return [(each.id, Told(each.text, each.language, each.code)) for each in rows if each.code in CODES]


def _refuse(organisation_id: int, corrections: int) -> None:
    if not learns_from_corrections(organisation_id):
        raise _not_learning()
    if corrections < FEWEST:
        raise Refused(
            "too_few_corrections",
            f"There are {corrections} corrections; from fewer than {FEWEST} nothing can be told.",
            mend="Go on correcting; nothing is lost.",
        )


def _not_learning() -> Refused:
    return Refused(
        "not_learning", "Corrections are not learnt from.", mend="Switch it on in Settings → Triage."
    )


def _apart(told: Sequence[Told]) -> Lesson:
    """In a process of its own, so that web and worker go on meanwhile."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(lesson_of, told).result()
