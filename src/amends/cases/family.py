"""A case together with those merged into it: what was written in them stays theirs and is shown as one."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from amends.cases.models import Case


def in_family(case: Case) -> Q:
    """Rows with a `case`: this one's, and those of cases merged into it."""
    return Q(case=case) | Q(case__merged_into=case)


def merged_ids() -> ArraySubquery:
    """For annotating cases: the ids of the cases merged into each, the oldest first."""
    merged = Case.objects.filter(merged_into=OuterRef("pk")).order_by("pk")
    return ArraySubquery(merged.values("pk"))


def family_ids(case: Case) -> list[int]:
    """The case's own id and those of the cases merged into it; read where no page annotated them."""
    merged: Iterable[int] | None = getattr(case, "merged_ids", None)
    if merged is None:
        merged = Case.objects.filter(merged_into=case).order_by("pk").values_list("pk", flat=True)
    return [case.pk, *merged]


def followed(case: Case) -> Case:
    """The case itself; where it was merged, the one it went to, with all that a document needs."""
    if case.merged_into_id is None:
        return case
    rows = Case.objects.select_related("shop", "order__person", "buyer__person", "assignee", "merged_into")
    return rows.get(pk=case.merged_into_id)


def living(case_id: int) -> int:
    """The case this reference means now: where it was merged, the one it went to."""
    into = Case.objects.filter(pk=case_id).values_list("merged_into_id", flat=True).first()
    return into if into is not None else case_id
