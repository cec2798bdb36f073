"""Cases that belong together and stay two: each shows the other."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case, CaseLink
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import Happening, record_all

MOST_SHOWN = 20


@transaction.atomic
def link_cases(case: Case, other: Case, *, by: Actor) -> CaseLink:
    """Link two cases, of whatever shops the person may work in. Linked already, nothing changes.

    Raises NotAllowed, CaseConflict (case_same, case_merged).
    """
    older, younger = _both(case, other, by=by)
    link, made = link_pair(older, younger, by=by)
    if made:
        _tell("cases_linked", older, younger, by=by)
    return link


@transaction.atomic
def unlink_cases(case: Case, other: Case, *, by: Actor) -> bool:
    """Take the link between two cases away; False where there is none. Raises NotAllowed, CaseConflict."""
    older, younger = _both(case, other, by=by)
    removed, _ = CaseLink.objects.filter(case=older, younger=younger).delete()
    if removed:
        _tell("cases_unlinked", older, younger, by=by)
    return removed > 0


def link_pair(case: Case, other: Case, *, by: Actor) -> tuple[CaseLink, bool]:
    """The link between two cases, and whether it is new. The caller has judged."""
    older, younger = sorted((case, other), key=lambda each: each.pk)
    return CaseLink.objects.get_or_create(
        case=older,
        younger=younger,
        defaults={
            "organisation_id": older.organisation_id,
            "linked_at": clock.now(),
            "linked_by_id": by.user_id,
        },
    )


@dataclass(frozen=True, slots=True)
class Relative:
    """A case that belongs with another. `how`: linked, before (it follows that one), after."""

    id: int
    how: str
    state: str
    issue_types: tuple[str, ...]
    shop_id: int


def relatives() -> dict[str, ArraySubquery]:
    """For annotating cases with what relatives_of reads: no page pays a query for it."""
    younger, older = (
        CaseLink.objects.filter(case=OuterRef("pk")),
        CaseLink.objects.filter(younger=OuterRef("pk")),
    )
    before, after = (
        Case.objects.filter(pk=OuterRef("follows_id")),
        Case.objects.filter(follows=OuterRef("pk")),
    )
    return {
        "linked_younger": _told(younger, "younger__"),
        "linked_older": _told(older, "case__"),
        "cases_before": _told(before, ""),
        "cases_after": _told(after, ""),
    }


def relatives_of(case: Case, shop_ids: Container[int]) -> list[Relative]:
    """The cases that belong with an annotated one and may be seen, each once; not those it has taken in."""
    found: dict[int, Relative] = {}
    for name, how in (
        ("linked_older", "linked"),
        ("linked_younger", "linked"),
        ("cases_before", "before"),
        ("cases_after", "after"),
    ):
        for each in getattr(case, name):
            if each["shop"] in shop_ids and each["into"] != case.pk:
                types = tuple(each["types"])
                found.setdefault(each["pk"], Relative(each["pk"], how, each["state"], types, each["shop"]))
    return list(found.values())


def _told(rows: QuerySet[Any], to: str) -> ArraySubquery:
    columns = {
        "pk": "pk",
        "state": "state",
        "types": "issue_types",
        "shop": "shop_id",
        "into": "merged_into_id",
    }
    said = JSONObject(**{name: f"{to}{column}" for name, column in columns.items()})
    return ArraySubquery(rows.order_by("pk").values(said=said)[:MOST_SHOWN])


def _both(case: Case, other: Case, *, by: Actor) -> tuple[Case, Case]:
    require(by, "work_case", case.shop)
    require(by, "work_case", other.shop)
    if case.pk == other.pk:
        raise CaseConflict("case_same", "This is the same case.", mend="Name the other one.")
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=[case.pk, other.pk])
    older, younger = rows.order_by("pk")
    if older.merged_into_id is not None or younger.merged_into_id is not None:
        raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
    return older, younger


def _tell(verb: str, older: Case, younger: Case, *, by: Actor) -> None:
    details = {older.pk: {"case": younger.pk}, younger.pk: {"case": older.pk}}
    record_all((Happening(verb, "case", pk, detail) for pk, detail in details.items()), by=by)
    announce(details)
