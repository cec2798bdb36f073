"""A shop's chances and prices are learnt anew from its own cases: every night, or when somebody asks."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from amends.accounts.models import Organisation
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.history.actions import record
from amends.playbooks.learnt import learning, outcome_rules
from amends.playbooks.models import LearntFigure
from amends.playbooks.queries import FigureKey, OwnStep, Seen, figures_seen
from amends.playbooks.reading import playbooks
from amends.releases.in_force import by_rulebook_of


def learn_all() -> int:
    """Every organisation's figures; how many changed."""
    ids = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    return sum(learn_figures(by=Actor(each, None, "worker")) for each in ids)


@transaction.atomic
def learn_figures(*, by: Actor) -> int:
    """The figures of one organisation's shops; how many changed, came or went.

    The same cases give the same figures, however often and in whatever order. Raises NotAllowed.
    """
    require(by, "learn_figures")
    lock_until_commit("learn_figures", by.organisation_id)
    now = clock.now()
    with by_rulebook_of(by.organisation_id):
        rule = learning()
        found = figures_seen(
            by.organisation_id,
            steps=own_steps(),
            rules=outcome_rules(),
            since=now - timedelta(days=rule.from_days),
            ripe=now - timedelta(days=rule.ripe_days),
        )
    before = {_key(row): row for row in LearntFigure.objects.of(by.organisation_id).order_by("pk")}
    changed = {key: seen for key, seen in found.items() if key not in before or _of(before[key]) != seen}
    gone = [row.pk for key, row in before.items() if key not in found]
    _save(changed, by=by)
    if gone:
        LearntFigure.objects.of(by.organisation_id).filter(pk__in=gone).delete()
    if changed or gone:
        counts = {"figures": len(found), "changed": len(changed), "gone": len(gone)}
        record(
            actor=by,
            verb="figures_learnt",
            subject_type="organisation",
            subject_id=by.organisation_id,
            detail=counts,
        )
    return len(changed) + len(gone)


def own_steps() -> Iterator[OwnStep]:
    """The steps of the playbooks in force that belong to one way out alone."""
    for issue_type, book in playbooks().items():
        for step in book.steps:
            if len(step.resolutions) == 1:
                yield OwnStep(issue_type, step.code, *step.resolutions)


def _save(changed: dict[FigureKey, Seen], *, by: Actor) -> None:
    LearntFigure.objects.bulk_create(
        (
            LearntFigure(
                organisation_id=by.organisation_id,
                **key._asdict(),
                value=seen.value,
                cases=seen.cases,
                learnt_at=clock.now(),
            )
            for key, seen in changed.items()
        ),
        update_conflicts=True,
        unique_fields=list(FigureKey._fields),
        update_fields=["value", "cases", "learnt_at"],
    )


def _key(row: LearntFigure) -> FigureKey:
    return FigureKey(row.shop_id, row.kind, row.issue_type, row.name, row.line, row.currency)


def _of(row: LearntFigure) -> Seen:
    return Seen(row.value, row.cases)
